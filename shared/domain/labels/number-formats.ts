import type { BarcodeFormat, LabelCarrierId } from '../../contracts/label.ts'
import {
  isFedexCheckDigitRight,
  isGs1CheckDigitRight,
  isIdentcodeCheckDigitRight,
  isS10CheckDigitRight,
  isUpsCheckDigitRight,
  isWaybillCheckDigitRight,
} from './check-digits.ts'

/** What a number on a label is for. */
export type NumberRole = 'tracking' | 'piece' | 'master' | 'carton' | 'other'

/**
 * A number that may be the tracking number. `carrier` is null where the format alone does not tell, `valid` is the check
 * digit (null: the format has none), `strength` ranks formats: 90 proven, 70 unmistakable, 50 likely, 30 only by its place.
 */
export type RecognisedNumber = {
  readonly number: string
  readonly carrier: LabelCarrierId | null
  readonly valid: boolean | null
  readonly role: NumberRole
  readonly format: string
  readonly strength: number
}

const found = (
  format: string,
  number: string,
  carrier: LabelCarrierId | null,
  valid: boolean | null,
  strength: number,
  role: NumberRole = 'tracking',
): RecognisedNumber => ({ number, carrier, valid, role, format, strength })

/** A checked number: proven when right, unverified but not dropped when wrong. */
const checked = (format: string, number: string, carrier: LabelCarrierId | null, valid: boolean, unproven = 60) =>
  found(format, number, carrier, valid, valid ? 92 : unproven)

/** The destination that US and international routing prefixes carry before the number. */
export type Routed = { readonly rest: string; readonly postal: string | null }

/** Strips AI 420 (postal code) or 421 (country and postal code) from digits without separators, if a package number follows. */
export function stripPostalPrefix(digits: string): Routed[] {
  const options: Routed[] = []
  for (const length of [5, 9]) {
    const match = new RegExp(`^420(\\d{${length}})(9[1-5]\\d{18,32})$`).exec(digits)
    if (match !== null) options.push({ rest: match[2] as string, postal: match[1] as string })
  }
  return options.sort((a, b) => Number(isGs1CheckDigitRight(b.rest)) - Number(isGs1CheckDigitRight(a.rest)))
}

const s10Carriers: Partial<Record<string, LabelCarrierId>> = { US: 'usps', CA: 'canada-post', DE: 'dhl-de' }

/** An IMpb package number: 22, 26, 30 or 34 digits that begin with 91 to 95. */
const impb = (digits: string) => {
  if (!/^9[1-5]\d{20}(\d{4}){0,3}$/.test(digits)) return null
  return checked('usps impb', digits, 'usps', isGs1CheckDigitRight(digits), 66)
}

/** The number inside a FedEx 34-digit, 96 (22 digits) or 32-digit code. */
function insideFedexCode(digits: string): RecognisedNumber | null {
  if (/^\d{34}$/.test(digits) && /^(10|96)/.test(digits)) {
    const last = digits.slice(-12)
    if (/^0+$/.test(last)) return null
    const ground = digits.slice(-15)
    if (!isFedexCheckDigitRight(last) && /^[1-9]/.test(ground) && isGs1CheckDigitRight(ground)) {
      return checked('fedex ground', ground, 'fedex', true)
    }
    return checked('fedex 34', last, 'fedex', isFedexCheckDigitRight(last), 70)
  }
  if (/^96\d{20}$/.test(digits)) {
    const ground = digits.slice(-15)
    return checked('fedex ground 96', ground, 'fedex', isGs1CheckDigitRight(digits) || isGs1CheckDigitRight(ground), 66)
  }
  if (/^[1-4]\d{31}$/.test(digits) && isFedexCheckDigitRight(digits.slice(16, 28))) {
    return checked('fedex 32', digits.slice(16, 28), 'fedex', true)
  }
  return null
}

