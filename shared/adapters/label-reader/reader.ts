import type {
  CaptureHint,
  LabelBarcode,
  LabelLine,
  LabelReading,
  LabelWarning,
  PictureRefusal,
  PreAdvice,
  ResidentEntry,
} from '../../contracts/label.ts'
import { type Conclusion, concludeReading, isWholeAlready, judgeReading } from '../../domain/labels/label-reading.ts'
import { labelReaderAssets } from './assets.ts'
import { type BarcodeStage, makeBarcodeStage } from './barcodes.ts'
import { type Capture, hintOf, judgeCapture, measureCapture } from './capture.ts'
import { type Grey, stretched } from './grey.ts'
import { openPicture, type Picture, pictureSha256 } from './picture.ts'
import { makeStopwatch } from './stopwatch.ts'
import { makeTextStage, type TextStage } from './text.ts'
import { makeTextDetector } from './text-detector.ts'
import { makeTextRecogniser } from './text-recogniser.ts'

/** Whom the label may be for. `today` is an ISO day in the property's time zone. */
export type LabelContext = {
  readonly directory: ResidentEntry[]
  readonly preAdvice?: PreAdvice[]
  readonly today: string
}

/** How the reader is set up; every stage may be replaced. */
export type LabelReaderOptions = {
  /** The folder with wasm and model files. @default - the installed packages */
  readonly assetsDir?: string
  /** Threads of the text engine. @default 2 */
  readonly threads?: number
  /** @default - zxing, then zbar */
  readonly barcodeStage?: BarcodeStage
  /** @default - PP-OCRv4 on onnxruntime */
  readonly textStage?: TextStage
  /** How many pictures' contents are remembered, so that the same picture twice is read once. @default 32 */
  readonly remembered?: number
}

/** Reads pictures of shipping labels. `read` throws a `PictureRefused` for what is no picture; `close` frees the engines. */
export type LabelReader = {
  readonly read: (bytes: Uint8Array, context: LabelContext) => Promise<LabelReading>
  readonly close: () => Promise<void>
}

/** Thrown for bytes that are refused as a picture; `refusal` names why. */
export class PictureRefused extends Error {
  readonly refusal: PictureRefusal
  constructor(refusal: PictureRefusal) {
    super(refusal.message)
    this.name = 'PictureRefused'
    this.refusal = refusal
  }
}

type Seen = {
  readonly picture: Pick<Picture, 'width' | 'height' | 'sha256'>
  readonly barcodes: LabelBarcode[]
  readonly lines: LabelLine[]
  readonly hint: CaptureHint | null
  /** Why the text was not read: a hint makes it hopeless, or the barcodes alone decided carrier, number and resident. */
  readonly textSkipped: 'hopeless' | 'decided' | null
  /** Whether all text was read; else only what was enough for the context of the first call. */
  readonly whole: boolean
}

const textSkipped: LabelWarning = {
  code: 'label.text_skipped',
  message: 'The printed text was not looked for: see the hint.',
}

const scaled = <T extends { quad: { x: number; y: number }[] | null }>(items: readonly T[], scale: number): T[] =>
  items.map((item) => ({
    ...item,
    quad: item.quad?.map(({ x, y }) => ({ x: Math.round(x * scale), y: Math.round(y * scale) })) ?? null,
  }))

/** The text engine was trained on daylight: a dim picture is stretched for it. Barcode engines do better without. */
const wellLit = (grey: Grey, { dark, light }: Capture) => (light - dark < 150 ? stretched(grey, dark, light) : grey)

/** Whether codes alone say all that a clerk needs: carrier, number, and the resident with a unit or by announcement. */
const isDecided = ({ carrier, trackingNumber, match, unit }: Conclusion) =>
  carrier !== null &&
  trackingNumber !== null &&
  match.residentId !== null &&
  (match.reason === 'pre_advice' || unit !== null)

