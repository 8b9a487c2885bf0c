import type { LabelBarcode, LabelCarrierId } from '../../contracts/label.ts'
import { isFedexCheckDigitRight, isGs1CheckDigitRight } from './check-digits.ts'
import {
  isRoutingCode,
  type RecognisedNumber,
  recogniseCoded,
  recogniseLettered,
  stripPostalPrefix,
} from './number-formats.ts'

/** A recipient that a two-dimensional code names outright. */
export type CodedRecipient = {
  readonly name: string
  readonly street: string | null
  readonly city: string | null
  readonly unit: string | null
}

/** Everything that one payload tells. `plain` is a payload of no known form that may be a number by its place on the label. */
export type PayloadFacts = {
  readonly numbers: readonly RecognisedNumber[]
  readonly postal: string | null
  readonly recipient: CodedRecipient | null
  readonly carrier: LabelCarrierId | null
  readonly plain: string | null
}

const nothing: PayloadFacts = { numbers: [], postal: null, recipient: null, carrier: null, plain: null }

const groupSeparator = '\u001d'
const withoutLeadingSeparator = (payload: string) => (payload.startsWith(groupSeparator) ? payload.slice(1) : payload)

/** Whether a payload is binary: it holds control characters other than the separators of element strings. */
const isBinary = (payload: string) =>
  [...payload].some((letter) => {
    const code = letter.charCodeAt(0)
    return (code < 29 && (code < 9 || code > 13)) || (code >= 127 && code < 160)
  })
const carriersByScac: Record<string, LabelCarrierId> = {
  FDE: 'fedex',
  FDEG: 'fedex',
  FDXE: 'fedex',
  FXSP: 'fedex',
  UPSN: 'ups',
  GEOP: 'dpd',
}

const proven = (format: string, number: string, carrier: LabelCarrierId, valid: boolean | null): RecognisedNumber => ({
  number,
  carrier,
  valid,
  role: 'tracking',
  format,
  strength: valid === false ? 74 : valid === null ? 86 : 96,
})

const properName = (text: string | undefined) => (text === undefined || text.trim() === '' ? null : text.trim())

/**
 * UPS writes its number whole, or, in a MaxiCode, without what stands in other fields: 1Z and the last eight, the shipper's six
 * beside it, and the service, whose last two digits the number repeats. Put together it counts only with the right check digit.
 */
function upsNumber(coded: string, shipper: string, service: string): RecognisedNumber | null {
  const parted = /^1Z(\d{8})$/.exec(coded)
  if (parted === null) return recogniseLettered(coded)
  const whole = recogniseLettered(`1Z${shipper}${service.slice(-2)}${parted[1]}`)
  return whole?.valid === true ? whole : null
}

/** ISO/IEC 15434: a carrier's shipment data, fields parted by GS, formats by RS. */
function transportMessage(payload: string): PayloadFacts {
  const formats = payload.slice(3).split('\u001e')
  const shipment = (formats.find((format) => format.startsWith('01')) ?? '').split(groupSeparator)
  const further = (formats.find((format) => format.startsWith('06')) ?? '').split(groupSeparator)
  const at = shipment.findIndex((field) => carriersByScac[field] !== undefined)
  if (at < 1) return nothing
  const carrier = carriersByScac[shipment[at] as string] as LabelCarrierId
  const coded = (shipment[at - 1] as string).replace(/\s/g, '')
  const numbers: RecognisedNumber[] = []
  if (carrier === 'fedex' && /^\d{12}(\d{4})?$/.test(coded)) {
    const number = coded.slice(0, 12)
    numbers.push(proven('fedex shipment data', number, 'fedex', isFedexCheckDigitRight(number)))
  } else if (carrier === 'fedex' && /^\d{15}$|^\d{20,22}$/.test(coded)) {
    numbers.push(proven('fedex shipment data', coded, 'fedex', isGs1CheckDigitRight(coded)))
  } else if (carrier === 'dpd' && /^\d{14}$/.test(coded)) {
    numbers.push(proven('dpd shipment data', coded, 'dpd', null))
  } else if (carrier === 'ups') {
    const whole = upsNumber(coded, shipment[at + 1] ?? '', shipment[at - 2] ?? '')
    if (whole !== null) numbers.push(whole)
  }
  // FedEx begins its fields with 02, UPS with the version of the format, 96.
  const postal = /^(?:02|96)?([A-Z0-9 ]{4,11})$/.exec(shipment[1] === '02' ? (shipment[2] ?? '') : (shipment[1] ?? ''))
  const flag = shipment.findIndex((field, i) => i > at && /^[YN]$/.test(field))
  const [street, city, , name] = flag < 0 ? [] : shipment.slice(flag + 1)
  const unit = further.find((field) => field.startsWith('14Z'))?.slice(3)
  const recipient =
    properName(name) === null
      ? null
      : { name: (name as string).trim(), street: properName(street), city: properName(city), unit: properName(unit) }
  return { ...nothing, numbers, carrier, postal: postal?.[1]?.trim() ?? null, recipient }
}

