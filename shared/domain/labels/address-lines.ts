/** What a line of an address is, seen alone. */
export type AddressPart = 'city' | 'street' | 'country' | 'phone' | 'number' | 'noise' | 'name'

/** A word that opens the recipient's or the sender's block, and what stands behind it on the line. */
export type Anchor = { readonly side: 'to' | 'from'; readonly rest: string }

const look = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase().replace(/\s+/g, ' ').trim()

const toWords =
  'SHIP ?TO|SHIPTO|DELIVER ?TO|DELIVERY ADDRESS|DELIVERED TO|SEND TO|CONSIGNEE|RECIPIENT|RECEIVER|ADDRESSEE|EMPFANGER|LIEFERADRESSE|MOTTAKER|MODTAGER|MOTTAGARE|DESTINATAIRE|DESTINATARIO|DESTINATARI|ONTVANGER|GEADRESSEERDE|ODBIORCA|ADRESAT|PRIJEMCE|CIMZETT|VASTAANOTTAJA|ALICI|TO ?:? ?/ ?A?P?:?|TILL|AAN|PARA|CUSTOMER'
const fromWords =
  'SHIP ?FROM|FROM ?/ ?DE|FROM|SENDER|SHIPPER|CONSIGNOR|VON|ABSENDER|AVSENDER|AFSENDER|AVSANDARE|EXPEDITEUR|AFZENDER|FRAN|FRA|NADAWCA|ODESILATEL|RETURN ?TO|RETURN ADDRESS|ORIGIN ?ID|REMITENTE|MITTENTE|LAHETTAJA|FELADO|GONDERICI|MERCHANT|MAILED FROM'
const toAlone = new RegExp(`^(?:${toWords}|TO|AN|A)\\s*[:.]*$`)
const toOpening = new RegExp(`^(?:${toWords}|TO|T|AN)\\s*[.]?\\s*:\\s*[:.]*\\s*(.+)$`)
// A lone zero before words is what is left of TO when the T is cut off.
const toLoose = /^(?:SHIP ?TO|DELIVER TO|CONSIGNEE|TO|0(?= [A-Z]))\s+(.+)$/
const fromAlone = new RegExp(`^(?:${fromWords}|DE)\\s*[:.]*$`)
const fromOpening = new RegExp(`^(?:${fromWords})\\s*[:;.]\\s*(.*)$`)
const fromLoose = /^(?:FROM|SHIP FROM|MAILED FROM|ORIGIN ?ID|RETURN TO)\b\s*(.*)$/

/** The anchor that a line begins with, or null. `rest` keeps the line's own spelling. */
export function anchorOf(line: string): Anchor | null {
  // Zeros are taken for the letter: FR0M, SHIP T0.
  const text = look(line)
    .replace(/(?<=[A-Z ])0|0(?=[A-Z])/g, 'O')
    .replace(/^[^A-Z0-9]+/, '')
  const rest = (count: number) =>
    line
      .trim()
      .slice(Math.max(0, line.trim().length - count))
      .trim()
  if (toAlone.test(text) && text.length > 1) return { side: 'to', rest: '' }
  if (fromAlone.test(text)) return { side: 'from', rest: '' }
  const from = fromOpening.exec(text) ?? fromLoose.exec(text)
  if (from !== null) return { side: 'from', rest: rest((from[1] ?? '').length) }
  const to = toOpening.exec(text) ?? toLoose.exec(text)
  if (to !== null) return { side: 'to', rest: rest((to[1] ?? '').length) }
  return null
}

const digitsLookAlike = (text: string) => text.replace(/(?<=[\d ])[OQ](?=\d|\b)/g, '0').replace(/(?<=\d) (?=\d)/g, '')

