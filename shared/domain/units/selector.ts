/**
 * The short number that every code of a unit begins with, unique in its property: the digits of the unit’s number filled
 * to three, where that is free (`9C` gives `009`, `1412` gives `1412`); else the lowest free number of three digits, then
 * of four. Throws where all 9,900 are taken.
 */
export const chooseSelector = (number: string, taken: ReadonlySet<string>): string => {
  const own = number.replace(/\D/g, '').padStart(3, '0')
  if (own !== '000' && own.length <= 4 && !taken.has(own)) return own
  for (let n = 100; n <= 9999; n++) if (!taken.has(String(n))) return String(n)
  throw new Error('the property has no free selector')
}
