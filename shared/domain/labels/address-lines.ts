/** What a line of an address is, seen alone. */
export type AddressPart = 'city' | 'street' | 'country' | 'phone' | 'number' | 'noise' | 'name'

/**
 * A word that opens the recipient's or the sender's block, and what stands behind it on the line. `final` where it can only
 * mean the person: "to" may also be a pick-up point or a partner who delivers.
 */
export type Anchor = { readonly side: 'to' | 'from'; readonly rest: string; readonly final: boolean }

const look = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase().replace(/\s+/g, ' ').trim()

const finalWords =
  'DELIVER ?TO|DELIVERY ADDRESS|DELIVERED TO|CONSIGNEE|RECIPIENT|RECEIVER|ADDRESSEE|EMPFANGER|LIEFERADRESSE|MOTTAKER|MODTAGER|MOTTAGARE|DESTINATAIRE|DESTINATARIO|DESTINATARI|ONTVANGER|GEADRESSEERDE|ODBIORCA|ADRESAT|PRIJEMCE|CIMZETT|VASTAANOTTAJA|ALICI'
const toWords = `${finalWords}|SHIP ?TO|SEND TO|TILL|AAN|PARA|CUSTOMER`
const fromWords =
  'SHIP ?FROM|FROM|SENDER|SHIPPER|CONSIGNOR|VON|ABSENDER|AVSENDER|AFSENDER|AVSANDARE|EXPEDITEUR|AFZENDER|FRAN|FRA|NADAWCA|ODESILATEL|RETURN ?TO|RETURN ADDRESS|ORIGIN ?ID|REMITENTE|MITTENTE|LAHETTAJA|FELADO|GONDERICI|MERCHANT|MAILED FROM'
/** Whether a line is nothing but the words, spaces aside, perhaps in two languages: "Empfänger / Deliver to". */
const onlyWords = (words: string) => {
  const squashed = words.replace(/[ ?]/g, '')
  return new RegExp(`^(?:${squashed})[:.]*(?:/(?:${squashed}|A?P?)[:.]*)?$`)
}
const toAlone = onlyWords(`${toWords}|TO|AN|A`)
const finalAlone = onlyWords(finalWords)
const toOpening = new RegExp(`^(?:${toWords}|TO ?:? ?/ ?A?P?:?|TO|T|AN)\\s*[.]?\\s*:\\s*[:.]*\\s*(.+)$`)
const finalOpening = new RegExp(`^(?:${finalWords})\\b`)
// A lone zero before words is what is left of TO when the T is cut off.
const toLoose = /^(?:SHIP ?TO|DELIVER TO|CONSIGNEE|TO|0(?= [A-Z]))\s+(.+)$/
const fromAlone = onlyWords(`${fromWords}|DE`)
const fromOpening = new RegExp(`^(?:FROM ?/ ?DE|${fromWords})\\s*[:;.]\\s*(.*)$`)
const fromLoose = /^(?:FROM|SHIP FROM|MAILED FROM|ORIGIN ?ID|RETURN TO)\b\s*(.*)$/
// A partner's name before the words, as in "USPS Deliver To:".
const partnerBefore = /^(?:[A-Z]{2,8} )(?=DELIVER ?TO ?:)/
const phoneBehind = /[ ,]*\b(?:TEL|TFN|PHONE|TELEFON|TLF)\b[ .:]*[\d+() -]*$/

/** The anchor that a line begins with, or null. `rest` keeps the line's own spelling. */
export function anchorOf(line: string): Anchor | null {
  // Zeros are taken for the letter: FR0M, SHIP T0.
  const text = look(line)
    .replace(/(?<=[A-Z ])0|0(?=[A-Z])/g, 'O')
    .replace(/^[^A-Z0-9]+/, '')
    .replace(partnerBefore, '')
  const rest = (count: number) =>
    line
      .trim()
      .slice(Math.max(0, line.trim().length - count))
      .trim()
  const alone = text.replace(phoneBehind, '').replace(/\s/g, '')
  if (toAlone.test(alone) && alone.length > 1) return { side: 'to', rest: '', final: finalAlone.test(alone) }
  if (fromAlone.test(alone)) return { side: 'from', rest: '', final: false }
  const from = fromOpening.exec(text) ?? fromLoose.exec(text)
  if (from !== null) return { side: 'from', rest: rest((from[1] ?? '').length), final: false }
  const to = toOpening.exec(text) ?? toLoose.exec(text)
  if (to !== null) return { side: 'to', rest: rest((to[1] ?? '').length), final: finalOpening.test(text) }
  return null
}

const digitsLookAlike = (text: string) => text.replace(/(?<=[\d ])[OQ](?=\d|\b)/g, '0').replace(/(?<=\d) (?=\d)/g, '')

