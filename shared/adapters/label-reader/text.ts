import type { LabelBarcode, LabelLine } from '../../contracts/label.ts'
import { rectangleCorners, wrapAngle } from './geometry.ts'
import { cutOut, type Grey, pyramid } from './grey.ts'
import type { TimeStage } from './stopwatch.ts'
import type { TextBox, TextDetector } from './text-detector.ts'
import { lineHeight, type RecognisedText, type TextRecogniser } from './text-recogniser.ts'

/** Lines of text with quads in the grey plane's pixels, and the direction the text runs in (radians, 0 = left to right). */
export type TextReading = { readonly lines: LabelLine[]; readonly direction: number; readonly confidence: number }

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

/** Reads the lines of a picture: finds them, settles which way is up on a few of them, then reads the rest. */
async function readText(
  grey: Grey,
  detector: TextDetector,
  recogniser: TextRecogniser,
  stage: TimeStage,
): Promise<TextReading> {
  const boxes = await stage('detect', () => detector.detect(grey))
  if (boxes.length === 0) return { lines: [], direction: 0, confidence: 0 }
  const levels = pyramid(grey)
  const tilt = mainDirection(boxes)
  const probes = [...boxes].filter((box) => box.long > 3 * box.short && box.long < 14 * box.short)
  probes.sort((a, b) => b.short * b.score - a.short * a.score)
  const probed = probes.slice(0, 5)
  const readAlong = async (some: readonly TextBox[], angle: number) => {
    const cut = some.map((box) => linePicture(levels, box, angle))
    const texts = await recogniser.recognise(cut.map(({ picture }) => picture))
    return some.map((box, i) => ({ box, quad: cut[i]?.quad ?? [], ...(texts[i] as RecognisedText) }))
  }
  const { direction, first } = await stage('orient', async () => {
    const upright = await readAlong(probed, tilt)
    if (meanConfidence(upright) >= 0.88 || probed.length === 0) return { direction: tilt, first: upright }
    const flipped = await readAlong(probed, tilt + Math.PI)
    return meanConfidence(flipped) > meanConfidence(upright)
      ? { direction: tilt + Math.PI, first: flipped }
      : { direction: tilt, first: upright }
  })
  const done = new Set(probed)
  const rest = await stage('recognise', () =>
    readAlong(
      boxes.filter((box) => !done.has(box)),
      direction,
    ),
  )
  const all = [...first, ...rest].filter((line) => line.confidence >= minConfidence && line.text !== '')
  return {
    lines: all.map(({ text, confidence, quad }) => ({ text, confidence, quad })),
    direction,
    confidence: meanConfidence(all),
  }
}

/** The text of an upright grey picture; barcodes found before tell which way is up. */
export type TextStage = {
  readonly read: (grey: Grey, barcodes: readonly LabelBarcode[], time: TimeStage) => Promise<TextReading>
  readonly close: () => Promise<void>
}

/** Detector and recogniser as one stage. */
export const makeTextStage = (detector: TextDetector, recogniser: TextRecogniser): TextStage => ({
  read: (grey, _barcodes, time) => readText(grey, detector, recogniser, time),
  close: async () => {
    await detector.close()
    await recogniser.close()
  },
})
