import type { LabelBarcode, LabelCarrierId, LabelWarning, OtherNumber } from '../../contracts/label.ts'
import { carrierWords } from './carrier-words.ts'
import type { PlacedLine } from './layout.ts'
import type { RecognisedNumber } from './number-formats.ts'
import { type CodedRecipient, type PayloadFacts, readPayload } from './payloads.ts'
import { announcesNumber, isPrinted, printedNumbers } from './printed-numbers.ts'

/** What barcodes and printed words together say about carrier and number. */
export type NumberChoice = {
  readonly carrier: LabelCarrierId | null
  readonly carrierWhy: string | null
  readonly trackingNumber: string | null
  readonly trackingSource: 'barcode' | 'text' | null
  /** Whether the number names the piece only, where the carrier prints one for the shipment as well. */
  readonly isPiece: boolean
  readonly checkDigitValid: boolean | null
  readonly otherNumbers: OtherNumber[]
  readonly postal: string | null
  readonly codedRecipients: readonly CodedRecipient[]
  readonly warnings: LabelWarning[]
}

type Candidate = RecognisedNumber & { readonly source: 'barcode' | 'text'; readonly score: number }

/** Formats that are a carrier's only when the label's words say so. */
const needsWords: Record<string, LabelCarrierId> = {
  'fedex 12': 'fedex',
  'usps 20': 'usps',
  'canada post pin': 'canada-post',
  'dhl identcode': 'dhl-de',
}

/** Carriers that hand USPS numbers out for parcels of their own. */
const consolidators: readonly LabelCarrierId[] = ['fedex', 'ups', 'dhl-ecommerce', 'amazon']

const isPlaceholder = (number: string) => /^(\d{2,4})?0{10,}$/.test(number) || /0{12,}/.test(number)

/** Codes that no carrier's form fits are numbers only where the label treats them so: printed in letters under the code. */
function plainCandidates(
  facts: readonly PayloadFacts[],
  barcodes: readonly LabelBarcode[],
  lines: readonly PlacedLine[],
  carrier: LabelCarrierId | null,
): Candidate[] {
  const announcing = lines.some((line) => announcesNumber(line.text))
  // A code on a bare carton is not a parcel's number: the label must name a carrier, announce a number or hold an address.
  if (carrier === null && !announcing && lines.length < 6) return []
  return facts.flatMap((fact, i) => {
    const { plain } = fact
    const format = barcodes[i]?.format
    if (plain === null || format === undefined || !isPrinted(plain, lines)) return []
    const times = facts.filter((other) => other.plain === plain).length
    const linear = format === 'Code128' || format === 'ITF' || format === 'Code39'
    const score = 26 + Math.min(10, plain.length / 3) + (linear ? 4 : 2) + 2 * times + (announcing ? 3 : 0)
    return [
      {
        number: plain.toUpperCase(),
        carrier: carrier ?? null,
        valid: null,
        role: 'tracking' as const,
        format: 'by its place',
        strength: 30,
        source: 'barcode' as const,
        score,
      },
    ]
  })
}

