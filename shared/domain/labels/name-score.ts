import type { DirectoryIndex, IndexedResident } from './directory-index.ts'
import { triplesOf } from './directory-index.ts'
import { areNicknames, editDistance, isNameSuffix, nameShape, nameWords } from './names.ts'

/**
 * How a line fits a resident's name. `score` is 1 for the very letters, less for what had to be forgiven; `called` is the given
 * name or initial as the line has it, where it is not the resident's own.
 */
export type NameFit = {
  readonly score: number
  readonly called?: string
  readonly kind:
    | 'exact'
    | 'alike'
    | 'middle'
    | 'contained'
    | 'nickname'
    | 'initial'
    | 'household'
    | 'close'
    | 'other_given'
}

const familyWords = new Set([
  'FAMILY',
  'FAM',
  'FAMILIE',
  'FAMILIA',
  'HOUSEHOLD',
  'RESIDENCE',
  'THE',
  'AND',
  '&',
  'FAMILLE',
])

/** Every run of neighbouring words, squashed, with what is left on both sides. */
function runs(words: readonly string[]): { squashed: string; before: readonly string[]; after: readonly string[] }[] {
  const all = []
  for (let from = 0; from < words.length; from++) {
    for (let to = from + 1; to <= Math.min(words.length, from + 7); to++) {
      all.push({ squashed: words.slice(from, to).join(''), before: words.slice(0, from), after: words.slice(to) })
    }
  }
  return all
}

/** The residents a line may name, found without comparing it with all of them. */
export function possibleResidents(words: readonly string[], index: DirectoryIndex): Set<number> {
  const possible = new Set<number>()
  for (const { squashed } of runs(words)) {
    const shape = nameShape(squashed)
    for (const at of index.byShape.get(shape) ?? []) possible.add(at)
    if (squashed.length >= 2) for (const at of index.byFamily.get(shape) ?? []) possible.add(at)
  }
  const shape = nameShape(words.join(''))
  if (shape.length >= 6 && shape.length <= 60) {
    const counts = new Map<number, number>()
    for (const triple of triplesOf(shape)) {
      for (const at of index.byTriple.get(triple) ?? []) counts.set(at, (counts.get(at) ?? 0) + 1)
    }
    for (const [at, count] of counts) {
      const length = (index.residents[at] as IndexedResident).shapes[0]?.length ?? 0
      if (count >= Math.max(3, length * 0.45)) possible.add(at)
    }
  }
  return possible
}

/** Given names of which one is the other with an edit that no recogniser makes by itself: Maria and Mario, Robert and Roberta. */
function areOtherGivenNames(a: string, b: string): boolean {
  const [left, right] = [nameShape(a), nameShape(b)]
  if (left === right) return false
  if (Math.min(left.length, right.length) < 5) return true
  return left.slice(0, -2) === right.slice(0, left.length - 2) || left[0] !== right[0] || left.at(-1) !== right.at(-1)
}

const spelledOut = (word: string) => word.length > 1

