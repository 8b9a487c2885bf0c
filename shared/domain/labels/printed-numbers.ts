import type { LabelCarrierId } from '../../contracts/label.ts'
import {
  isFedexCheckDigitRight,
  isGs1CheckDigitRight,
  iso7064CheckCharacter,
  isUpsCheckDigitRight,
  isWaybillCheckDigitRight,
  leavesTwinsOpen,
} from './check-digits.ts'
import { below, type PlacedLine, toTheRight } from './layout.ts'
import { editDistance } from './names.ts'
import { type RecognisedNumber, recogniseLettered } from './number-formats.ts'

const confusable: Record<string, string> = {
  O: '0',
  Q: '0',
  D: '0',
  I: '1',
  L: '1',
  '|': '1',
  S: '5',
  B: '8',
  Z: '2',
  G: '6',
}

/** Text as the digits it must mean, letters that look like digits taken for them; null when other letters stand in it. */
export function asDigits(text: string): string | null {
  const digits = [...text.toUpperCase()]
    .filter((letter) => !/[\s.\-()]/.test(letter))
    .map((letter) => (/\d/.test(letter) ? letter : (confusable[letter] ?? '?')))
    .join('')
  return /^\d+$/.test(digits) ? digits : null
}

const squash = (text: string) => text.toUpperCase().replace(/[\s.\-*]/g, '')

/**
 * The readings of a printed 1Z number: its last eight places are digits whatever was read, and in the others digits may have
 * been taken for O, I or Q. The check digit alone would not tell a 5 from an S.
 */
function upsReadings(text: string): string[] {
  const tail = asDigits(text.slice(10))
  if (tail === null) return []
  const seen = text.slice(0, 10) + tail
  const swaps: Record<string, string> = { O: '0', I: '1', Q: '0' }
  const readings = [seen]
  for (let i = 2; i < 10; i++) {
    const swap = swaps[seen[i] as string]
    if (swap !== undefined) readings.push(seen.slice(0, i) + swap + seen.slice(i + 1))
  }
  return readings
}

