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

/** A picture whose longest side is no more than this may hold bars too narrow to count; it is looked at enlarged as well. */
const smallPicture = 1000

/**
 * zxing first, and a MaxiCode where one may be; while nothing is proven, the picture set straight and a second engine; while nothing is found at all, softened
 * against noise, sharpened against blur, and a small picture enlarged.
 */
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
  const enlarged = async (grey: Grey, known: LabelBarcode[], time: TimeStage) => {
    const longest = Math.max(grey.width, grey.height)
    for (const factor of longest <= smallPicture / 2 ? [2, 3] : longest <= smallPicture ? [2] : []) {
      if (known.length > 0) return
      await time('zxing enlarged', async () => {
        const size = { width: grey.width * factor, height: grey.height * factor }
        const large = await sharpToGrey(greyToSharp(grey).resize({ ...size, kernel: 'cubic' }))
        merge(
          known,
          movedBack(await zxing(large, 'quick'), ({ x, y }) => ({ x: x / factor, y: y / factor })),
        )
      })
    }
  }
  return {
    find: async (grey, time, effort) => {
      const known: LabelBarcode[] = []
      merge(known, await time('zxing', () => zxing(grey, 'quick')))
      if (effort === 'quick') {
        if (!isProven(known)) await enlarged(grey, known, time)
        return known
      }
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
      await enlarged(grey, known, time)
      return known
    },
  }
}
