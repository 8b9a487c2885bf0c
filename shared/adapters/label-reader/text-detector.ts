import { InferenceSession, Tensor } from 'onnxruntime-node'
import { convexHull, smallestRectangle, type TiltedRectangle } from './geometry.ts'
import { type Grey, greyToSharp, type Point, sharpToGrey } from './grey.ts'
import { sessionOptions } from './onnx-session.ts'

/** A line of text as a tilted rectangle in the picture's pixels, grown to hold whole letters; `score` is 0 to 1. */
export type TextBox = TiltedRectangle & { readonly score: number }

/** Finds the lines of text of a grey plane. */
export type TextDetector = {
  readonly detect: (grey: Grey, longestSide?: number) => Promise<TextBox[]>
  readonly close: () => Promise<void>
}

/** The longest side of the picture that the detector sees. */
export const detectorSide = 960
const threshold = 0.3
const minScore = 0.5
const growth = 1.6
const means = [0.485, 0.456, 0.406]
const deviations = [0.229, 0.224, 0.225]

const roundTo32 = (side: number) => Math.max(32, Math.round(side / 32) * 32)

/** The tensor that the detector wants: three planes, the same grey in each, each normalised like its colour. */
function toTensor(grey: Grey): Tensor {
  const size = grey.width * grey.height
  const input = new Float32Array(3 * size)
  for (let channel = 0; channel < 3; channel++) {
    const table = Float32Array.from(
      { length: 256 },
      (_, level) => (level / 255 - (means[channel] as number)) / (deviations[channel] as number),
    )
    for (let i = 0; i < size; i++) input[channel * size + i] = table[grey.data[i] as number] as number
  }
  return new Tensor('float32', input, [1, 3, grey.height, grey.width])
}

/** The connected regions of a probability map as tilted boxes in map pixels. */
export function boxesOf(map: Float32Array, width: number, height: number): TextBox[] {
  const seen = new Uint8Array(width * height)
  const stack = new Int32Array(width * height)
  const boxes: TextBox[] = []
  for (let start = 0; start < map.length; start++) {
    if (seen[start] === 1 || (map[start] as number) < threshold) continue
    let depth = 0
    let sum = 0
    let count = 0
    const left = new Map<number, number>()
    const right = new Map<number, number>()
    stack[depth++] = start
    seen[start] = 1
    while (depth > 0) {
      const at = stack[--depth] as number
      const x = at % width
      const y = (at - x) / width
      sum += map[at] as number
      count++
      if (x < (left.get(y) ?? width)) left.set(y, x)
      if (x > (right.get(y) ?? -1)) right.set(y, x)
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const nx = x + dx
          const ny = y + dy
          if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue
          const next = ny * width + nx
          if (seen[next] === 1 || (map[next] as number) < threshold) continue
          seen[next] = 1
          stack[depth++] = next
        }
      }
    }
    const score = sum / count
    if (count < 12 || score < minScore) continue
    const edge: Point[] = []
    for (const [y, x] of left) edge.push({ x, y })
    for (const [y, x] of right) edge.push({ x, y })
    const box = smallestRectangle(convexHull(edge))
    if (box.short < 3) continue
    const grow = (box.long * box.short * growth) / (2 * (box.long + box.short))
    boxes.push({ ...box, long: box.long + 2 * grow, short: box.short + 2 * grow, score })
  }
  return boxes
}

/** PP-OCRv4's text detector on onnxruntime. */
export async function makeTextDetector(modelPath: string, threads: number): Promise<TextDetector> {
  const session = await InferenceSession.create(modelPath, sessionOptions(threads))
  const inputName = session.inputNames[0] as string
  const outputName = session.outputNames[0] as string
  return {
    detect: async (grey, longestSide = detectorSide) => {
      const shrink = Math.min(1.5, longestSide / Math.max(grey.width, grey.height))
      const width = roundTo32(grey.width * shrink)
      const height = roundTo32(grey.height * shrink)
      const small = await sharpToGrey(greyToSharp(grey).resize(width, height, { fit: 'fill', kernel: 'linear' }))
      const answer = await session.run({ [inputName]: toTensor(small) })
      const map = answer[outputName] as Tensor
      const [sx, sy] = [grey.width / width, grey.height / height]
      const boxes = boxesOf(map.data as Float32Array, width, height)
      const mean = (sx + sy) / 2
      return boxes.map((box) => ({
        ...box,
        centre: { x: (box.centre.x + 0.5) * sx, y: (box.centre.y + 0.5) * sy },
        long: box.long * mean,
        short: box.short * mean,
      }))
    },
    close: () => session.release(),
  }
}