const anchors =
  /(TRACKING(?:#|NUMBER|NO\.?|ID|:)|TRK#?|SENDUNGS(?:NR|NUMMER)|CONSIGNMENT(?:NO)?|KOLLI-?ID|KOLLI(?:NR|NO)|COLLI|PARCEL(?:NO|NR|NUMBER|ID)|SHIPMENT(?:NO|NUMBER)|WAYBILL|AWB|AIRWAYBILL|PIN\/NIP|BARCODE|TRACKINGNO|SUIVI|REPERAGE|^TRACK)[.:#°]*/

/** Whether a line announces a tracking number. */
export const announcesNumber = (text: string) => anchors.test(squash(text))

/** What stands after, right of or under the words that announce a number. */
function announced(lines: readonly PlacedLine[]): { value: string; anchor: string; confidence: number }[] {
  return lines.flatMap((line) => {
    const text = line.text.toUpperCase().replace(/\s/g, '')
    const match = anchors.exec(text)
    if (match === null) return []
    const anchor = match[1] as string
    const rest = { ...line, text: text.slice(match.index + match[0].length) }
    const under = below(line, lines, 4)
    return [rest, ...toTheRight(line, lines).slice(0, 2), ...(under === null ? [] : [under])]
      .filter((value) => value.text !== '')
      .map((value) => ({ value: value.text, anchor, confidence: value.confidence }))
  })
}

const printed = (
  format: string,
  number: string,
  carrier: LabelCarrierId | null,
  valid: boolean | null,
  strength: number,
): RecognisedNumber => ({
  number,
  carrier,
  valid,
  role: 'tracking',
  format,
  strength,
})

/** Numbers whose form cannot be mistaken, in one line. */
function unmistakable(line: PlacedLine, carrier: LabelCarrierId | null): RecognisedNumber[] {
  const numbers: RecognisedNumber[] = []
  const text = squash(line.text)
  const ups = /(?:^|[^0-9A-Z])([1I]Z[0-9A-Z]{16})(?![0-9A-Z])/.exec(
    text.replace(/^(?:TRACKING|TRK)?(?:#|NO|NUMBER)?:?(?=[1I]Z)/, ' '),
  )
  if (ups !== null) {
    const readings = upsReadings(`1Z${(ups[1] as string).slice(2)}`)
    const valid = readings.find(isUpsCheckDigitRight)
    const number = valid ?? readings[0]
    if (number !== undefined)
      numbers.push(printed('ups 1Z', number, 'ups', valid !== undefined, valid === undefined ? 44 : 58))
  }
  const lettered = /(?:TB[ACM]\d{12}|JD\d{18}|JVGL\d{20}|3S[A-Z]{4}\d{8,9})(?!\w)/.exec(text)?.[0]
  const known = lettered === undefined ? null : recogniseLettered(lettered)
  if (known !== null) numbers.push({ ...known, strength: Math.min(known.strength, 52) })
  const post = /^[A-Z]{2}\d{9}[A-Z]{2}$/.test(text) ? recogniseLettered(text) : null
  if (post !== null) numbers.push({ ...post, strength: 55 })
  const dpd = /^[0-9A-Z]{7}(\d{13}[0-9A-Z])\d{6}(?=[0-9A-Z]$)/.exec(text)
  if (dpd !== null && iso7064CheckCharacter(dpd[0]) === text.at(-1)) {
    numbers.push(printed('dpd', dpd[1] as string, 'dpd', true, 58))
  }
  const purolator = /PIN:?(33\d{10})$/.exec(text.replace(/0(?=R)/, 'O'))?.[1]
  if (purolator !== undefined && /PUROLAT/.test(text)) {
    numbers.push(printed('purolator', purolator, 'other', null, 52))
  }
  const waybill = /^WA?[YV][B8][A-Z1]{1,4}(\d{10})$/.exec(text)?.[1]
  if (waybill !== undefined && carrier === 'dhl-express' && isWaybillCheckDigitRight(waybill)) {
    numbers.push(printed('dhl waybill', waybill, 'dhl-express', true, 57))
  }
  const digits = asDigits(line.text)
  const grouped = /\d{4} \d{4}|\d{22}/.test(line.text)
  if (digits !== null && grouped && carrier === 'usps' && /^(420\d{5}(\d{4})?)?9[1-5]\d{20}$/.test(digits)) {
    const number = digits.slice(-22)
    const valid = isGs1CheckDigitRight(number)
    numbers.push(printed('usps impb', number, 'usps', valid, valid ? 57 : 43))
  }
  return numbers
}

/** DPD prints the parcel number by itself, too, in pieces of different size, and the same kind of check character behind it. */
function dpdParcelNumbers(lines: readonly PlacedLine[]): RecognisedNumber[] {
  return withRows(lines).flatMap((row) => {
    // A letter more is the edge of the check character, which stands in a box of its own.
    const parts = /^(\d{13}[0-9A-Z])[A-Z]?([0-9A-Z])$/.exec(row)
    const [, number, check] = parts ?? []
    return number !== undefined && iso7064CheckCharacter(number) === check
      ? [printed('dpd', number, 'dpd', true, 58)]
      : []
  })
}

/** The number behind words that announce one, if it has the form of the carrier that the label names. */
function announcedNumber(value: string, anchor: string, carrier: LabelCarrierId | null): RecognisedNumber | null {
  const digits = asDigits(value.replace(/[A-Z]$/i, (letter) => (value.length > 14 ? '' : letter)))
  if (digits === null) return null
  if (carrier === 'fedex' && anchor.startsWith('TRK') && /^\d{12}(\d{4})?$/.test(digits)) {
    const number = digits.slice(0, 12)
    const valid = isFedexCheckDigitRight(number)
    return printed('fedex 12', number, 'fedex', valid, valid ? 56 : 44)
  }
  if (carrier === 'dhl-express' && anchor.includes('WAYBILL') && isWaybillCheckDigitRight(digits)) {
    return printed('dhl waybill', digits, 'dhl-express', true, 57)
  }
  if (carrier === 'dpd' && /^\d{14}$/.test(digits) && /CONSIGN|TRACK|PARCEL|COLLI/.test(anchor)) {
    return printed('dpd', digits, 'dpd', null, 46)
  }
  if (carrier === 'canada-post' && /^\d{16}$/.test(digits) && isGs1CheckDigitRight(digits)) {
    return printed('canada post pin', digits, 'canada-post', true, 52)
  }
  if (carrier === 'dhl-de' && /^\d{12}$|^\d{20}$/.test(digits) && /SENDUNG/.test(anchor)) {
    return printed('dhl shipment', digits, 'dhl-de', null, 44)
  }
  return null
}

/** Without a right check digit, a line must be read at least as surely as this for its number to count. */
const sureReading = 0.96

/**
 * Tracking numbers in printed text. Only formats that cannot be mistaken, or digits behind words that announce them and in
 * the form of the carrier that the label names: a number is never taken from free text. One that no check digit confirms for certain
 * counts only where the line was read very surely.
 */
export function printedNumbers(lines: readonly PlacedLine[], carrier: LabelCarrierId | null): RecognisedNumber[] {
  const isProven = ({ valid, format, number }: RecognisedNumber) =>
    valid === true && !(format === 'ups 1Z' && leavesTwinsOpen(number))
  const counts = (number: RecognisedNumber, confidence: number) => isProven(number) || confidence >= sureReading
  const free = lines.flatMap((line) => unmistakable(line, carrier).filter((number) => counts(number, line.confidence)))
  const behindWords = announced(lines).flatMap(({ value, anchor, confidence }) => {
    const number = announcedNumber(value, anchor, carrier)
    return number !== null && counts(number, confidence) ? [number] : []
  })
  return [...free, ...behindWords, ...(carrier === 'dpd' ? dpdParcelNumbers(lines) : [])]
}

/** The lines, and each row of them as one: a number is at times printed in pieces of different size. */
const withRows = (lines: readonly PlacedLine[]): string[] =>
  lines.flatMap((line) => {
    const row = [line, ...toTheRight(line, lines)].map(({ text }) => squash(text))
    return row.length > 1 ? [row[0] as string, row.slice(0, 2).join(''), row.join('')] : row
  })

/** From this length on one letter of a printed number may be misread without it meaning another. */
const longNumber = 16

/** Whether the number is printed on the label in letters a person can read, look-alike letters forgiven. */
export function isPrinted(number: string, lines: readonly PlacedLine[]): boolean {
  const wanted = squash(number)
  const loose = (text: string) => [...text].map((letter) => confusable[letter] ?? letter).join('')
  const looseWanted = loose(wanted)
  return withRows(lines).some((row) => {
    const text = row.replace(/[()]/g, '')
    return (
      text.includes(wanted) ||
      loose(text).includes(looseWanted) ||
      (wanted.length >= longNumber && editDistance(loose(text), looseWanted, 1) <= 1)
    )
  })
}
