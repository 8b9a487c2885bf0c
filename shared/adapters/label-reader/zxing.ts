import { readFile } from 'node:fs/promises'
import { prepareZXingModule, type ReaderOptions, readBarcodes } from 'zxing-wasm/reader'
import type { BarcodeFormat, LabelBarcode } from '../../contracts/label.ts'
import type { Grey } from './grey.ts'

/** Finds barcodes in a grey plane; quads are in that plane's pixels. */
export type BarcodeEngine = (grey: Grey, effort: 'quick' | 'thorough') => Promise<LabelBarcode[]>

const formatOf = (format: string): BarcodeFormat | null => {
  if (format === 'Code128' || format === 'DataMatrix' || format === 'MaxiCode') return format
  if (format.startsWith('Code39')) return 'Code39'
  if (format.startsWith('ITF')) return 'ITF'
  if (format.includes('PDF417')) return 'PDF417'
  if (format.startsWith('QR')) return 'QRCode'
  if (format.startsWith('Aztec')) return 'Aztec'
  return null
}

/** The PGM form of a grey plane, which zxing reads without a conversion from RGBA. */
function toPgm(grey: Grey): Uint8Array {
  const head = Buffer.from(`P5\n${grey.width} ${grey.height}\n255\n`)
  const file = new Uint8Array(head.length + grey.data.length)
  file.set(head)
  file.set(grey.data, head.length)
  return file
}

/** zxing-cpp as wasm, loaded from a file and never from the network. */
export async function makeZxingEngine(wasmPath: string): Promise<BarcodeEngine> {
  const wasm = await readFile(wasmPath)
  const wasmBinary = wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) as ArrayBuffer
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })
  const options: ReaderOptions = {
    formats: ['Code128', 'Code39', 'ITF', 'PDF417', 'DataMatrix', 'QRCode', 'Aztec', 'MaxiCode'],
    tryHarder: true,
    tryRotate: true,
    tryInvert: false,
    tryDownscale: true,
    maxNumberOfSymbols: 30,
    textMode: 'Plain',
  }
  return async (grey, effort) => {
    const found = await readBarcodes(toPgm(grey), { ...options, tryDenoise: effort === 'thorough' })
    return found.flatMap((result) => {
      const format = formatOf(result.format)
      if (format === null || !result.isValid || result.text === '') return []
      const { topLeft, topRight, bottomRight, bottomLeft } = result.position
      return [
        {
          format,
          text: result.text,
          gs1: /^\][CQdez](1|2|3)$/.test(result.symbologyIdentifier) && result.contentType === 'GS1',
          engine: 'zxing',
          quad: [topLeft, topRight, bottomRight, bottomLeft].map(({ x, y }) => ({ x, y })),
        },
      ]
    })
  }
}
