const digitsOf = (text: string) => [...text].map(Number)
const onlyDigits = /^\d+$/

/** GS1 modulo 10 (weights 3 and 1 from the right), over a number whose last digit is the check digit. USPS, SSCC, FedEx Ground. */
export function isGs1CheckDigitRight(number: string): boolean {
  if (!onlyDigits.test(number) || number.length < 2) return false
  const digits = digitsOf(number)
  const check = digits.pop() as number
  const sum = digits.reverse().reduce((total, digit, i) => total + digit * (i % 2 === 0 ? 3 : 1), 0)
  return (10 - (sum % 10)) % 10 === check
}

/** UPS: `1Z` and 16 letters or digits; letters count as their place in the alphabet plus one, modulo 10; even places double. */
export function isUpsCheckDigitRight(number: string): boolean {
  const match = /^1Z([0-9A-Z]{15})(\d)$/.exec(number)
  if (match === null) return false
  const sum = [...(match[1] as string)].reduce((total, letter, i) => {
    const value = letter >= 'A' ? (letter.charCodeAt(0) - 63) % 10 : Number(letter)
    return total + value * (i % 2 === 0 ? 1 : 2)
  }, 0)
  return (10 - (sum % 10)) % 10 === Number(match[2])
}

/**
 * Whether a UPS number's check digit leaves one of its letters open: 5 and S, 8 and B, 2 and Z, which print alike, weigh the same
 * on the even places of the shipper's part.
 */
export const leavesTwinsOpen = (number: string): boolean => /^1Z(?:.|...|.{5})[5S8B2Z]/.test(number)

/** FedEx Express, 12 digits: weights 3, 1, 7 repeated, modulo 11, ten counts as zero. */
export function isFedexCheckDigitRight(number: string): boolean {
  if (!/^\d{12}$/.test(number)) return false
  const digits = digitsOf(number)
  const weights = [3, 1, 7]
  const sum = digits.slice(0, 11).reduce((total, digit, i) => total + digit * (weights[i % 3] as number), 0)
  return (sum % 11) % 10 === digits[11]
}

/** DHL Express waybill, 10 digits: the first nine modulo 7. */
export const isWaybillCheckDigitRight = (number: string): boolean =>
  /^\d{10}$/.test(number) && Number(number.slice(0, 9)) % 7 === Number(number[9])

/** The number of the Universal Postal Union (S10): two letters, eight digits, a modulo 11 check digit, a country. */
export function isS10CheckDigitRight(number: string): boolean {
  const match = /^[A-Z]{2}(\d{8})(\d)[A-Z]{2}$/.exec(number)
  if (match === null) return false
  const weights = [8, 6, 4, 2, 3, 5, 9, 7]
  const sum = digitsOf(match[1] as string).reduce((total, digit, i) => total + digit * (weights[i] as number), 0)
  const rest = 11 - (sum % 11)
  return (rest === 10 ? 0 : rest === 11 ? 5 : rest) === Number(match[2])
}

/** Deutsche Post Identcode, 12 digits: weights 4 and 9, modulo 10. */
export function isIdentcodeCheckDigitRight(number: string): boolean {
  if (!/^\d{12}$/.test(number)) return false
  const digits = digitsOf(number)
  const sum = digits.slice(0, 11).reduce((total, digit, i) => total + digit * (i % 2 === 0 ? 4 : 9), 0)
  return (10 - (sum % 10)) % 10 === digits[11]
}

/** The check character that DPD prints after a parcel number: ISO 7064 modulo 37, 36. */
export function iso7064CheckCharacter(text: string): string {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
  let rest = 36
  for (const letter of text) {
    const sum = (rest + alphabet.indexOf(letter)) % 36 || 36
    rest = (sum * 2) % 37
  }
  return alphabet[(37 - rest) % 36] as string
}

/** The last digit that makes a number's GS1 check digit right; for writers of labels and tests. */
export function gs1CheckDigit(body: string): string {
  const sum = digitsOf(body)
    .reverse()
    .reduce((total, digit, i) => total + digit * (i % 2 === 0 ? 3 : 1), 0)
  return String((10 - (sum % 10)) % 10)
}