/**
 * GLS writes the consignee into a DataMatrix of its own. With the house number in the fifth field the fourth is the contact;
 * with the number behind the street it is the city.
 */
function glsConsignee(payload: string): PayloadFacts | null {
  const fields = payload.split('|').map((field) => field.trim())
  if (fields[0] !== 'A' || fields.length < 6) return null
  const [, company, street, fourth, houseNumber] = fields
  const parted = properName(houseNumber) !== null
  const name = (parted ? properName(fourth) : null) ?? properName(company)
  if (name === null) return null
  const line = [street, houseNumber].filter((part) => part !== undefined && part !== '').join(' ')
  const city = parted ? null : properName(fourth)
  return { ...nothing, carrier: 'gls', recipient: { name, street: properName(line), city, unit: null } }
}

/** Purolator's PDF417: fields "S01~number" parted by bars; R06 is the city, R07 the postal code, R01 the firm. */
function purolatorFields(payload: string): PayloadFacts | null {
  if (!/^V\d\d~/.test(payload)) return null
  const fields = new Map(
    payload.split('|').map((field): [string, string] => [field.slice(0, 3), field.slice(4).trim()]),
  )
  const number = /^[A-Z0-9]{9,12}$/.exec(fields.get('S01') ?? '')?.[0]
  if (number === undefined) return null
  const numbers = [proven('purolator', number, 'other', null)]
  return { ...nothing, numbers, carrier: 'other', postal: properName(fields.get('D01')) }
}

/**
 * UN/EDIFACT IFTMIN, which DHL Parcel prints as PDF417: segments end in an apostrophe, NAD+CN is the consignee (name, street,
 * city, region, postal code, country by place), PCI the marks on the package, here its licence plate.
 */
function instructionMessage(payload: string): PayloadFacts | null {
  if (!/^UNH\+[^']*IFTMIN/.test(payload)) return null
  const segments = payload.split("'").map((segment) => segment.split('+'))
  const consignee = segments.find(([tag, role]) => tag === 'NAD' && role === 'CN')
  const marks = segments.filter(([tag]) => tag === 'PCI').flatMap((fields) => fields.slice(1))
  const numbers = marks.flatMap((mark) => recogniseLettered(mark.trim()) ?? [])
  const [, , , , name, street, city, , postal] = consignee ?? []
  const recipient =
    properName(name) === null
      ? null
      : { name: (name as string).trim(), street: properName(street), city: properName(city), unit: null }
  const plausible = postal !== undefined && /^[A-Z0-9 -]{4,10}$/.test(postal) ? postal : null
  return { ...nothing, numbers, recipient, postal: plausible }
}

/** GS1 element strings that matter on parcels. */
function elementStrings(payload: string): PayloadFacts | null {
  const parts = payload.split(groupSeparator)
  const numbers: RecognisedNumber[] = []
  let postal: string | null = null
  for (const part of parts) {
    const routed = /^420([A-Z0-9]{4,10})$|^421\d{3}([A-Z0-9]{3,9})$/.exec(part)
    if (routed !== null) {
      postal = routed[1] ?? routed[2] ?? null
      continue
    }
    const number = recogniseCoded(part, 'Code128')
    if (number !== null) numbers.push(number)
  }
  return numbers.length > 0 || postal !== null ? { ...nothing, numbers, postal } : null
}

/** Reads one payload: its numbers, the postal code it is routed to, the recipient where one is coded. */
export function readPayload(barcode: Pick<LabelBarcode, 'format' | 'text' | 'gs1'>): PayloadFacts {
  const payload = barcode.text.trim()
  if (payload.startsWith('[)>')) return transportMessage(payload)
  const message = glsConsignee(payload) ?? purolatorFields(payload) ?? instructionMessage(payload)
  if (message !== null) return message
  if (isBinary(payload)) return nothing
  if (payload.includes(groupSeparator) || barcode.gs1) {
    const parts = elementStrings(withoutLeadingSeparator(payload))
    if (parts !== null) return parts
  }
  const text = withoutLeadingSeparator(payload).replace(/^\*|\*$/g, '')
  for (const { rest, postal } of stripPostalPrefix(text)) {
    const number = recogniseCoded(rest, barcode.format)
    if (number !== null) return { ...nothing, numbers: [number], postal }
  }
  const number = recogniseCoded(text, barcode.format)
  if (number !== null) return { ...nothing, numbers: [number] }
  const postal = /^420(\d{5}|\d{9})$/.exec(text)?.[1] ?? null
  if (isRoutingCode(text))
    return { ...nothing, postal, carrier: /^S[A-Za-z0-9]{8,11}_\d{3}_[a-z]$/.test(text) ? 'amazon' : null }
  const plain =
    /^[A-Z0-9]+(?:-[A-Z0-9]+)?$/i.test(text) && text.length >= 8 && text.length <= 30 && /\d{4}/.test(text)
      ? text
      : null
  return { ...nothing, plain }
}
