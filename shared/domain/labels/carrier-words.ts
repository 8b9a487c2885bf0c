import type { LabelCarrierId } from '../../contracts/label.ts'

type CarrierWord = {
  readonly pattern: RegExp
  readonly carrier: LabelCarrierId
  readonly weight: number
  readonly name: string
}

const word = (pattern: RegExp, carrier: LabelCarrierId, weight: number, name: string): CarrierWord => ({
  pattern,
  carrier,
  weight,
  name,
})

/** Patterns are matched against a line in capitals without spaces, since the recogniser drops and adds spaces. */
const words: readonly CarrierWord[] = [
  word(/USPS|UNITEDSTATESPOSTAL|POSTALSERVICE/, 'usps', 4, 'USPS'),
  word(/U\.?S\.?POSTAGE|PRIORITYMAIL|GROUNDADVANTAGE|FIRST-?CLASS|PARCELSELECT|MEDIAMAIL/, 'usps', 3, 'a USPS service'),
  word(/^UPS(GROUND|STANDARD|SAVER|2ND|3DAY|NEXT|EXPED|EXPRESS|WORLDWIDE|SUREPOST|ACCESS|TODAY|$)/, 'ups', 4, 'UPS'),
  word(/UPSSUREPOST|UPSMAILINNOV|UPSGROUND|UPSSTANDARD|WWW\.UPS\.COM/, 'ups', 4, 'UPS'),
  word(/FED-?EX|FDXE|FDXG/, 'fedex', 4, 'FedEx'),
  word(/^TRK[#*]|^MPS[#*]|^MSTR[#*]|SMARTPOST/, 'fedex', 2, 'FedEx'),
  word(/DHLE-?COMMERCE|DHLPARCEL|GLOBALMAIL/, 'dhl-ecommerce', 6, 'DHL eCommerce'),
  word(
    /DHLPAKET|DHLRETOURE|DEUTSCHEPOST|IDENTCODE|DHLBUSINESSPORTAL|DHLVERTRIEB|WARENPOST/,
    'dhl-de',
    5,
    'DHL Germany',
  ),
  word(/LEITCODE|SENDUNGSN(R|UMMER)/, 'dhl-de', 2, 'DHL Germany'),
  word(/EXPRESSWORLDWIDE|MYDHL|EXPRESSDOMESTIC|EXPRESSEASY|ECONOMYSELECT|DHLEXPRESS/, 'dhl-express', 5, 'DHL Express'),
  word(/^WAYBILL/, 'dhl-express', 3, 'a DHL waybill'),
  word(/^DPD$|DPD\.|DPD-\d{4}|DPDCLASSIC|DPDPREDICT|DPDHOME|DPDDIRECT/, 'dpd', 4, 'DPD'),
  word(/GLSTRACK|GLS-GROUP|GLSPARCEL|^GLS\.?$|GLSGROUP/, 'gls', 4, 'GLS'),
  word(/AMAZON|AMZN|^TBA\d/, 'amazon', 4, 'Amazon'),
  word(/CANADAPOST|POSTESCANADA|POSTCANADA/, 'canada-post', 5, 'Canada Post'),
  word(/COLISSTANDARD|REGULARPARCEL|EXPEDITEDPARCEL|XPRESSPOST|COLISACCEL/, 'canada-post', 4, 'a Canada Post service'),
  word(
    /PUROLATOR|ONTRAC|LASERSHIP|LANDMARK|PORTERBUDDY|^POSTNL$|SCHENKER|POSTNORD|^BRING|ROYALMAIL|EVRI|HERMES/,
    'other',
    3,
    'another carrier',
  ),
  word(
    /AUSTRIAPOST|OSTERREICHISCHEPOST|PAKETOSTERREICH|POCZTEX|GEODIS|SMARTKARGO|ALLIEDEXPRESS|TEAMGLOBALEXPRESS/,
    'other',
    5,
    'another carrier',
  ),
  word(
    /INPOST|CHRONOPOST|COLISSIMO|CORREOS|SWISSPOST|DIEPOST|POCZTA|^POSTI$|YODEL|AUSTRALIAPOST|ARAMEX|BUDBEE|INSTABOX/,
    'other',
    3,
    'another carrier',
  ),
]

/** How strongly the printed words speak for each carrier, strongest first, with the word that spoke. */
export function carrierWords(texts: readonly string[]): { carrier: LabelCarrierId; weight: number; name: string }[] {
  const weights = new Map<LabelCarrierId, { weight: number; name: string }>()
  const bare = texts.map((text) =>
    text
      .toUpperCase()
      .normalize('NFD')
      .replace(/\s|\p{M}/gu, ''),
  )
  for (const { pattern, carrier, weight, name } of words) {
    if (!bare.some((text) => pattern.test(text))) continue
    const known = weights.get(carrier)
    weights.set(carrier, { weight: (known?.weight ?? 0) + weight, name: known?.name ?? name })
  }
  return [...weights].map(([carrier, found]) => ({ carrier, ...found })).sort((a, b) => b.weight - a.weight)
}
