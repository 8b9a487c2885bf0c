const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Whether a part of a name, ignoring case and accents, stands in a resident’s first and last name. */
export const nameFits = (resident: { firstName: string; lastName: string }, part: string): boolean =>
  plain(`${resident.firstName} ${resident.lastName}`).includes(plain(part.trim()))