/** Without the spaces that the recogniser sets beside hyphens: "A- 5020", "00000 - 0000". */
const hyphensClosed = (text: string) =>
  text.replace(/^([A-Z]{1,2}) ?- ?(?=\d)/, '$1-').replace(/(?<=\d{5}) ?- ?(?=\d{4}$)/, '-')

/** Where a city line carries its postal code. */
const postalForms: readonly RegExp[] = [
  /\b([A-Z0]{2})[ .,]*(\d{5})(?:-?\d{4})?(?: ?US[A]?)?$/,
  /\b([A-Z]\d[A-Z]) ?(\d[A-Z]\d)\b/,
  /\b([A-Z]{1,2}[1-9][A-Z\d]?) ?(\d[A-Z]{2})$/,
  /^(?:[A-Z]{1,2}[- ])?(\d{4,6})[ ,]+[A-Z][A-Z .'-]{2,}$/,
  /^(?:[A-Z]{1,2}[- ])?(\d{3} \d{2})[ ,]+[A-Z][A-Z .'-]{2,}$/,
  /^(\d{4}) ?[A-Z]{2}[ ,]+[A-Z][A-Z .'-]{2,}$/,
  /^(?:PL[- ])?(\d{2}-\d{3})[ ,]+[A-Z][A-Z .'-]{2,}$/,
  /^([A-Z]{1,2}[1-9][A-Z\d]?) (\d[A-Z]{2}) [A-Z][A-Z .'-]{2,}$/,
  /^(?:A|B|CH|CZ|D|DE|DK|E|F|FI|FR|H|HU|I|IT|L|NO|PL|S|SE|SK)-(\d{4,6})$/,
]

const states = new Set(
  'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA PR RI SC SD TN TX UT VT VA WA WV WI WY AA AE AP GU VI'.split(
    ' ',
  ),
)

/** The postal code of a city line as letters and digits, or null. */
export function postalOf(line: string): string | null {
  const text = hyphensClosed(look(line))
  for (const form of [text, digitsLookAlike(text)]) {
    for (const pattern of postalForms) {
      const match = pattern.exec(form)
      if (match === null) continue
      const [, first, second] = match
      if (pattern === postalForms[0]) {
        if (states.has((first ?? '').replace('0', 'O'))) return second ?? null
        continue
      }
      return `${first ?? ''}${second ?? ''}`.replace(/[ -]/g, '')
    }
  }
  return null
}

const streetWords =
  /\b(ST|STREET|AVE|AVENUE|RD|ROAD|BLVD|BOULEVARD|DR|DRIVE|LN|LANE|CT|COURT|PL|PLACE|WAY|TER|TERRACE|PKWY|PARKWAY|PKY|CIR|CIRCLE|HWY|HIGHWAY|SQ|SQUARE|TRL|TRAIL|LOOP|PLAZA|MALL|ALLEY|BROADWAY|RUE|VIA|CALLE|AVENIDA|CHEMIN|PO BOX|P O BOX)\b/
const streetEndings =
  /(STRASSE|STR|STRAAT|GATAN|GATA|VEIEN|VEGEN|VEJ|GADE|WEG|ALLEE|PLATZ|LAAN|PLEIN|DREEF|VAGEN|KATU|TIE|ULICA)\.? ?\d*/
const countries =
  /^(?:[A-Z]{2} ?- ?)?(USA?|UNITED STATES( OF AMERICA)?|CANADA|UNITED KINGDOM|UK|GB|FRANCE|GERMANY|DEUTSCHLAND|AUSTRIA|SWEDEN|SVERIGE|NORWAY|NORGE|DENMARK|DANMARK|NETHERLANDS|BELGIUM|BELGIE|SPAIN|ITALY|POLAND|POLSKA|FINLAND|SWITZERLAND|SCHWEIZ|IRELAND|\(?US\)?|CA|SE|DE|FR|NO|DK|CZECH REPUBLIC|SINGAPORE|CHINA.*|JAPAN|AUSTRALIA|MEXICO)$/
const noiseWords =
  /\b(TRACKING|TRK|UNDELIVERABLE|REF|REFERENCE|INV|DEPT|PO #|WEIGHT|WT|LBS?|OZ|KGS?|PKG|DIMS|ACTWGT|CAD|SHIP DATE|DATE|BILLING|DESC|CONTENT|CONTENTS|PHONE|TEL|TELEFON|FAX|E-?MAIL|INFO|NOTE|ZIPCODE|CUSTOMER NO|ORDER|SERVICE|SIGNATURE|POSTAGE|ZONE|PIECE|PARCEL|PACKAGE|PACKAGES|DELIVERY|SHIPMENT|ROUTE|DEPOT|SORT|TEST LABEL|DO NOT SHIP|RETURN|EXPECTED|PRIORITY|GROUND|EXPRESS|STANDARD|ADVANTAGE|USPS|UPS|FEDEX|DHL|DPD|GLS|POSTNL|AMAZON|WAYBILL|CONTACT|VEKT|VIKT|KOLLI|DATUM|KNR|SENDER WARRANTS|GUARANTEE|SPEC|MANIFEST|HANDLE|FRAGILE|BILL SENDER|TRANSPORTINSTRUKTION|WWW|HTTP)\b|WWW\.|\.COM\b|^\*|@/

/** Zeros between letters, before or behind a word's are the letter O: M00RE, 0UEN, IDAH0. */
export const lettersForZeros = (text: string) =>
  text
    .replace(/(?<=[A-Za-z])0+(?=[A-Za-z])/g, (zeros) => 'O'.repeat(zeros.length))
    .replace(/(?<=[A-Z]{3})0(?![A-Z0-9])|(?<=^| )0(?=[A-Z]{3})/g, 'O')

/** Whether a line is only what test labels are overprinted with, however the recogniser parted it. */
export const isOverprint = (line: string): boolean =>
  /^(?:VOID|SAMPLE|MUSTER|DEMO|TEST|SPECIMEN|TESTLABEL|TESTPRINT)+$/.test(look(line).replace(/[^A-Z]/g, ''))

/** What a line of an address is by its own text. */
export function partOf(line: string): AddressPart {
  const text = hyphensClosed(lettersForZeros(look(line)))
  const bare = text.replace(/[^A-Z0-9]/g, '')
  if (bare.length === 0 || isOverprint(text)) return 'noise'
  if (/^\+?[\d\s().-]{7,}$/.test(text)) return /^\+|[()-]/.test(text) || bare.length <= 15 ? 'phone' : 'number'
  if (/^[\d\s./-]+$/.test(text)) return 'number'
  const endsAsStreet = /^\d+ /.test(text) && streetWords.test(text) && !/\d{5}/.test(text.slice(6))
  if (!endsAsStreet && postalOf(text) !== null) return 'city'
  if (/^[A-Z][A-Z .'-]{2,}[ ,]+\d{5,6}$/.test(text) && !noiseWords.test(text)) return 'city'
  if (countries.test(text)) return 'country'
  if (text.length > 46) return 'noise'
  if (/\d/.test(text) && (streetWords.test(text) || streetEndings.test(text))) return 'street'
  if (/^\d+[A-Z]?[ -].*[A-Z]{3,}/.test(text) && !noiseWords.test(text)) return 'street'
  if (/^[A-Z][A-Z'. -]+, ?\d{1,5}\b/.test(text) && !noiseWords.test(text)) return 'street'
  // The recogniser drops the space behind a house number: 23JARDIN.
  if (/^\d{1,5}[A-Z]{4,} [A-Z]/.test(text) && !noiseWords.test(text)) return 'street'
  if (/^[A-Z][A-Z'.-]+( [A-Z'.-]+)* \d{1,4}(?: ?\/ ?\d{0,3}[A-Z]?|[A-Z])?$/.test(text) && !noiseWords.test(text))
    return 'street'
  if (noiseWords.test(text)) return 'noise'
  const letters = bare.replace(/[0-9]/g, '').length
  if (letters < 3 || letters < bare.length * 0.6) return 'noise'
  return 'name'
}

/** Whether a line only looks like a street because a number ends it; as the first line of an address it is a name and a unit. */
export const isNameWithNumber = (line: string): boolean => {
  const text = lettersForZeros(look(line))
  return /^[A-Z][A-Z'., -]+ \d{1,4}[A-Z]?$/.test(text) && !streetWords.test(text) && !streetEndings.test(text)
}

const companyWords =
  /\b(INC|LLC|LTD|CORP|CORPORATION|COMPANY|CO|GMBH|KG|AG|AB|AS|BV|NV|SA|SRL|SPA|PLC|LLP|GROUP|HOLDINGS|STORE|STORES|SHOP|WAREHOUSE|LOGISTICS|SERVICES|SALES|DEPARTMENT|CENTER|CENTRE|HOTEL|APARTMENTS|OFFICE|UNIVERSITY|SCHOOL|HOSPITAL|CLINIC|BY)\b/

/** How much a line looks like a person's name rather than a firm's, about -1 to 1. */
export function personLikeness(line: string): number {
  const words = look(line)
    .replace(/[^A-Z '-]/g, ' ')
    .split(' ')
    .filter((word) => word !== '')
  let score = words.length === 2 || words.length === 3 ? 0.6 : words.length === 4 ? 0.1 : -0.2
  if (companyWords.test(look(line))) score -= 0.9
  if (/\d/.test(line)) score -= 0.4
  return score
}
