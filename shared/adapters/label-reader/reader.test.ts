import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import { LabelReading, ResidentEntry } from '../../contracts/label.ts'
import { parseResidentsCsv } from '../../domain/residents/import.ts'
import { makeLabelReader } from './reader.ts'

const data = (path: string) => readFileSync(new URL(`../../../test/data/${path}`, import.meta.url))
const today = '2026-11-23'
const directory = parseResidentsCsv(data('directories/maple-court.csv').toString(), { today }).residents.map(
  ({ externalId, firstName, lastName, unit, moveIn, moveOut }) =>
    ResidentEntry.parse({ residentId: externalId, firstName, lastName, unit, moveIn, moveOut }),
)

describe('with the real engines', () => {
  const reader = makeLabelReader()
  afterAll(() => reader.close())
  const read = (file: string) => reader.read(data(`labels/${file}`), { directory, today })

  test('a USPS label: carrier, number, recipient, unit and resident', async () => {
    const reading = LabelReading.parse(await read('usps_johndoe.png'))
    expect(reading).toMatchObject({
      carrier: 'usps',
      trackingNumber: '9405509104250026972189',
      trackingSource: 'barcode',
      checkDigitValid: true,
      recipient: 'JOHN DOE',
      unit: '101',
      match: { residentId: 'R-0003', reason: 'name_and_unit' },
      hint: null,
    })
    expect(reading.lines.map(({ text }) => text)).toEqual(reading.text)
  })

  test('a label printed sideways', async () => {
    expect(await read('dhlecommerce_uk.png')).toMatchObject({
      carrier: 'dhl-ecommerce',
      trackingNumber: 'AGL55655500001868043001',
      match: { residentId: 'R-0007' },
    })
  })

  test('a label without a number gets none', async () => {
    expect(await read('canadapost_zpl.png')).toMatchObject({
      carrier: 'canada-post',
      trackingNumber: null,
      match: { residentId: 'R-0003' },
    })
  })

  test('boxes are in the pixels of the upright picture, also when it lies askew', async () => {
    const askew = await sharp(data('labels/usps_johndoe.png')).rotate(33, { background: '#888' }).jpeg().toBuffer()
    const { width, height, match, lines } = await reader
      .read(askew, { directory, today })
      .then((reading) => ({ ...reading, ...reading.picture }))
    expect(match.residentId).toBe('R-0003')
    for (const { x, y } of lines.flatMap(({ quad }) => quad)) {
      expect(x > -40 && x < width + 40 && y > -40 && y < height + 40).toBe(true)
    }
  })
})

describe('with engines replaced', () => {
  const pretend = (remembered = 32) => {
    const calls = { barcodes: 0, text: 0 }
    const reader = makeLabelReader({
      remembered,
      barcodeStage: {
        find: async () => {
          calls.barcodes++
          return [{ format: 'Code128', text: '1Z999AA10123456784', gs1: false, engine: 'pretend', quad: null }]
        },
      },
      textStage: {
        read: async () => {
          calls.text++
          return { lines: [], confidence: 0, whole: true }
        },
        close: async () => undefined,
      },
    })
    return { calls, reader }
  }
  const label = data('labels/usps_karrio_martin.png')

  test('the same picture twice is read once, also at the same time', async () => {
    const { calls, reader } = pretend()
    await Promise.all([reader.read(label, { directory, today }), reader.read(label, { directory, today })])
    await reader.read(label, { directory, today })
    expect(calls).toEqual({ barcodes: 1, text: 1 })
  })

  test('a barcode that was announced decides the resident without any text', async () => {
    const { calls, reader } = pretend()
    const preAdvice = [{ trackingNumber: '1Z999AA10123456784', residentId: 'R-0002' }]
    const reading = await reader.read(label, { directory, today, preAdvice })
    expect(reading.match).toMatchObject({ residentId: 'R-0002', reason: 'pre_advice' })
    expect(calls.text).toBe(0)
  })

  test.each([
    ['black', sharp({ create: { width: 900, height: 900, channels: 3, background: '#040404' } }), 'too_dark'],
    ['hopelessly blurred', sharp(label).blur(12), 'too_blurred'],
    ['tiny', sharp(label).resize(120), 'too_small'],
  ])('a %s picture is answered with a hint before text is looked for', async (_name, picture, code) => {
    const { calls, reader } = pretend()
    const reading = await reader.read(await picture.png().toBuffer(), { directory, today })
    expect(reading.hint?.code).toBe(code)
    expect(reading.warnings.map((warning) => warning.code)).toContain('label.text_skipped')
    expect(calls.text).toBe(0)
  })

  test('what is no picture is refused and not remembered', async () => {
    const { reader } = pretend()
    for (let again = 0; again < 2; again++) {
      await expect(reader.read(Buffer.from('no picture'), { directory, today })).rejects.toMatchObject({
        refusal: { code: 'picture.not_a_picture' },
      })
    }
  })
})
