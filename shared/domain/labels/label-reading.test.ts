import { describe, expect, test } from 'vitest'
import type { LabelBarcode, LabelLine, ResidentEntry } from '../../contracts/label.ts'
import { concludeReading } from './label-reading.ts'

const today = '2026-11-23'
const barcode = (text: string, format: LabelBarcode['format'] = 'Code128'): LabelBarcode => ({
  format,
  text,
  gs1: false,
  engine: 'zxing',
  quad: null,
})

/** Lines at x, y, text; letters 20 pixels wide, 40 high. */
const lines = (...placed: [number, number, string][]): LabelLine[] =>
  placed.map(([x, y, text]) => ({
    text,
    confidence: 0.98,
    quad: [
      { x, y },
      { x: x + 20 * text.length, y },
      { x: x + 20 * text.length, y: y + 40 },
      { x, y: y + 40 },
    ],
  }))
const turned = (upright: LabelLine[]): LabelLine[] =>
  upright.map((line) => ({ ...line, quad: line.quad.map(({ x, y }) => ({ x: 2000 - y, y: x })) }))

const directory: ResidentEntry[] = [
  { residentId: 'jack', firstName: 'Jack', lastName: 'Sparrow', unit: '20', moveIn: null, moveOut: null, aliases: [] },
  {
    residentId: 'elizabeth',
    firstName: 'Elizabeth',
    lastName: 'Swan',
    unit: '21',
    moveIn: null,
    moveOut: null,
    aliases: [],
  },
]
const conclude = (barcodes: LabelBarcode[], seen: LabelLine[]) =>
  concludeReading({ barcodes, lines: seen }, { directory, today })

const uspsLines = lines(
  [300, 0, 'USPS GROUND ADVANTAGE'],
  [30, 100, 'ELIZABETH SWAN'],
  [30, 145, '179 N HARBOR DR'],
  [30, 190, 'REDONDO BEACH CA 90277'],
  [200, 400, 'JACK SPARROW'],
  [200, 450, '388 TOWNSEND ST APT 20'],
  [200, 500, 'SAN FRANCISCO CA 94107-1670'],
  [300, 700, 'USPS TRACKING #'],
)

describe('recipient', () => {
  test('of a pick-up point and the one it is for, the one it is for', () => {
    const label = lines(
      [30, 100, 'Till'],
      [30, 145, 'Corner Shop'],
      [30, 190, 'Main Street 4'],
      [30, 235, '17744 Jarfalla'],
      [500, 400, 'Mottagare:'],
      [500, 445, 'Jack Sparrow'],
      [500, 490, 'Main Street 2'],
      [500, 535, '17744 Jarfalla'],
    )
    expect(conclude([], label).recipient).toBe('Jack Sparrow')
  })

  test('the word for recipient may stand centred over the address', () => {
    const label = lines(
      [30, 100, 'Locker Nine'],
      [30, 145, 'Wyzwolenia 106'],
      [30, 190, '85-790 Bydgoszcz'],
      [130, 400, 'ODBIORCA'],
      [30, 450, 'Jack Sparrow'],
      [30, 500, 'tel. 000000000'],
    )
    expect(conclude([], label).recipient).toBe('Jack Sparrow')
  })

  test('an address does not go on where another one opens', () => {
    const label = lines(
      [30, 100, 'Shipper :'],
      [30, 145, 'DPR Wholesalers'],
      [30, 190, 'Suez Road'],
      [30, 235, 'Enfield'],
      [30, 300, 'Receiver :'],
      [30, 345, 'Elizabeth Swan'],
      [30, 390, '200 Great South Road'],
      [30, 435, 'TW4 6FD Hounslow'],
    )
    expect(conclude([], label)).toMatchObject({ recipient: 'Elizabeth Swan', match: { residentId: 'elizabeth' } })
  })

  test('the lower address is the recipient, the upper one the sender, also when the sender lives here', () => {
    const { recipient, unit, match } = conclude([], uspsLines)
    expect({ recipient, unit }).toEqual({ recipient: 'JACK SPARROW', unit: '20' })
    expect(match).toMatchObject({ residentId: 'jack', reason: 'name_and_unit' })
  })

  test('a label read sideways says the same', () => {
    expect(conclude([], turned(uspsLines))).toMatchObject({
      recipient: 'JACK SPARROW',
      unit: '20',
      match: { residentId: 'jack' },
    })
  })

  test('words that name the sides decide over their places', () => {
    const swapped = lines(
      [30, 0, 'TO:'],
      [120, 0, 'JACK SPARROW'],
      [120, 50, '388 TOWNSEND ST # 20'],
      [120, 100, 'SAN FRANCISCO CA 94107'],
      [30, 300, 'FROM:'],
      [160, 300, 'ELIZABETH SWAN'],
      [160, 350, '179 N HARBOR DR'],
      [160, 400, 'REDONDO BEACH CA 90277'],
    )
    expect(conclude([], swapped)).toMatchObject({ recipient: 'JACK SPARROW', match: { residentId: 'jack' } })
  })

  test('the postal code of the routing barcode tells the two addresses apart', () => {
    const upside = lines(
      [30, 0, 'JACK SPARROW'],
      [30, 50, '388 TOWNSEND ST APT 20'],
      [30, 100, 'SAN FRANCISCO CA 94107'],
      [30, 400, 'ELIZABETH SWAN'],
      [30, 450, '179 N HARBOR DR'],
      [30, 500, 'REDONDO BEACH CA 90277'],
    )
    expect(conclude([barcode('42094107')], upside).recipient).toBe('JACK SPARROW')
  })

  test('no recipient is invented from a label without an address', () => {
    expect(
      conclude(
        [],
        lines([0, 0, 'UPS 2nd Day Air'], [0, 100, 'TRACKING NUMBER'], [0, 200, 'CA 859 2-37'], [0, 300, 'ID NUMBER']),
      ),
    ).toMatchObject({
      recipient: null,
      match: { residentId: null, reason: 'no_recipient' },
    })
  })
})

