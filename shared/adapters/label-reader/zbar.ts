import {
  getInstance,
  scanGrayBuffer,
  setModuleArgs,
  ZBarConfigType,
  ZBarScanner,
  ZBarSymbolType,
} from '@undecaf/zbar-wasm'
import type { BarcodeFormat } from '../../contracts/label.ts'
import type { BarcodeEngine } from './zxing.ts'

const formats: Partial<Record<ZBarSymbolType, BarcodeFormat>> = {
  [ZBarSymbolType.ZBAR_CODE128]: 'Code128',
  [ZBarSymbolType.ZBAR_CODE39]: 'Code39',
  [ZBarSymbolType.ZBAR_I25]: 'ITF',
  [ZBarSymbolType.ZBAR_QRCODE]: 'QRCode',
}

/** ZBar as wasm (LGPL, a module of its own that can be taken out): a second opinion on linear codes that zxing missed. */
export async function makeZbarEngine(wasmPath: string): Promise<BarcodeEngine> {
  setModuleArgs({ locateFile: () => wasmPath })
  await getInstance()
  const scanner = await ZBarScanner.create()
  scanner.setConfig(ZBarSymbolType.ZBAR_NONE, ZBarConfigType.ZBAR_CFG_ENABLE, 0)
  for (const type of Object.keys(formats)) scanner.setConfig(Number(type), ZBarConfigType.ZBAR_CFG_ENABLE, 1)
  return async (grey) => {
    const { data } = grey
    const buffer = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer
    const found = await scanGrayBuffer(buffer, grey.width, grey.height, scanner)
    return found.flatMap((symbol) => {
      const format = formats[symbol.type]
      const text = symbol.decode()
      if (format === undefined || text === '') return []
      const xs = symbol.points.map((point) => point.x)
      const ys = symbol.points.map((point) => point.y)
      const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
      const quad = [
        { x: left, y: top },
        { x: right, y: top },
        { x: right, y: bottom },
        { x: left, y: bottom },
      ]
      return [{ format, text, gs1: false, engine: 'zbar', quad: xs.length > 0 ? quad : null }]
    })
  }
}
