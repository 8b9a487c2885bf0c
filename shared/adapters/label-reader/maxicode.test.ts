import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer'
import { labelReaderAssets } from './assets.ts'
import { cutOut, type Grey, pyramid, sharpToGrey } from './grey.ts'
import { makeMaxiCodeEngine } from './maxicode.ts'
import { type BarcodeEngine, makeZxingEngine } from './zxing.ts'

const shipment = [
  '[)>\u001e01\u001d96100110000',
  '840',
  '001',
  '1Z40411757',
  'UPSN',
  '661907',
  '100',
  '',
  '1/1',
  '20',
  'N',
  '',
  'NEW YORK',
  'NY\u001e\u0004',
].join('\u001d')

let symbol: Buffer
let read: BarcodeEngine
beforeAll(async () => {
  const wasm = readFileSync(new URL('../../../node_modules/zxing-wasm/dist/writer/zxing_writer.wasm', import.meta.url))
  await prepareZXingModule({
    overrides: { wasmBinary: Uint8Array.from(wasm).buffer },
    fireImmediately: true,
  })
  const { image } = await writeBarcode(shipment, { format: 'MaxiCode', scale: 8 })
  if (image === null) throw new Error('no symbol was written')
  symbol = Buffer.from(await image.arrayBuffer())
  read = makeMaxiCodeEngine(await makeZxingEngine(labelReaderAssets().zxingWasm))
})

/** The symbol on grey board, turned, as large as wanted (pixels a module), out of focus by so many pixels. */
const onBoard = async (degrees: number, module: number, blur: number): Promise<Grey> => {
  const board = '#c8c8c8'
  const turned = await sharp(symbol)
    .flatten({ background: '#fff' })
    .resize(Math.round(30.5 * module))
    .rotate(degrees, { background: board })
    .extend({ top: 60, left: 90, right: 60, bottom: 70, background: board })
    .png()
    .toBuffer()
  return sharpToGrey(sharp(turned).greyscale().blur(blur))
}

const texts = async (grey: Grey) => (await read(grey, 'quick')).map(({ format, text }) => [format, text])

describe('a MaxiCode', () => {
  test.each([
    [0, 8, 0.5],
    [37, 8, 1],
    [118, 12, 2],
    [203, 6, 1],
    [291, 10, 3],
  ])('turned by %d degrees, %d pixels a module, blurred by %d, is read', async (degrees, module, blur) => {
    expect(await texts(await onBoard(degrees, module, blur))).toEqual([['MaxiCode', shipment]])
  })

  test('seen at a slant is read, with its corners in the picture', async () => {
    const board = await onBoard(20, 10, 1)
    const { width, height } = board
    const slanted = cutOut(
      pyramid(board),
      [
        { x: -0.1 * width, y: 0.05 * height },
        { x: 1.02 * width, y: -0.12 * height },
        { x: 0.95 * width, y: 1.1 * height },
        { x: 0.04 * width, y: 1.02 * height },
      ],
      width,
      height,
    )
    const [found] = await read(slanted, 'quick')
    expect(found).toMatchObject({ format: 'MaxiCode', text: shipment })
    for (const { x, y } of found?.quad ?? []) expect(x > 0 && x < width && y > 0 && y < height).toBe(true)
  })

  test('that is half covered is none', async () => {
    const whole = await onBoard(0, 8, 0.5)
    const data = whole.data.map((level, at) => (at % whole.width > whole.width * 0.62 ? 200 : level))
    expect(await texts({ ...whole, data })).toEqual([])
  })
})
