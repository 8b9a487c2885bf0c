import type { LabelBarcode, LabelLine } from '../../contracts/label.ts'
import { rectangleCorners, wrapAngle } from './geometry.ts'
import { cutOut, type Grey, greyToSharp, pyramid, sharpToGrey } from './grey.ts'
import { readingOrder } from './reading-order.ts'
import { measureSkew } from './skew.ts'
import type { TimeStage } from './stopwatch.ts'
import { type Straightened, toQuarter, turn } from './straighten.ts'
import { detectorSide, type TextBox, type TextDetector } from './text-detector.ts'
import { lineHeight, type RecognisedText, type TextRecogniser } from './text-recogniser.ts'

/** Lines of text with quads in the grey plane's pixels, their mean confidence, and whether all were read. */
export type TextReading = { readonly lines: LabelLine[]; readonly confidence: number; readonly whole: boolean }

/** A line the recogniser is less sure of than this is not reported. */
const minConfidence = 0.5
const maxLineWidth = lineHeight * 40

/** The picture of one line, with the text running along `angle`. */
function linePicture(levels: readonly Grey[], box: TextBox, angle: number) {
  const sideways = Math.abs(wrapAngle(angle - box.angle, Math.PI)) > Math.PI / 4
  const along = sideways ? box.short : box.long
  const across = sideways ? box.long : box.short
  const exact = sideways ? box.angle + Math.PI / 2 : box.angle
  const turned = Math.abs(wrapAngle(angle - exact)) > Math.PI / 2 ? exact + Math.PI : exact
  const quad = rectangleCorners(box.centre, along, across, turned)
  const width = Math.min(maxLineWidth, Math.max(16, Math.round((lineHeight * along) / across)))
  return { quad, picture: cutOut(levels, quad, width, lineHeight) }
}

/** The direction that most of the long boxes share, modulo a half turn. */
export function mainDirection(boxes: readonly TextBox[]): number {
  let [sin, cos] = [0, 0]
  for (const box of boxes) {
    if (box.long < 2.2 * box.short) continue
    sin += box.long * Math.sin(2 * box.angle)
    cos += box.long * Math.cos(2 * box.angle)
  }
  return sin === 0 && cos === 0 ? 0 : Math.atan2(sin, cos) / 2
}

const meanConfidence = (texts: readonly RecognisedText[]) =>
  texts.length === 0 ? 0 : texts.reduce((sum, text) => sum + text.confidence, 0) / texts.length

/** How much of some lines can be read: every letter counts by how sure it is. Upside-down text gives few and doubtful ones. */
const legibility = (lines: readonly LabelLine[]) =>
  lines.reduce((sum, { text, confidence }) => sum + Math.max(0, confidence - 0.6) * text.length, 0)

/** What reading the lines of a picture needs, besides the lines. */
type Reading = {
  readonly recogniser: TextRecogniser
  readonly time: TimeStage
  readonly verdict: TextVerdict
}

/** What the lines read so far are worth: `enough`, else whether something is `lacking` that lines across the others may say. */
export type TextVerdict = (lines: readonly LabelLine[]) => 'enough' | 'lacking' | 'more'

/** Above this many degrees the detector breaks lines up; below, its tilted boxes follow them. */
const maxTilt = 4

/** How far the picture is turned from upright or sideways, in degrees: from its largest barcode, else measured. */
function tiltOf(grey: Grey, barcodes: readonly LabelBarcode[]): number {
  let best: { length: number; degrees: number } | null = null
  for (const { quad, engine, format } of barcodes) {
    const [from, to] = quad ?? []
    if (engine !== 'zxing' || from === undefined || to === undefined) continue
    const length = Math.hypot(to.x - from.x, to.y - from.y) * (/^(Code|ITF)/.test(format) ? 2 : 1)
    if (length < 60 || length < (best?.length ?? 0)) continue
    best = { length, degrees: (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI }
  }
  return toQuarter(best?.degrees ?? measureSkew(grey))
}

/** Text that the detector sees lower than this, in a part of the picture smaller than that, is looked for again in the part. */
const smallPrint = 14
const smallPart = 0.4

/** The boxes of a picture; where all of them are small print in one part of a page, those of that part seen larger. */
async function findBoxes(grey: Grey, detector: TextDetector, stage: TimeStage): Promise<TextBox[]> {
  const boxes = await stage('detect', () => detector.detect(grey))
  const heights = boxes.map((box) => box.short).sort((a, b) => a - b)
  const shrink = detectorSide / Math.max(grey.width, grey.height)
  const part = partAround(boxes, grey)
  const isSmall = part.width * part.height < smallPart * grey.width * grey.height
  if (heights.length < 6 || !isSmall || (heights[heights.length >> 2] as number) * shrink >= smallPrint) return boxes
  const again = await stage('detect', async () => detector.detect(await sharpToGrey(greyToSharp(grey).extract(part))))
  return again.map((box) => ({ ...box, centre: { x: box.centre.x + part.left, y: box.centre.y + part.top } }))
}

/** The part of a picture that holds all boxes, with a margin; at least a pixel. */
function partAround(boxes: readonly TextBox[], { width, height }: Grey) {
  const margin = 0.02 * Math.max(width, height)
  let [left, top, right, bottom] = [width - 1, height - 1, 1, 1]
  for (const { centre, angle, long, short } of boxes) {
    const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))]
    const [x, y] = [(long * cos + short * sin) / 2 + margin, (long * sin + short * cos) / 2 + margin]
    left = Math.min(left, centre.x - x)
    top = Math.min(top, centre.y - y)
    right = Math.max(right, centre.x + x)
    bottom = Math.max(bottom, centre.y + y)
  }
  const from = { left: Math.round(Math.max(0, left)), top: Math.round(Math.max(0, top)) }
  return {
    ...from,
    width: Math.max(1, Math.round(Math.min(width, right)) - from.left),
    height: Math.max(1, Math.round(Math.min(height, bottom)) - from.top),
  }
}

