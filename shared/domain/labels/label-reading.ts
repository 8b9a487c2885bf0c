import type {
  LabelBarcode,
  LabelLine,
  LabelMatch,
  LabelReading,
  LabelWarning,
  PreAdvice,
  ResidentEntry,
} from '../../contracts/label.ts'
import { chooseNumber } from './choose-number.ts'
import { directoryIndex } from './directory-index.ts'
import { placeLines } from './layout.ts'
import { matchResident } from './matching.ts'
import { fitLine } from './name-score.ts'
import { readRecipient } from './recipient.ts'
import type { UnitReading } from './units.ts'

/** What was seen in a picture, before anything is concluded from it. */
export type SeenLabel = { readonly barcodes: readonly LabelBarcode[]; readonly lines: readonly LabelLine[] }

/** Whom the label may be for. `today` is an ISO day in the property's time zone. */
export type ReadingContext = {
  readonly directory: readonly ResidentEntry[]
  readonly preAdvice?: readonly PreAdvice[]
  readonly today: string
}

/** The part of a label reading that is concluded from barcodes and lines. */
export type Conclusion = Pick<
  LabelReading,
  | 'carrier'
  | 'carrierWhy'
  | 'trackingNumber'
  | 'trackingSource'
  | 'checkDigitValid'
  | 'otherNumbers'
  | 'recipient'
  | 'unit'
  | 'address'
  | 'match'
  | 'warnings'
>

const overprints =
  /^(VOID|SAMPLE|MUSTER|DEMO|TEST|SPECIMEN|TESTLABEL|TESTPRINT)+$|TESTLABEL|DONOTMAIL|DONOTSHIP|TESTINGPURPOSES/

/** Concludes carrier, number, recipient and resident from what was seen. */
export const concludeReading = (seen: SeenLabel, context: ReadingContext): Conclusion =>
  conclude(seen, context).conclusion

/**
 * Whether what was seen so far says all that a clerk needs, so that the rest of the text need not be read: a coded number of
 * a named carrier, and a resident whose lines are the recipient's by words or by the routed postal code.
 */
export const isWholeAlready = (seen: SeenLabel, context: ReadingContext): boolean =>
  judgeReading(seen, context) === 'enough'

/** Whether what was seen is `enough` (see above), `lacking` a recipient or any word on the carrier, or `more` may be read. */
export function judgeReading(seen: SeenLabel, context: ReadingContext): 'enough' | 'lacking' | 'more' {
  const { conclusion, sure } = conclude(seen, context)
  const enough =
    sure &&
    conclusion.match.residentId !== null &&
    conclusion.trackingSource === 'barcode' &&
    conclusion.checkDigitValid !== false &&
    conclusion.carrier !== null &&
    conclusion.carrier !== 'other'
  if (enough) return 'enough'
  const isLacking = conclusion.recipient === null || conclusion.carrier === null || conclusion.carrier === 'other'
  return isLacking ? 'lacking' : 'more'
}

function conclude(seen: SeenLabel, context: ReadingContext): { conclusion: Conclusion; sure: boolean } {
  const lines = placeLines(seen.lines)
  const number = chooseNumber(seen.barcodes, lines)
  const index = directoryIndex(context.directory)
  const fits = new Map<string, number>()
  const directoryFit = (text: string) => {
    const known = fits.get(text)
    if (known !== undefined) return known
    const fit = Math.max(0, ...[...fitLine(text, index).values()].map(({ score }) => score))
    fits.set(text, fit)
    return fit
  }
  const printed = readRecipient(lines, { codedPostal: number.postal, directoryFit })
  const coded = number.codedRecipients[0] ?? null
  const codedUnits: UnitReading[] = coded?.unit ? [{ text: coded.unit, designated: true }] : []
  const units = [...printed.units, ...codedUnits]
  const names = [...new Set([...number.codedRecipients.map(({ name }) => name), ...printed.names])]
  const matched = matchResident(
    { names, units, trackingNumber: number.trackingNumber, readable: seen.lines.length >= 4 },
    context.directory,
    context.today,
    context.preAdvice,
  )
  const isOpen = printed.doubtful && coded === null && matched.residentId !== null && matched.reason !== 'pre_advice'
  const match: LabelMatch = isOpen
    ? {
        ...matched,
        residentId: null,
        reason: 'several',
        why: "Two addresses on the label may be the recipient's: look which.",
      }
    : matched
  const warnings: LabelWarning[] = [...number.warnings]
  if (seen.lines.some(({ text }) => overprints.test(text.toUpperCase().replace(/[^A-Z]/g, '')))) {
    warnings.push({ code: 'label.test_label', message: 'The label is marked as a test, sample or void.' })
  }
  const unit = units.find(({ designated }) => designated) ?? units[0]
  const conclusion: Conclusion = {
    carrier: number.carrier,
    carrierWhy: number.carrierWhy,
    trackingNumber: number.trackingNumber,
    trackingSource: number.trackingSource,
    checkDigitValid: number.checkDigitValid,
    otherNumbers: number.otherNumbers,
    recipient: coded?.name ?? printed.name,
    unit: unit?.text ?? null,
    address:
      printed.address ??
      (coded === null ? null : [coded.street, coded.city].filter((part) => part !== null).join(', ') || null),
    match,
    warnings,
  }
  return { conclusion, sure: printed.sure && !number.isPiece }
}
