import { readFile } from 'node:fs/promises'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { Grey } from './grey.ts'
import { sessionOptions } from './onnx-session.ts'
import { withSpaces } from './word-gaps.ts'

/** The height that the recogniser wants its line pictures in. */
export const lineHeight = 48

/** What one line picture says, with the mean probability of its letters. */
export type RecognisedText = { readonly text: string; readonly confidence: number }

/** Reads line pictures of height `lineHeight`, text left to right. */
export type TextRecogniser = {
  readonly recognise: (lines: readonly Grey[]) => Promise<RecognisedText[]>
  readonly close: () => Promise<void>
}

/**
 * The most columns that lines read at once may have together, each padded to the widest. What the model needs for them, and
 * what is wasted on padding, grows with it: six long lines at once cost 70 MB and a third more work than one by one.
 */
const batchColumns = 640

/** Lines in the order of their width, as many at once as fit. */
export function batchesOf(widths: readonly number[]): number[][] {
  const batches: number[][] = []
  for (const at of widths.map((_, i) => i).sort((a, b) => (widths[a] as number) - (widths[b] as number))) {
    const batch = batches.at(-1)
    if (batch !== undefined && (widths[at] as number) * (batch.length + 1) <= batchColumns) batch.push(at)
    else batches.push([at])
  }
  return batches
}

/** The letters that labels are printed in; the model also knows 6,500 Chinese ones, which here would only be misreadings. */
const printable = /^[\x21-\x7e\u00c0-\u017f°№£€]$/u

/** PP-OCRv4's recogniser on onnxruntime, its answers limited to Latin script. */
export async function makeTextRecogniser(
  modelPath: string,
  dictionaryPath: string,
  threads: number,
): Promise<TextRecogniser> {
  const session = await InferenceSession.create(modelPath, sessionOptions(threads))
  const inputName = session.inputNames[0] as string
  const outputName = session.outputNames[0] as string
  // Class 0 is the blank, the dictionary follows, the last class is the space.
  const letters = (await readFile(dictionaryPath, 'utf8')).split(/\r?\n/)
  while (letters.at(-1) === '') letters.pop()
  const classes: { index: number; letter: string }[] = [{ index: 0, letter: '' }]
  for (const [i, letter] of letters.entries()) if (printable.test(letter)) classes.push({ index: i + 1, letter })
  classes.push({ index: letters.length + 1, letter: ' ' })

  const decode = (
    probabilities: Float32Array,
    offset: number,
    steps: number,
    classCount: number,
    line: Grey,
    padded: number,
  ) => {
    const found: { letter: string; x: number }[] = []
    let previous = 0
    let sum = 0
    const stepWidth = padded / steps
    for (let step = 0; step < steps; step++) {
      const row = offset + step * classCount
      let best = 0
      let bestProbability = -1
      for (let c = 0; c < classes.length; c++) {
        const probability = probabilities[row + (classes[c] as { index: number }).index] as number
        if (probability > bestProbability) {
          bestProbability = probability
          best = c
        }
      }
      if (best !== 0 && best !== previous) {
        found.push({ letter: (classes[best] as { letter: string }).letter, x: (step + 0.5) * stepWidth })
        sum += bestProbability
      }
      previous = best
    }
    const text = withSpaces(found, line)
    return { text, confidence: found.length === 0 ? 0 : sum / found.length }
  }

  const runBatch = async (lines: readonly Grey[]): Promise<RecognisedText[]> => {
    const width = Math.max(32, ...lines.map((line) => line.width))
    const plane = width * lineHeight
    const input = new Float32Array(lines.length * 3 * plane)
    for (const [n, line] of lines.entries()) {
      for (let y = 0; y < lineHeight; y++) {
        for (let x = 0; x < line.width; x++) {
          const value = (line.data[y * line.width + x] as number) / 127.5 - 1
          const at = n * 3 * plane + y * width + x
          input[at] = value
          input[at + plane] = value
          input[at + 2 * plane] = value
        }
      }
    }
    const answer = await session.run({
      [inputName]: new Tensor('float32', input, [lines.length, 3, lineHeight, width]),
    })
    const output = answer[outputName] as Tensor
    const [, steps, classCount] = output.dims as [number, number, number]
    return lines.map((line, n) =>
      decode(output.data as Float32Array, n * steps * classCount, steps, classCount, line, width),
    )
  }

  return {
    recognise: async (lines) => {
      const results: RecognisedText[] = lines.map(() => ({ text: '', confidence: 0 }))
      for (const chosen of batchesOf(lines.map(({ width }) => width))) {
        const texts = await runBatch(chosen.map((i) => lines[i] as Grey))
        for (const [n, i] of chosen.entries()) results[i] = texts[n] as RecognisedText
      }
      return results
    },
    close: () => session.release(),
  }
}