describe('carrier and number', () => {
  test('a barcode wins over text, and their conflict is reported', () => {
    const reading = conclude(
      [barcode('1ZRW01750399905329')],
      lines([0, 0, 'UPS GROUND'], [0, 50, 'TRACKING #: 1Z 999 AA1 01 2345 6784']),
    )
    expect(reading).toMatchObject({
      carrier: 'ups',
      trackingNumber: '1ZRW01750399905329',
      trackingSource: 'barcode',
      checkDigitValid: true,
    })
    expect(reading.warnings.map(({ code }) => code)).toContain('label.text_disagrees')
  })

  test('without a barcode the announced number is read, marked as unverified when its check digit is wrong', () => {
    const reading = conclude([], [...uspsLines, ...lines([250, 900, '9400 0000 0000 0000 0000 00'])])
    expect(reading).toMatchObject({
      carrier: 'usps',
      trackingNumber: '9400000000000000000000',
      trackingSource: 'text',
      checkDigitValid: false,
    })
  })

  test('a letter among the last eight places of a printed UPS number is the digit it looks like', () => {
    const reading = conclude([], lines([0, 0, 'UPS GROUND'], [0, 50, 'TRACKING #: 1Z 6WF 4F6 03 6121 S161']))
    expect(reading).toMatchObject({
      trackingNumber: '1Z6WF4F60361215161',
      trackingSource: 'text',
      checkDigitValid: true,
    })
  })

  test('SurePost: the parcel is UPS, the USPS number is a second one', () => {
    const reading = conclude(
      [barcode('1Z999AA10123456784'), barcode('420900269405509104250026972189')],
      lines([0, 0, 'UPS SUREPOST']),
    )
    expect(reading).toMatchObject({ carrier: 'ups', trackingNumber: '1Z999AA10123456784' })
    expect(reading.otherNumbers).toContainEqual({
      number: '9405509104250026972189',
      carrier: 'usps',
      role: 'second_carrier',
    })
    expect(reading.warnings.map(({ code }) => code)).toContain('label.two_carriers')
  })

  test('the waybill of DHL comes before its piece', () => {
    const reading = conclude(
      [barcode('JJD014600004617230785'), barcode('2LFR75018+48000001'), barcode('5374534616', 'Code39')],
      [],
    )
    expect(reading).toMatchObject({ carrier: 'dhl-express', trackingNumber: '5374534616' })
    expect(reading.otherNumbers).toContainEqual({
      number: 'JD014600004617230785',
      carrier: 'dhl-express',
      role: 'piece',
    })
  })

  test.each([
    [
      'phone, order and reference numbers',
      lines(
        [0, 0, 'Order No. 123456789012'],
        [0, 50, 'Tel 202 555 0123 4567'],
        [0, 100, 'REF: 94001234'],
        [0, 150, 'SHIP REF: 9400100000000000000000'],
      ),
    ],
    ['a carton code on a bare carton', lines([0, 0, '(01) 90664158957468'])],
  ])('no number is invented from %s', (_name, seen) => {
    expect(conclude([], seen).trackingNumber).toBeNull()
    expect(conclude([barcode('01906641589574681121102531020003402152731515')], seen).trackingNumber).toBeNull()
  })
})