/** Builds the reader. Engines are loaded at the first picture that needs them and kept. */
export function makeLabelReader(options: LabelReaderOptions = {}): LabelReader {
  const assets = labelReaderAssets(options.assetsDir)
  const threads = options.threads ?? 2
  let barcodeStage: Promise<BarcodeStage> | null = null
  let textStage: Promise<TextStage> | null = null
  const barcodeEngine = () => {
    barcodeStage ??= options.barcodeStage ? Promise.resolve(options.barcodeStage) : makeBarcodeStage(assets)
    return barcodeStage
  }
  const textEngine = () => {
    textStage ??= options.textStage
      ? Promise.resolve(options.textStage)
      : Promise.all([
          makeTextDetector(assets.textDetector, threads),
          makeTextRecogniser(assets.textRecogniser, assets.dictionary, threads),
        ]).then(([detector, recogniser]) => makeTextStage(detector, recogniser))
    return textStage
  }
  const remembered = new Map<string, Promise<Seen>>()

  const see = async (
    bytes: Uint8Array,
    stopwatch: ReturnType<typeof makeStopwatch>,
    context: LabelContext,
  ): Promise<Seen> => {
    const opened = await stopwatch.time('open', () => openPicture(bytes))
    if (!opened.ok) throw new PictureRefused(opened.refusal)
    const { picture } = opened
    const capture = await stopwatch.time('capture', async () => measureCapture(picture.grey))
    const verdict = judgeCapture(capture, picture)
    const barcodes = await stopwatch.time('barcode', async () =>
      (await barcodeEngine()).find(picture.grey, stopwatch.time, verdict?.hopeless === true ? 'quick' : 'thorough'),
    )
    const found = { picture, barcodes: scaled(barcodes, picture.scale), hint: verdict?.hint ?? null }
    if (verdict?.hopeless === true) return { ...found, lines: [], textSkipped: 'hopeless', whole: true }
    if (isDecided(concludeReading({ barcodes, lines: [] }, context)))
      return { ...found, lines: [], textSkipped: 'decided', whole: false }
    const text = await stopwatch.time('text', async () =>
      (await textEngine()).read(wellLit(picture.grey, capture), barcodes, stopwatch.time, (lines) =>
        judgeReading({ barcodes, lines }, context),
      ),
    )
    const empty = text.lines.length === 0 && barcodes.length === 0
    return {
      ...found,
      hint: found.hint ?? (empty ? hintOf('no_label') : null),
      lines: scaled(text.lines, picture.scale),
      textSkipped: null,
      whole: text.whole,
    }
  }

  const remember = (key: string, pending: Promise<Seen>): Promise<Seen> => {
    remembered.delete(key)
    remembered.set(key, pending)
    pending.catch(() => remembered.delete(key))
    const oldest = remembered.keys().next().value
    if (remembered.size > (options.remembered ?? 32) && oldest !== undefined) remembered.delete(oldest)
    return pending
  }

  return {
    read: async (bytes, context) => {
      const stopwatch = makeStopwatch()
      const key = pictureSha256(bytes)
      const first = remembered.get(key) ?? remember(key, see(bytes, stopwatch, context))
      const known = await first
      // What was enough for another directory or announcement may not be enough for this one.
      const usable = known.whole || isWholeAlready(known, context) || isDecided(concludeReading(known, context))
      const seen = usable ? known : await remember(key, see(bytes, stopwatch, context))
      const conclusion = await stopwatch.time('match', async () => concludeReading(seen, context))
      const stages = stopwatch.stages()
      const barcodeMs = Number(((stages.open ?? 0) + (stages.barcode ?? 0)).toFixed(1))
      return {
        sha256: key,
        picture: { width: seen.picture.width, height: seen.picture.height },
        barcodes: seen.barcodes,
        ...conclusion,
        warnings: seen.textSkipped === 'hopeless' ? [...conclusion.warnings, textSkipped] : conclusion.warnings,
        text: seen.lines.map((line) => line.text),
        lines: seen.lines,
        // A hint helps only where the reading did not come out whole.
        hint: conclusion.match.residentId !== null && conclusion.trackingNumber !== null ? null : seen.hint,
        ms: { barcode: barcodeMs, text: stages.text ?? 0, match: stages.match ?? 0, total: stopwatch.total(), stages },
      }
    },
    close: async () => {
      if (textStage !== null) await (await textStage).close()
      textStage = null
      barcodeStage = null
      remembered.clear()
    },
  }
}
