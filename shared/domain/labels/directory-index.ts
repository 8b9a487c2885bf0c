import type { ResidentEntry } from '../../contracts/label.ts'
import { isNameSuffix, nameShape, nameWords } from './names.ts'
import { unitKey, unitShape } from './units.ts'

/** A resident with the forms of their name and unit that matching compares. */
export type IndexedResident = {
  readonly entry: ResidentEntry
  readonly given: readonly string[]
  readonly family: readonly string[]
  /** Whole names without spaces, as printed forms: given family, family given, aliases. */
  readonly squashed: readonly string[]
  readonly shapes: readonly string[]
  readonly familyShape: string
  /** The name with anything in the place of letters that recognisers do not know, like ị or ł; null without such letters. */
  readonly withRareLetters: RegExp | null
  readonly unitKey: string
  readonly unitShape: string
}

/** A directory prepared for looking names up in microseconds: by shape, by family name, by letter triples. */
export type DirectoryIndex = {
  readonly residents: readonly IndexedResident[]
  readonly byShape: ReadonlyMap<string, readonly number[]>
  readonly byFamily: ReadonlyMap<string, readonly number[]>
  readonly byTriple: ReadonlyMap<string, readonly number[]>
  readonly byUnit: ReadonlyMap<string, readonly number[]>
}

/** The triples of letters of a word, each once. */
export function triplesOf(shape: string): string[] {
  const padded = `^${shape}$`
  const triples = new Set<string>()
  for (let i = 0; i + 3 <= padded.length; i++) triples.add(padded.slice(i, i + 3))
  return [...triples]
}

/** A name without the letters that text recognisers leave out: those with marks beyond Western European ones, like ị. */
const withoutRareLetters = (name: string) => name.normalize('NFC').replace(/[^\x20-\u00ff]/g, '')

function rareLetterPattern({ firstName, lastName }: ResidentEntry): RegExp | null {
  if (!/[^\x20-\u00ff]/.test((firstName + lastName).normalize('NFC'))) return null
  const pattern = (name: string) =>
    [...name.normalize('NFC')]
      .map((letter) => (letter > '\u00ff' ? '.?' : nameShape(nameWords(letter).join(''))))
      .join('')
  return new RegExp(`^${pattern(firstName)}.?${pattern(lastName)}$`)
}

const add = (map: Map<string, number[]>, key: string, at: number) => {
  if (key === '') return
  const known = map.get(key)
  if (known === undefined) map.set(key, [at])
  else if (known.at(-1) !== at) known.push(at)
}

/** Prepares a directory of up to 5,000 residents; about 10 microseconds each, once per directory. */
export function indexDirectory(directory: readonly ResidentEntry[]): DirectoryIndex {
  const byShape = new Map<string, number[]>()
  const byFamily = new Map<string, number[]>()
  const byTriple = new Map<string, number[]>()
  const byUnit = new Map<string, number[]>()
  const residents = directory.map((entry, at): IndexedResident => {
    const given = nameWords(entry.firstName)
    const family = nameWords(entry.lastName).filter((word, i) => i === 0 || !isNameSuffix(word))
    const [first, last] = [given.join(''), family.join('')]
    const bare = nameWords(`${withoutRareLetters(entry.firstName)} ${withoutRareLetters(entry.lastName)}`).join('')
    const whole = [first + last, last + first, bare, ...(entry.aliases ?? []).map((alias) => nameWords(alias).join(''))]
    const squashed = [...new Set(whole.filter((name) => name.length > 0))]
    const shapes = squashed.map(nameShape)
    for (const shape of shapes) {
      add(byShape, shape, at)
      for (const triple of triplesOf(shape)) add(byTriple, triple, at)
    }
    const familyShape = nameShape(last)
    add(byFamily, familyShape, at)
    const resident = {
      entry,
      given,
      family,
      squashed,
      shapes,
      familyShape,
      withRareLetters: rareLetterPattern(entry),
      unitKey: unitKey(entry.unit),
      unitShape: unitShape(entry.unit),
    }
    add(byUnit, resident.unitShape, at)
    return resident
  })
  return { residents, byShape, byFamily, byTriple, byUnit }
}

const indexes = new WeakMap<readonly ResidentEntry[], DirectoryIndex>()

/** The index of a directory, made once for the same array. */
export function directoryIndex(directory: readonly ResidentEntry[]): DirectoryIndex {
  const known = indexes.get(directory)
  if (known !== undefined) return known
  const made = indexDirectory(directory)
  indexes.set(directory, made)
  return made
}