/** Reads the lines of a picture: sets it straight, finds them, settles which way is up on a few, then reads the rest. */
async function readText(
  grey: Grey,
  barcodes: readonly LabelBarcode[],
  detector: TextDetector,
  reading: Reading,
): Promise<TextReading> {
  const stage = reading.time
  const tilt = tiltOf(grey, barcodes)
  const first = Math.abs(tilt) > maxTilt ? await stage('straighten', () => turn(grey, -tilt)) : null
  const boxes = await findBoxes(first?.grey ?? grey, detector, stage)
  const left = toQuarter((mainDirection(boxes) * 180) / Math.PI)
  if (Math.abs(left) <= maxTilt || first !== null)
    return readBoxes(boxes, first ?? { grey, back: (point) => point }, reading)
  const second = await stage('straighten', () => turn(grey, -left))
  const again = await findBoxes(second.grey, detector, stage)
  return readBoxes(again, second, reading)
}

/** Reads the boxes of a picture that is upright or turned by quarters, the likely addresses first, until it is enough. */
async function readBoxes(
  boxes: readonly TextBox[],
  { grey, back }: Straightened,
  { recogniser, time, verdict }: Reading,
): Promise<TextReading> {
  if (boxes.length === 0) return { lines: [], confidence: 0, whole: true }
  const levels = pyramid(grey)
  const tilt = mainDirection(boxes)
  const readAlong = async (some: readonly TextBox[], angle: number) => {
    const cut = some.map((box) => linePicture(levels, box, angle))
    const texts = await recogniser.recognise(cut.map(({ picture }) => picture))
    return some.map((_, i) => ({ quad: (cut[i]?.quad ?? []).map(back), ...(texts[i] as RecognisedText) }))
  }
  /** Lines across the others, whichever way up more of the longest can be read. */
  const readAcross = async () => {
    const probes = [...across].sort((a, b) => b.long - a.long).slice(0, 4)
    const [up, down] = [await readAlong(probes, tilt + Math.PI / 2), await readAlong(probes, tilt - Math.PI / 2)]
    const isUp = legibility(up) >= legibility(down)
    const rest = across.filter((box) => !probes.includes(box))
    return [...(isUp ? up : down), ...(await readAlong(rest, tilt + (isUp ? Math.PI / 2 : -Math.PI / 2)))]
  }
  const { waves: ordered, across } = readingOrder(boxes, tilt)
  const [probed = [], ...waves] = ordered
  const read: LabelLine[] = []
  const keep = (lines: readonly LabelLine[]) =>
    read.push(...lines.filter((line) => line.confidence >= minConfidence && line.text !== ''))
  const direction = await time('orient', async () => {
    const upright = await readAlong(probed, tilt)
    if (meanConfidence(upright) >= 0.88) {
      keep(upright)
      return tilt
    }
    const flipped = await readAlong(probed, tilt + Math.PI)
    let [up, down] = [legibility(upright), legibility(flipped)]
    if (Math.max(meanConfidence(upright), meanConfidence(flipped)) < 0.8) {
      const longest = boxes.filter(
        (box) => box.long > 4 * box.short && box.long < 20 * box.short && !probed.includes(box),
      )
      const more = longest.sort((a, b) => b.long - a.long).slice(0, 5)
      up += legibility(await readAlong(more, tilt))
      down += legibility(await readAlong(more, tilt + Math.PI))
    }
    keep(down > up ? flipped : upright)
    return down > up ? tilt + Math.PI : tilt
  })
  const whole = await time('recognise', async () => {
    for (const wave of waves) {
      if (verdict(read) === 'enough') return false
      keep(await readAlong(wave, direction))
    }
    return true
  })
  if (whole && across.length > 0 && verdict(read) === 'lacking')
    await time('sideways', async () => keep(await readAcross()))
  return { lines: read, confidence: meanConfidence(read), whole }
}

/** The text of an upright grey picture; barcodes found before tell how it lies, `verdict` when to stop. */
export type TextStage = {
  readonly read: (
    grey: Grey,
    barcodes: readonly LabelBarcode[],
    time: TimeStage,
    verdict: TextVerdict,
  ) => Promise<TextReading>
  readonly close: () => Promise<void>
}

/** Detector and recogniser as one stage. */
export const makeTextStage = (detector: TextDetector, recogniser: TextRecogniser): TextStage => ({
  read: (grey, barcodes, time, verdict) => readText(grey, barcodes, detector, { recogniser, time, verdict }),
  close: async () => {
    await detector.close()
    await recogniser.close()
  },
})
