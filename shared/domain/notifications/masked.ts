/** A phone number of which the country and the last two digits can be seen: `+1********23`. */
export const maskedPhone = (phone: string): string =>
  `${phone.slice(0, 2)}${'*'.repeat(Math.max(0, phone.length - 4))}${phone.slice(-2)}`

/** An e-mail address of which the first letter and the domain can be seen: `a***@example.com`. */
export const maskedEmail = (email: string): string => {
  const at = email.lastIndexOf('@')
  return `${email.slice(0, 1)}***${email.slice(at)}`
}