/** Formats that are unmistakable by their letters, whatever code or text carries them. */
export function recogniseLettered(text: string): RecognisedNumber | null {
  if (/^1Z[0-9A-Z]{16}$/.test(text)) return checked('ups 1Z', text, 'ups', isUpsCheckDigitRight(text), 72)
  if (/^TB[ACM]\d{12}$/.test(text)) return found('amazon tba', text, 'amazon', null, 84)
  if (/^[A-Z]{2}\d{9}[A-Z]{2}$/.test(text)) {
    const valid = isS10CheckDigitRight(text)
    return valid ? checked('s10', text, s10Carriers[text.slice(-2)] ?? 'other', true) : null
  }
  if (/^J?JD\d{16,20}$/.test(text)) {
    return found('dhl piece', text.replace(/^JJD/, 'JD'), 'dhl-express', null, 64, 'piece')
  }
  // DHL Parcel's licence plate, as in the sample labels of its developer portal: up to 20 digits.
  if (/^JVGL\d{10,20}$/.test(text)) return found('dhl parcel', text, 'dhl-ecommerce', null, 80)
  if (/^GM\d{15,20}$/.test(text)) return found('dhl ecommerce gm', text, 'dhl-ecommerce', null, 80)
  if (/^3S[A-Z0-9]{11,14}$/.test(text)) return found('postnl 3S', text, 'other', null, 78)
  if (/^C\d{14}$|^D\d{14}$/.test(text)) return found('ontrac', text, 'other', null, 66)
  if (/^1LS[A-Z0-9]{12,15}$/.test(text)) return found('lasership', text, 'other', null, 76)
  if (/^DT\d{12}$/.test(text)) return found('fedex door tag', text, 'fedex', null, 60)
  if (/^PX\d{10}$/.test(text)) return found('pocztex', text, 'other', null, 66)
  if (/^LTN\d{6,12}N\d$/.test(text)) return found('landmark', text, 'other', null, 76)
  return null
}

/** Routing, service and reference codes, which are never a package's number. */
export function isRoutingCode(text: string): boolean {
  return (
    /^42[01]\d{3,12}[A-Z0-9]{0,9}$/.test(text) ||
    /^403\d/.test(text) ||
    /^2L[A-Z]{2}/.test(text) ||
    /^[A-Z]{2,3} ?\d{3} ?\d-\d\d$/.test(text) ||
    /^S[A-Za-z0-9]{8,11}_\d{3}_[a-z]$/.test(text) ||
    /^(https?:|www\.|\{|MATMSG|BEGIN:)/i.test(text)
  )
}

/** What the payload of a barcode is, by its own form and its symbology; null when the form is nobody's. */
export function recogniseCoded(payload: string, format: BarcodeFormat): RecognisedNumber | null {
  const text = payload
    .replace(/^\*|\*$/g, '')
    .replace(/ /g, '')
    .toUpperCase()
  const lettered = recogniseLettered(text)
  if (lettered !== null) return lettered
  const digits = text.replace(/^%/, '')
  const dpd = /^[0-9A-Z]{7}(\d{13}[0-9A-Z])\d{6}$/.exec(digits)
  if (dpd !== null && format === 'Code128' && text.length >= 27) return found('dpd', dpd[1] as string, 'dpd', null, 74)
  // Purolator: the number that begins with 33 between eleven digits of service and eleven of weight and product.
  const purolator = /^\d{11}(33\d{10})\d{11}$/.exec(text)?.[1]
  if (purolator !== undefined && format === 'Code128') return found('purolator', purolator, 'other', null, 78)
  const pin = /^[A-Z]\d[A-Z]\d[A-Z]\d(\d{16})/.exec(text)?.[1]
  if (pin !== undefined && format === 'Code128') {
    return found('canada post', pin, 'canada-post', isGs1CheckDigitRight(pin) ? true : null, 76)
  }
  if (!/^\d+$/.test(text)) return null
  const package22 = impb(text)
  if (package22 !== null) return package22
  const fedex = insideFedexCode(text)
  if (fedex !== null) return fedex
  if (/^00\d{18}$/.test(text)) {
    const carrier = text.startsWith('0034043') ? 'dhl-de' : null
    const valid = isGs1CheckDigitRight(text)
    return found(
      'sscc',
      text,
      carrier,
      valid,
      valid ? (carrier === null ? 68 : 90) : 50,
      carrier === null ? 'carton' : 'tracking',
    )
  }
  if (text.length === 20 && format !== 'ITF' && isGs1CheckDigitRight(text))
    return found('usps 20', text, null, true, 58)
  if (text.length === 10 && (format === 'Code39' || format === 'Code128') && isWaybillCheckDigitRight(text)) {
    return found('dhl waybill', text, 'dhl-express', true, 88)
  }
  if (text.length === 12 && format === 'ITF' && isIdentcodeCheckDigitRight(text)) {
    return found('dhl identcode', text, null, true, 56)
  }
  if (text.length === 12 && format !== 'ITF' && isFedexCheckDigitRight(text))
    return found('fedex 12', text, null, true, 54)
  if (text.length === 16 && format === 'Code128' && isGs1CheckDigitRight(text)) {
    return found('canada post pin', text, null, true, 54)
  }
  return null
}