/** Chooses carrier and tracking number: codes before text, proven before unproven, the carrier's own before its partner's. */
export function chooseNumber(barcodes: readonly LabelBarcode[], lines: readonly PlacedLine[]): NumberChoice {
  const facts = barcodes.map(readPayload)
  const spoken = carrierWords(lines.map((line) => line.text))
  const hinted = facts.find((fact) => fact.carrier !== null)?.carrier ?? null
  const named = spoken[0]?.carrier ?? null
  const warnings: LabelWarning[] = []

  const coded: Candidate[] = []
  for (const fact of facts) {
    for (const number of fact.numbers) {
      const needed = needsWords[number.format]
      if (needed !== undefined && !spoken.some(({ carrier }) => carrier === needed)) {
        if (isPrinted(number.number, lines)) {
          coded.push({
            ...number,
            carrier: named ?? hinted,
            valid: null,
            format: 'by its place',
            source: 'barcode',
            score: 34,
          })
        }
        continue
      }
      const carrier = number.carrier ?? needed ?? null
      const agrees = carrier !== null && spoken.some((found) => found.carrier === carrier)
      const again = coded.findIndex((known) => known.number === number.number)
      const score =
        number.strength +
        (agrees ? 4 : 0) -
        (number.role === 'piece' ? 20 : 0) +
        (isPlaceholder(number.number) ? -20 : 0)
      if (again < 0) coded.push({ ...number, carrier, source: 'barcode', score })
      else if (score > (coded[again] as Candidate).score)
        coded[again] = { ...number, carrier, source: 'barcode', score: score + 2 }
    }
  }
  const text: Candidate[] = printedNumbers(lines, coded[0]?.carrier ?? named ?? hinted).map((number) => ({
    ...number,
    source: 'text',
    score: number.strength,
  }))
  const plain = plainCandidates(facts, barcodes, lines, named ?? hinted)
  // Where two codes hold different numbers of one form, the one that is printed in letters as well is the parcel's.
  const spelled = coded.map((candidate) => {
    const rivals = coded.some(({ format, number }) => format === candidate.format && number !== candidate.number)
    return rivals && isPrinted(candidate.number, lines) ? { ...candidate, score: candidate.score + 5 } : candidate
  })
  // Zeros alone have a right check digit in many forms and are nobody's number.
  const all = [...spelled, ...text, ...plain]
    .filter(({ number }) => !/^0+$/.test(number))
    .sort((a, b) => b.score - a.score)
  const surePost = all.find((candidate) => candidate.format === 'ups 1Z')
  const best =
    surePost !== undefined && all[0]?.format === 'usps impb' && surePost.source === 'barcode' ? surePost : all[0]

  const isDhl =
    best?.format === 'dhl piece' ? spoken.find(({ carrier }) => carrier.startsWith('dhl'))?.carrier : undefined
  const consolidator =
    best?.format === 'usps impb'
      ? spoken.find(({ carrier, weight }) => consolidators.includes(carrier) && weight >= 4)
      : undefined
  const carrier =
    consolidator?.carrier ??
    isDhl ??
    best?.carrier ??
    named ??
    hinted ??
    (best !== undefined || lines.length >= 6 ? 'other' : null)
  if (consolidator !== undefined || (surePost !== undefined && all.some(({ format }) => format === 'usps impb'))) {
    warnings.push({
      code: 'label.two_carriers',
      message: 'The label names two carriers: one picked it up, another may deliver it.',
    })
  }
  if (best !== undefined) {
    const rival = text.find((other) => other.format === best.format && other.number !== best.number)
    if (best.source === 'barcode' && rival !== undefined && rival.valid === true) {
      warnings.push({
        code: 'label.text_disagrees',
        message: `The barcode says ${best.number}, the printed text ${rival.number}. Look at the label.`,
      })
    }
    const zeroed = facts.length > 0 && barcodes.some(({ text: payload }) => /^\d+0{12}$/.test(payload))
    if (zeroed && best.number !== barcodes.find(({ text: payload }) => /^\d+0{12}$/.test(payload))?.text) {
      warnings.push({
        code: 'label.codes_disagree',
        message: 'One barcode holds zeros in place of a number: a test label.',
      })
    }
    const twin = coded.find(
      (other) => other.format === best.format && other.number !== best.number && other.valid !== false,
    )
    if (twin !== undefined) {
      warnings.push({
        code: 'label.several_numbers',
        message: `The label carries ${best.number} and ${twin.number}: pieces of one shipment, or two labels in one picture.`,
      })
    }
    if (best.valid === false) {
      warnings.push({
        code: 'label.check_digit_invalid',
        message: `The check digit of ${best.number} is wrong: unverified.`,
      })
    }
    if (isPlaceholder(best.number)) {
      warnings.push({
        code: 'label.placeholder_number',
        message: `${best.number} looks like a placeholder of a test label.`,
      })
    }
  }
  const why =
    best !== undefined && best.carrier !== null
      ? `${best.source === 'barcode' ? 'A barcode' : 'The text'} holds a number of the form ${best.format}.`
      : spoken[0] !== undefined
        ? `The label names ${spoken[0].name}.`
        : carrier === 'other'
          ? 'Neither a number nor a word on the label names a carrier we know.'
          : null
  const others = [...coded, ...text].filter(
    (other, i, list) =>
      other.number !== best?.number &&
      list.findIndex(({ number }) => number === other.number) === i &&
      other.source === 'barcode',
  )
  return {
    carrier,
    carrierWhy: why,
    trackingNumber: best?.number ?? null,
    trackingSource: best?.source ?? null,
    isPiece: best?.role === 'piece',
    checkDigitValid: best?.valid ?? null,
    otherNumbers: others.map((other) => ({
      number: other.number,
      carrier: other.carrier ?? 'other',
      role: other.role === 'tracking' ? (other.carrier !== best?.carrier ? 'second_carrier' : 'other') : other.role,
    })),
    postal: facts.find((fact) => fact.postal !== null)?.postal ?? null,
    codedRecipients: facts.flatMap((fact) => (fact.recipient === null ? [] : [fact.recipient])),
    warnings,
  }
}