/** How well the words of a line fit one resident, or null. */
export function fitName(line: readonly string[], resident: IndexedResident): NameFit | null {
  const words = line.filter((word, i) => i === 0 || !isNameSuffix(word))
  if (words.length === 0) return null
  const whole = words.join('')
  if (resident.squashed.includes(whole)) return { score: 1, kind: 'exact' }
  const wholeShape = nameShape(whole)
  if (resident.shapes.includes(wholeShape)) return { score: 0.985, kind: 'alike' }
  if (resident.withRareLetters?.test(wholeShape) === true) return { score: 0.9, kind: 'close' }
  const given = resident.given.join('')
  let best: NameFit | null = null
  const offer = (fit: NameFit) => {
    if (best === null || fit.score > best.score) best = fit
  }
  const shapes = new Set(resident.shapes)
  for (const { squashed, before, after } of runs(words)) {
    const shape = nameShape(squashed)
    if (shapes.has(shape) && squashed.length >= 6) {
      const beside = [...before, ...after]
      const harmless = beside.every((word) => /\d/.test(word) || familyWords.has(word))
      offer({ score: harmless ? 0.97 : 0.93, kind: 'contained' })
    }
    if (resident.familyShape === '' || shape !== resident.familyShape || given === '') continue
    const others = before.length > 0 ? before : after
    if (others.length === 0) {
      offer({ score: 0.6, kind: 'household' })
      continue
    }
    if ([...before, ...after].every((word) => familyWords.has(word))) {
      offer({ score: 0.8, kind: 'household' })
      continue
    }
    if (before.length > 0 && after.some((word) => !/\d/.test(word))) continue
    const called = others[0] as string
    const firstGiven = resident.given[0] as string
    const calledShape = nameShape(called)
    if (
      calledShape === nameShape(given) ||
      (others.length > 1 && nameShape(others.slice(0, -1).join('')) === nameShape(given))
    ) {
      const between = others.at(-1) as string
      offer({ score: others.length === 1 ? 0.985 : spelledOut(between) ? 0.94 : 0.97, kind: 'middle' })
    } else if (calledShape === nameShape(firstGiven) && spelledOut(called)) {
      offer({ score: 0.94, kind: 'middle' })
    } else if (areNicknames(called, firstGiven) || (called.length >= 3 && firstGiven.startsWith(called))) {
      offer({ score: 0.88, kind: 'nickname', called })
    } else if (called.length === 1 && firstGiven.startsWith(called) && others.every((word) => word.length === 1)) {
      offer({ score: 0.82, kind: 'initial', called })
    } else if (others.some((word) => familyWords.has(word) && word !== 'THE')) {
      offer({ score: 0.75, kind: 'household' })
    } else {
      const distance = editDistance(calledShape, nameShape(firstGiven), 2)
      if (distance <= 2 && !areOtherGivenNames(called, firstGiven) && distance / firstGiven.length <= 0.25) {
        offer({ score: 0.9 - 0.02 * distance, kind: 'close' })
      } else {
        offer({ score: 0.55, kind: 'other_given', called })
      }
    }
  }
  if (best !== null) return best
  return closeness(words, resident)
}

/** Whether a family name may be a misreading of another: long, and one letter off (two from nine letters on). */
function mayBeMisread(a: string, b: string): boolean {
  const [left, right] = [nameShape(a), nameShape(b)]
  const shorter = Math.min(left.length, right.length)
  return left === right || (shorter >= 5 && editDistance(left, right, 2) <= (shorter >= 9 ? 2 : 1))
}

/** A name read with a few wrong letters, word by word where the words are parted. */
function closeness(words: readonly string[], resident: IndexedResident): NameFit | null {
  const whole = nameShape(words.join(''))
  const [given, family] = [resident.given.join(''), resident.family.join('')]
  let best: NameFit | null = null
  for (const shape of resident.shapes) {
    const most = Math.floor(shape.length * 0.25)
    const distance = editDistance(whole, shape, most)
    if (distance > most) continue
    const score = Math.min(0.93, 1 - distance / Math.max(shape.length, whole.length))
    if (best === null || score > best.score) best = { score, kind: 'close' }
  }
  if (best === null || given === '' || family === '') return best
  const parted = words.slice(1).some((_, i) => {
    const [front, back] = [words.slice(0, i + 1).join(''), words.slice(i + 1).join('')]
    const fits = (first: string, last: string) => mayBeMisread(last, family) && !areOtherGivenNames(first, given)
    return fits(front, back) || fits(back, front)
  })
  const together = words.length === 1 && whole.length >= 9 && best.score >= 0.88
  return parted || together ? best : { score: 0.55, kind: 'other_given' }
}

/** The residents that a line fits, with how. */
export function fitLine(text: string, index: DirectoryIndex): Map<number, NameFit> {
  const fits = new Map<number, NameFit>()
  const words = nameWords(text)
  if (words.join('').length < 3 || words.length > 12) return fits
  for (const at of possibleResidents(words, index)) {
    const fit = fitName(words, index.residents[at] as IndexedResident)
    if (fit !== null) fits.set(at, fit)
  }
  return fits
}