/** Where a city line carries its postal code. */
const postalForms: readonly RegExp[] = [
  /\b([A-Z0]{2})[ .,]*(\d{5})(?:-?\d{4})?(?: ?US[A]?)?$/,
  /\b([A-Z]\d[A-Z]) ?(\d[A-Z]\d)\b/,
  /\b([A-Z]{1,2}[1-9][A-Z\d]?) ?(\d[A-Z]{2})$/,
  /^(?:[A-Z]{1,2}[- ])?(\d{4,6})[ ,]+[A-Z][A-Z .'-]{2,}$/,
  /^(?:[A-Z]{1,2}[- ])?(\d{3} \d{2})[ ,]+[A-Z][A-Z .'-]{2,}$/,
  /^(\d{4}) ?[A-Z]{2}[ ,]+[A-Z][A-Z .'-]{2,}$/,
  /^(?:PL[- ])?(\d{2}-\d{3})[ ,]+[A-Z][A-Z .'-]{2,}$/,
]

const states = new Set(
  'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA PR RI SC SD TN TX UT VT VA WA WV WI WY AA AE AP GU VI'.split(
    ' ',
  ),
)

/** The postal code of a city line as letters and digits, or null. */
export function postalOf(line: string): string | null {
  const text = look(line)
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
  /\b(TRACKING|TRK|UNDELIVERABLE|REF|REFERENCE|INV|DEPT|PO #|WEIGHT|WT|LBS?|OZ|KGS?|PKG|DIMS|ACTWGT|CAD|SHIP DATE|DATE|BILLING|DESC|CONTENT|CONTENTS|PHONE|TEL|TELEFON|FAX|E-?MAIL|INFO|NOTE|ZIPCODE|CUSTOMER NO|ORDER|SERVICE|SIGNATURE|POSTAGE|ZONE|PIECE|PARCEL|PACKAGE|PACKAGES|DELIVERY|SHIPMENT|ROUTE|DEPOT|SORT|TEST LABEL|DO NOT SHIP|VOID|SAMPLE|MUSTER|DEMO|RETURN|EXPECTED|PRIORITY|GROUND|EXPRESS|STANDARD|ADVANTAGE|USPS|UPS|FEDEX|DHL|DPD|GLS|POSTNL|AMAZON|WAYBILL|CONTACT|VEKT|VIKT|KOLLI|DATUM|KNR|SENDER WARRANTS|GUARANTEE|SPEC|MANIFEST|HANDLE|FRAGILE|BILL SENDER|TRANSPORTINSTRUKTION|WWW|HTTP)\b|WWW\.|\.COM\b|^\*|@/

/** Zeros between letters are the letter O: M00RE. */
export const lettersForZeros = (text: string) =>
  text.replace(/(?<=[A-Za-z])0+(?=[A-Za-z])/g, (zeros) => 'O'.repeat(zeros.length))

/** What a line of an address is by its own text. */
export function partOf(line: string): AddressPart {
  const text = lettersForZeros(look(line))
  const bare = text.replace(/[^A-Z0-9]/g, '')
  if (bare.length === 0) return 'noise'
  if (/^\+?[\d\s().-]{7,}$/.test(text)) return /^\+|[()-]/.test(text) || bare.length <= 15 ? 'phone' : 'number'
  if (/^[\d\s./-]+$/.test(text)) return 'number'
  const endsAsStreet = /^\d+ /.test(text) && streetWords.test(text) && !/\d{5}/.test(text.slice(6))
  if (!endsAsStreet && postalOf(text) !== null) return 'city'
  if (/^[A-Z][A-Z .'-]{2,}[ ,]+\d{5,6}$/.test(text) && !noiseWords.test(text)) return 'city'
  if (countries.test(text)) return 'country'
  if (text.length > 46) return 'noise'
  if (/\d/.test(text) && (streetWords.test(text) || streetEndings.test(text))) return 'street'
  if (/^\d+[A-Z]?[ -].*[A-Z]{3,}/.test(text) && !noiseWords.test(text)) return 'street'
  if (/^[A-Z][A-Z'.-]+( [A-Z'.-]+)* \d{1,4}[A-Z]?$/.test(text) && !noiseWords.test(text)) return 'street'
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
