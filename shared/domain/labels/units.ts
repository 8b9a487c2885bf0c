/** A unit as it stands on a label; `designated` when a word or # announces it, not when it only stands where a unit may stand. */
export type UnitReading = { readonly text: string; readonly designated: boolean }

const value =
  '([0-9]{1,5}(?:\\s?-?\\s?[A-Z]{1,2})?|[A-Z]{1,2}(?:\\s?-?\\s?[0-9]{1,5}[A-Z]?)|[A-Z]|PH\\s?-?\\s?[0-9A-Z]{0,3})'
const designators =
  'APARTMENT|APART|APT|APPT|UNIT|STE|SUITE|ROOM|RM|LOT|FLAT|WOHNUNG|WHG|LGH|PISO|DEPTO|DPTO|PENTHOUSE|NO(?=\\.)'
const designated = new RegExp(`(?:^|[^A-Z])(?:${designators})\\s?[.:#]*\\s*#?\\s*${value}(?![A-Z0-9])`)
// A number sign is at times read as a dollar sign.
const numbered = new RegExp(`(?:^|[\\s,.A-Z])[#$]\\s*${value}(?![A-Z0-9])`)
const alone = /^([0-9]{1,4}-?[A-Z]|[A-Z]-?[0-9]{1,4}|PH[ -]?[0-9A-Z]{1,2})$/
const atStreetEnd =
  /\b(?:ST|STREET|AVE|AVENUE|RD|ROAD|BLVD|DR|DRIVE|LN|LANE|CT|COURT|PL|PLACE|WAY|TER|PKWY|CIR|HWY|SQ)\.?,?\s+([0-9]{1,4}-?[A-Z]?|[A-Z]-?[0-9]{1,4})$/

const look = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase().replace(/\s+/g, ' ').trim()

/** The comparable form of a unit: capitals and digits, no designator, hyphen, space or leading zero. */
export function unitKey(unit: string): string {
  const bare = look(unit)
    .replace(new RegExp(`^(?:${designators})\\b[.:\\s]*`), '')
    .replace(/[^A-Z0-9]/g, '')
  return bare.replace(/^0+(?=[0-9A-Z])/, '')
}

/** The form in which a unit's letters and digits that look alike are one: 0 O, 1 I L, 5 S, 8 B, 2 Z, 6 G. */
export const unitShape = (unit: string): string =>
  unitKey(unit.replace(/^[Oo](?=[0-9])/, '0'))
    .replace(/[OQD]/g, '0')
    .replace(/[IL]/g, '1')
    .replace(/S/g, '5')
    .replace(/B/g, '8')
    .replace(/Z/g, '2')
    .replace(/G/g, '6')

/** The unit that a line names, and the line without it. */
export function unitInLine(line: string): { unit: UnitReading; rest: string } | null {
  const text = look(line)
    .replace(/\b(APT|STE|UNIT)(?=\d)/g, '$1 ')
    // The recogniser puts spaces beside a 1; digits at the end of a line belong together.
    .replace(/(?<=\d) (?=[\d ]*\d[A-Z]?$)/g, '')
  for (const pattern of [designated, numbered]) {
    const match = pattern.exec(text)
    if (match?.[1] === undefined) continue
    const unit = match[1].replace(/\s+/g, '')
    const rest = `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`
      .replace(/\s+/g, ' ')
      .trim()
    return { unit: { text: unit, designated: true }, rest }
  }
  const only = alone.exec(text)
  if (only?.[1] !== undefined) return { unit: { text: only[1].replace(' ', ''), designated: false }, rest: '' }
  const tail = /^\d/.test(text) ? atStreetEnd.exec(text) : null
  if (tail?.[1] !== undefined)
    return { unit: { text: tail[1], designated: false }, rest: text.slice(0, -tail[1].length).trim() }
  return null
}
