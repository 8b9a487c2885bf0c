import fc from 'fast-check'
import { getTracking } from 'ts-tracking-number'
import { describe, expect, test } from 'vitest'
import type { BarcodeFormat } from '../../contracts/label.ts'
import { gs1CheckDigit } from './check-digits.ts'
import { readPayload } from './payloads.ts'

const GS = '\u001d'
const RS = '\u001e'
const read = (format: BarcodeFormat, text: string, gs1 = false) => readPayload({ format, text, gs1 })
const numberOf = (format: BarcodeFormat, text: string, gs1 = false) => read(format, text, gs1).numbers[0]

/** What UPS puts into a MaxiCode: 1Z and the end of the number, the shipper and the service in fields of their own. */
const upsMaxiCode = (service: string) =>
  `[)>${RS}01${GS}96100110000${GS}840${GS}${service}${GS}1Z23456784${GS}UPSN${GS}999AA1${GS}100${GS}${GS}1/1${GS}20${GS}N${GS}${GS}NEW YORK${GS}NY${RS}`

test('a UPS number is put together from the fields of a MaxiCode, if its check digit agrees', () => {
  expect(read('MaxiCode', upsMaxiCode('001'))).toMatchObject({
    carrier: 'ups',
    postal: '100110000',
    recipient: null,
    numbers: [{ number: '1Z999AA10123456784', valid: true }],
  })
  expect(read('MaxiCode', upsMaxiCode('002')).numbers).toEqual([])
})

describe('tracking numbers out of payloads', () => {
  test.each([
    ['USPS behind its ZIP code', 'Code128', '420900269405509104250026972189', '9405509104250026972189', 'usps', true],
    ['USPS behind ZIP+4', 'Code128', '420900264434' + '9405509104250026972189', '9405509104250026972189', 'usps', true],
    [
      'USPS with separators',
      'DataMatrix',
      `42032827${GS}9234690361980900000265`,
      '9234690361980900000265',
      'usps',
      true,
    ],
    ['UPS', 'Code128', '1ZRW01750399905329', '1ZRW01750399905329', 'ups', true],
    ['UPS with a wrong check digit', 'Code128', '1Z680RA4DL08720000', '1Z680RA4DL08720000', 'ups', false],
    ['FedEx, 34 digits', 'Code128', '9632080400200044387500271053820000', '271053820000', 'fedex', false],
    ['FedEx, 32 digits', 'Code128', '31001171800000017989625355702636', '798962535570', 'fedex', true],
    ['DHL Express waybill', 'Code39', '5374534616', '5374534616', 'dhl-express', true],
    ['Amazon', 'Code128', 'TBA307433444760', 'TBA307433444760', 'amazon', null],
    ['PostNL between asterisks', 'Code39', '*3SDEVC201611210*', '3SDEVC201611210', 'other', null],
    ['S10', 'Code128', 'RB123456785GB', 'RB123456785GB', 'other', true],
    [
      'Canada Post behind its postal code',
      'Code128',
      'K1A0B17023210039414604',
      '7023210039414604',
      'canada-post',
      true,
    ],
    ['DPD', 'Code128', '%000280005300000011267136056', '05300000011267', 'dpd', null],
    ['DPD with a letter', 'Code128', '%00032300000007278859Q101616', '0000007278859Q', 'dpd', null],
    ['DHL Parcel', 'Code128', 'JVGL09999999999994760001', 'JVGL09999999999994760001', 'dhl-ecommerce', null],
    ['Purolator', 'Code128', '2250350199433067799334800250102000', '330677993348', 'other', null],
    ['Pocztex', 'DataMatrix', 'PX6719400000', 'PX6719400000', 'other', null],
  ] as const)('%s', (_name, format, payload, number, carrier, valid) => {
    expect(numberOf(format, payload)).toMatchObject({ number, carrier, valid })
  })

  test('a GS1 carton is a carton, not a USPS parcel', () => {
    expect(numberOf('Code128', '00000280280000000680', true)).toMatchObject({
      carrier: null,
      role: 'carton',
      valid: true,
    })
  })

  test('a zeroed FedEx code holds no number', () => {
    expect(numberOf('Code128', '1010069744090008910900000000000000')).toBeUndefined()
  })

  test.each([
    '42021093',
    '4210405000',
    'CA 859 2-37',
    '2LFR75018+48000001',
    '40327610117+99000933000000',
    'https://example.com/1Z999AA10123456784',
  ])('routing, service and link codes hold no number: %s', (payload) => {
    const facts = read('Code128', payload)
    expect(facts.numbers).toEqual([])
    expect(facts.plain).toBeNull()
  })

  test('the piece number of DHL is a second number, not the first', () => {
    expect(numberOf('Code128', 'JJD014600004617230785')).toMatchObject({
      number: 'JD014600004617230785',
      role: 'piece',
    })
  })

  test('binary postage data is neither number nor name', () => {
    expect(read('PDF417', 'v028WxA#\u0000&\r\u0002.\u0018')).toMatchObject({
      numbers: [],
      plain: null,
      recipient: null,
    })
  })
})