describe('numbers in pieces and in conflict', () => {
  const address = lines(
    [30, 400, 'Empfänger / Deliver to'],
    [30, 445, 'Jack Sparrow'],
    [30, 490, 'Mustergasse 1'],
    [30, 535, '1110 Wien'],
    [30, 600, 'Paket Österreich'],
  )

  test('a code counts when it is printed in pieces on one row, one letter misread', () => {
    const pieces = lines([30, 900, '10 31394 50015472'], [500, 900, '08'], [600, 900, '3310 0'])
    const { carrier, trackingNumber } = conclude([barcode('1031394500154720811100')], [...address, ...pieces])
    expect({ carrier, trackingNumber }).toEqual({ carrier: 'other', trackingNumber: null })
    const nearly = lines([30, 900, '10 31394 50015472'], [500, 900, '08'], [600, 900, '31110 0'])
    expect(conclude([barcode('1031394500154720811100')], [...address, ...nearly]).trackingNumber).toBe(
      '1031394500154720811100',
    )
  })

  test('a number with one hyphen is one', () => {
    const printed = lines([30, 900, 'Parcel ID: AOE946862J-001'])
    expect(conclude([barcode('AOE946862J-001', 'Code39')], [...address, ...printed]).trackingNumber).toBe(
      'AOE946862J-001',
    )
  })

  test('of two codes of one form, the one that is printed', () => {
    const codes = [barcode('420980289205590303196500000000', 'DataMatrix'), barcode('420980289205590303190000000000')]
    const printed = lines([30, 900, '9205 5903 0319 0000 0000 00'])
    expect(conclude(codes, [...uspsLines, ...printed]).trackingNumber).toBe('9205590303190000000000')
  })

  test('the DPD parcel number with its check character, in pieces; not with another character', () => {
    const number = (check: string) =>
      lines([30, 800, 'dpd'], [30, 900, '0000 007278'], [300, 900, '859Q'], [420, 900, check])
    expect(conclude([], [...address.slice(0, 4), ...number('R')])).toMatchObject({
      carrier: 'dpd',
      trackingNumber: '0000007278859Q',
      checkDigitValid: true,
    })
    expect(conclude([], [...address.slice(0, 4), ...number('S')]).trackingNumber).toBeNull()
  })

  test('zeros alone are no number', () => {
    const label = lines([30, 700, 'FedEx Express'], [30, 800, 'TRK# 0000 0000 0000'])
    expect(conclude([], [...address.slice(0, 4), ...label])).toMatchObject({ carrier: 'fedex', trackingNumber: null })
  })

  test('the printed waybill goes before a coded piece number', () => {
    const label = lines([30, 700, 'EXPRESS WORLDWIDE'], [30, 800, 'WAYBILL 53 7453 4616'])
    const { trackingNumber, otherNumbers } = conclude(
      [barcode('JJD014600004617230785')],
      [...address.slice(0, 4), ...label],
    )
    expect(trackingNumber).toBe('5374534616')
    expect(otherNumbers).toMatchObject([{ number: 'JD014600004617230785', role: 'piece' }])
  })
})

describe('two addresses', () => {
  const above = lines([30, 100, 'Mary Read'], [30, 145, '12 Long Street'], [30, 190, 'Orlando FL 32827'])

  test('neither marked, the routed postal code that of both: left to a person only where they are on a level', () => {
    const aside = lines([900, 100, 'Jack Sparrow'], [900, 145, '14 Long Street'], [900, 190, 'Orlando FL 32827'])
    const { match } = conclude([barcode('420328279234690361980900000265')], [...above, ...aside])
    expect(match).toMatchObject({ residentId: null, reason: 'several' })
    const under = lines([200, 500, 'Jack Sparrow'], [200, 545, '14 Long Street'], [200, 590, 'Orlando FL 32827'])
    const { match: clear } = conclude([barcode('420328279234690361980900000265')], [...above, ...under])
    expect(clear).toMatchObject({ residentId: 'jack' })
  })

  test('one across the others is the recipient only by words or the routed postal code', () => {
    const across = turned(
      lines([30, 1100, 'Jack Sparrow'], [30, 1145, '388 Townsend St'], [30, 1190, 'Orlando FL 32827']),
    )
    const upright = lines(
      [600, 2000, 'A long line of terms and conditions'],
      [600, 2100, 'and another long line of them'],
    )
    expect(conclude([], [...upright, ...across]).recipient).toBeNull()
    expect(conclude([barcode('420328279234690361980900000265')], [...upright, ...across]).recipient).toBe(
      'Jack Sparrow',
    )
  })
})
