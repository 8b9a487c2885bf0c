import type { LabelBarcode } from '../../contracts/label.ts'
import { readPayload } from '../../domain/labels/payloads.ts'
import type { LabelReaderAssets } from './assets.ts'
import { type Grey, greyToSharp, type Point, sharpToGrey } from './grey.ts'
import { makeMaxiCodeEngine } from './maxicode.ts'
import { measureSkew } from './skew.ts'
import type { TimeStage } from './stopwatch.ts'
import { turn } from './straighten.ts'
import { makeZbarEngine } from './zbar.ts'
import { type BarcodeEngine, makeZxingEngine } from './zxing.ts'

/** The barcodes of an upright grey picture, quads in its pixels. */
export type BarcodeStage = {
  readonly find: (grey: Grey, time: TimeStage, effort: 'quick' | 'thorough') => Promise<LabelBarcode[]>
}

/** The numbers that codes hold beyond doubt, so that looking on for one would only cost time. */
const provenNumbers = (barcodes: readonly LabelBarcode[]) =>
  barcodes.flatMap((barcode) =>
    readPayload(barcode).numbers.filter(({ role, strength }) => role === 'tracking' && strength >= 70),
  )
const isProven = (barcodes: readonly LabelBarcode[]) => provenNumbers(barcodes).length > 0

/** Whether a MaxiCode may be on the label and is not read yet: UPS prints one, which tells where the package is going. */
const mayHoldMaxiCode = (barcodes: readonly LabelBarcode[]) => {
  const proven = provenNumbers(barcodes)
  return (
    barcodes.every(({ format }) => format !== 'MaxiCode') &&
    (proven.length === 0 || proven.some(({ carrier }) => carrier === 'ups'))
  )
}

function merge(known: LabelBarcode[], found: readonly LabelBarcode[]): void {
  for (const barcode of found) {
    if (!known.some(({ format, text }) => text === barcode.text && format === barcode.format)) known.push(barcode)
  }
}

const movedBack = (barcodes: readonly LabelBarcode[], back: (point: Point) => Point): LabelBarcode[] =>
  barcodes.map((barcode) => ({ ...barcode, quad: barcode.quad?.map(back) ?? null }))

/** zxing first and a MaxiCode where one may be; while nothing is proven, the picture set straight, a second engine, then softened against noise and sharpened against blur. */
export async function makeBarcodeStage(
  assets: Pick<LabelReaderAssets, 'zxingWasm' | 'zbarWasm'>,
): Promise<BarcodeStage> {
  const zxing: BarcodeEngine = await makeZxingEngine(assets.zxingWasm)
  const maxicode = makeMaxiCodeEngine(zxing)
  let zbarLoading: Promise<BarcodeEngine> | null = null
  const zbar = () => {
    zbarLoading ??= makeZbarEngine(assets.zbarWasm)
    return zbarLoading
  }
  return {
    find: async (grey, time, effort) => {
      const known: LabelBarcode[] = []
      merge(known, await time('zxing', () => zxing(grey, 'quick')))
      if (effort === 'quick') return known
      if (mayHoldMaxiCode(known)) merge(known, await time('maxicode', () => maxicode(grey, 'quick')))
      if (isProven(known)) return known
      const skew = measureSkew(grey)
      if (Math.abs(skew) > 3) {
        await time('zxing deskewed', async () => {
          const straight = await turn(grey, -skew)
          merge(known, movedBack(await zxing(straight.grey, 'quick'), straight.back))
        })
        if (isProven(known)) return known
      }
      await time('zbar', async () => merge(known, await (await zbar())(grey, 'quick')))
      if (known.length > 0) return known
      await time('zxing softened', async () => {
        merge(known, await zxing(await sharpToGrey(greyToSharp(grey).blur(1.3).normalise()), 'quick'))
      })
      if (known.length > 0) return known
      await time('zxing sharpened', async () => {
        const straight = Math.abs(skew) > 1 ? await turn(grey, -skew) : { grey, back: (point: Point) => point }
        const sharpened = await sharpToGrey(greyToSharp(straight.grey).sharpen({ sigma: 3, m1: 6, m2: 12 }))
        merge(known, movedBack(await zxing(sharpened, 'quick'), straight.back))
      })
      return known
    },
  }
}