describe('recipients out of payloads', () => {
  test('FedEx shipment data names recipient, street, city and unit', () => {
    const shipment = [
      '0289109',
      '840',
      '03',
      '7946047901380430',
      'FDE',
      '510087160',
      '027',
      '',
      '1/1',
      '4.00KG',
      'N',
      'Center Dr',
      'Las Vegas',
      'NV',
      'Jo Poe',
    ]
    const facts = read('PDF417', `[)>${RS}01${GS}${shipment.join(GS)}${RS}06${GS}10ZEI08${GS}14ZAPT 4B${GS}${RS}`)
    expect(facts.numbers[0]).toMatchObject({ number: '794604790138', carrier: 'fedex', valid: true })
    expect(facts.recipient).toEqual({ name: 'Jo Poe', street: 'Center Dr', city: 'Las Vegas', unit: 'APT 4B' })
    expect(facts.postal).toBe('89109')
  })

  test('the GLS consignee code names the contact before the company', () => {
    const facts = read('DataMatrix', 'A|Some Corporation|Imaginary Drive|John Doe|25|||      ')
    expect(facts.recipient).toMatchObject({ name: 'John Doe', street: 'Imaginary Drive 25' })
  })
})

describe('against ts-tracking-number', () => {
  test('valid USPS, UPS and FedEx numbers are seen alike', () => {
    const usps = fc.stringMatching(/^[0-9]{18}$/).map((rest) => `940${rest}`)
    fc.assert(
      fc.property(usps, (body) => {
        const number = body + gs1CheckDigit(body)
        expect(getTracking(number)?.courier.code).toBe('usps')
        expect(numberOf('Code128', number)).toMatchObject({ number, carrier: 'usps', valid: true })
      }),
    )
  })
})

test('any payload is read without a fault', () => {
  const formats: BarcodeFormat[] = ['Code128', 'Code39', 'ITF', 'PDF417', 'DataMatrix', 'QRCode', 'Aztec']
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.string().map((tail) => `[)>${RS}01${GS}${tail}`),
    fc.stringMatching(/^[0-9]{0,40}$/),
  )
  fc.assert(
    fc.property(fc.constantFrom(...formats), text, fc.boolean(), (format, payload, gs1) => {
      const facts = read(format, payload, gs1)
      for (const { number } of facts.numbers) expect(number).toMatch(/^[A-Z0-9]+$/)
    }),
  )
})

describe('messages with fields of their own', () => {
  test('Purolator: the number and the postal code', () => {
    const facts = read('PDF417', 'V01~A01|D01~V5C5A9|R01~A Firm|R06~Burnaby|R07~V5C5A9|S01~330677993348|S06~1')
    expect(facts).toMatchObject({ carrier: 'other', postal: 'V5C5A9', numbers: [{ number: '330677993348' }] })
  })

  test('IFTMIN: the consignee and the licence plate', () => {
    const message =
      "UNH+28+IFTMIN:D:96B:UN+DHL5.6.0'NAD+OS+0464'NAD+CN+++SOME PERSON+STREET 17 E+SOMEPLACE++09999+DE'GID+0+1'PCI+ZZ1+JVGL09999999999994760001'UNT+13+1'"
    expect(read('PDF417', message)).toMatchObject({
      postal: '09999',
      numbers: [{ number: 'JVGL09999999999994760001', carrier: 'dhl-ecommerce' }],
      recipient: { name: 'SOME PERSON', street: 'STREET 17 E', city: 'SOMEPLACE' },
    })
  })

  test.each([
    ['with the house number apart, the contact', 'A|A Firm|Long Street|Jane Roe|25|||', 'Jane Roe', 'Long Street 25'],
    ['else the consignee', 'A|Jane Roe|Long Street 21|Copenhagen||||', 'Jane Roe', 'Long Street 21'],
  ])('GLS: %s', (_name, payload, name, street) => {
    expect(read('DataMatrix', payload).recipient).toMatchObject({ name, street })
  })

  test.each(['UNH+1+ORDERS:D:96B', 'V01~A01|D01~V5C5A9', 'A|B'])('%s holds nothing', (payload) => {
    expect(read('PDF417', payload)).toMatchObject({ numbers: [], recipient: null })
  })
})
