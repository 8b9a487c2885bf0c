import type { Grey } from './grey.ts'

/** A letter and the column of the line picture at which the recogniser saw it. */
export type PlacedLetter = { readonly letter: string; readonly x: number }

/** The share of the line's contrast by which a pixel must differ from the paper to count as ink. */
const inkShare = 0.4

/** For every column of the line picture, whether ink stands in it. */
function inkColumns(line: Grey): Uint8Array {
  const histogram = new Uint32Array(256)
  for (const level of line.data) histogram[level] = (histogram[level] as number) + 1
  const quantile = (share: number) => {
    let left = share * line.data.length
    let level = 0
    while (level < 255 && left > (histogram[level] as number)) left -= histogram[level++] as number
    return level
  }
  const [dark, middle, light] = [quantile(0.03), quantile(0.5), quantile(0.97)]
  const inverted = middle - dark < light - middle
  const paper = inverted ? dark : light
  const limit = (light - dark) * inkShare
  const top = Math.round(line.height * 0.15)
  const bottom = Math.round(line.height * 0.85)
  const columns = new Uint8Array(line.width)
  for (let x = 0; x < line.width; x++) {
    let ink = 0
    for (let y = top; y < bottom; y++) if (Math.abs((line.data[y * line.width + x] as number) - paper) > limit) ink++
    columns[x] = ink > 1 ? 1 : 0
  }
  return columns
}

/**
 * Joins letters to text with the spaces that the recogniser drops, seen as blank columns in the line picture that are wide
 * against the line's usual distance of letters.
 */
export function withSpaces(letters: readonly PlacedLetter[], line: Grey): string {
  if (letters.length < 2)
    return letters
      .map(({ letter }) => letter)
      .join('')
      .trim()
  const columns = inkColumns(line)
  const gaps = letters.slice(1).map((next, i) => {
    const from = Math.max(0, Math.round((letters[i] as PlacedLetter).x))
    const to = Math.min(line.width, Math.round(next.x))
    let longest = 0
    let run = 0
    for (let x = from; x < to; x++) {
      run = columns[x] === 0 ? run + 1 : 0
      if (run > longest) longest = run
    }
    return longest
  })
  const usual = [...gaps].sort((a, b) => a - b)[Math.floor(gaps.length * 0.4)] as number
  const wide = Math.max(line.height * 0.15, usual * 1.8 + 2)
  let text = (letters[0] as PlacedLetter).letter
  for (const [i, gap] of gaps.entries()) {
    const next = (letters[i + 1] as PlacedLetter).letter
    const beside = (letters[i] as PlacedLetter).letter + next
    // Digits are set equally wide: a 1 between others has as much paper around it as a narrow word space.
    const needed =
      /1/.test(beside) && /\d/.test(next) ? wide + line.height * 0.14 : /[Iil1|]/.test(beside) ? wide + 2 : wide
    text += (gap >= needed ? ' ' : '') + next
  }
  return text.replace(/\s+/g, ' ').trim()
}
