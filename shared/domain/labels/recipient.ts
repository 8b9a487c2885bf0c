import {
  type AddressPart,
  anchorOf,
  isNameWithNumber,
  isOverprint,
  lettersForZeros,
  partOf,
  personLikeness,
  postalOf,
} from './address-lines.ts'
import { asideFrom, onOneRow, type PlacedLine } from './layout.ts'
import { withoutForewords } from './names.ts'
import { type UnitReading, unitInLine } from './units.ts'

/** The recipient's block as the label prints it. `names` are the lines that may hold the name, best first. */
export type Recipient = {
  readonly name: string | null
  readonly names: readonly string[]
  readonly units: readonly UnitReading[]
  readonly address: string | null
  readonly postal: string | null
  /** Whether words or the routed postal code, not only the place on the label, say that this is the recipient. */
  readonly sure: boolean
  /** Whether another address on the label could as well be the recipient's. */
  readonly doubtful: boolean
}

/** A group of lines that belong together, and how much it looks like the recipient's address. */
export type AddressBlock = {
  readonly lines: readonly BlockLine[]
  readonly side: 'to' | 'from' | null
  readonly score: number
}

/** `left` is where a line begins at the least, which behind an anchor on its own line is not known exactly. */
type BlockLine = PlacedLine & {
  readonly side: 'to' | 'from' | null
  readonly final: boolean
  readonly opens: boolean
  readonly left: number
}

/** Splits the anchors off: a line "SHIP TO: JACK SPARROW" opens a block and says the name. */
function withAnchors(lines: readonly PlacedLine[]): BlockLine[] {
  const marked = lines.map((line): BlockLine => {
    const anchor = anchorOf(line.text)
    // A letter before a word that begins with it is the edge of that word's box, read twice.
    if (anchor === null)
      return {
        ...line,
        text: line.text.replace(/^(\p{L})[ :]+(?=\1\p{L})/u, ''),
        side: null,
        final: false,
        opens: false,
        left: line.x,
      }
    // A letter or two behind an anchor are the beginning of the next box, seen twice.
    const { side, final } = anchor
    if (anchor.rest.length <= 2) return { ...line, text: '', side, final, opens: true, left: line.x }
    const share = anchor.rest.length / line.text.length
    const x = line.x + line.width * (1 - share)
    return { ...line, text: anchor.rest, x, width: line.width * share, side, final, opens: true, left: line.x }
  })
  // An anchor that stands alone hands its side to the line right of it or under it, whatever that line says.
  for (const [i, anchor] of marked.entries()) {
    if (anchor.text !== '' || anchor.side === null) continue
    const next = firstAfter(anchor, lines, marked)
    if (next === -1) continue
    const line = lines[next] as PlacedLine
    const claimed = marked[next] as BlockLine
    if (claimed.side !== null && claimed.side !== anchor.side) continue
    marked[next] = { ...line, side: anchor.side, final: anchor.final, opens: true, left: line.x }
    marked[i] = { ...anchor, side: null }
  }
  return marked.filter((line) => line.text !== '')
}

const bottom = (line: PlacedLine) => line.y + line.height

/** The line that an anchor standing alone announces: on its row, else the nearest one under it. */
function firstAfter(anchor: BlockLine, lines: readonly PlacedLine[], marked: readonly BlockLine[]): number {
  let best = -1
  let nearest = Number.POSITIVE_INFINITY
  for (const [i, line] of lines.entries()) {
    if (marked[i]?.text === '') continue
    const height = Math.max(line.height, anchor.height)
    const gap = line.y - bottom(anchor)
    const right =
      onOneRow(anchor, line) &&
      line.x + line.width / 2 > anchor.x + anchor.width &&
      line.x - (anchor.x + anchor.width) < 5 * height
    const overlaps = line.x < anchor.x + anchor.width && line.x + line.width > anchor.x
    const under =
      gap > -0.7 * height &&
      gap < 1.8 * height &&
      line.y > anchor.y &&
      line.x < anchor.x + 7 * height &&
      // Words like "recipient" at times stand centred over the address, others at its left.
      (line.x > anchor.x - 1.5 * height || (anchor.final && line.x > anchor.x - 5 * height && overlaps))
    if (!right && !under) continue
    const distance = right ? (line.x - anchor.x) / 8 : Math.max(0, gap) + Math.abs(line.x - anchor.x) / 3
    if (distance < nearest) {
      nearest = distance
      best = i
    }
  }
  return best
}

/** Whether `next` goes on the block that ends with `line`. */
function goesOn(line: BlockLine, next: BlockLine): boolean {
  if (next.opens) return false
  const gap = next.y - bottom(line)
  const height = Math.max(line.height, next.height)
  const ratio = height / Math.min(line.height, next.height)
  if (gap < -0.6 * height || gap > 2.4 * height || ratio > 2.6) return false
  const leftAligned = next.x > line.left - 1.1 * height && next.x < line.x + 1.1 * height
  const centred = Math.abs(next.x + next.width / 2 - line.x - line.width / 2) < 0.8 * height
  return leftAligned || (centred && gap < 0.8 * height)
}

/** Whether another block opens between two lines, in their column. */
const isCutOff = (line: BlockLine, next: BlockLine, marked: readonly BlockLine[]): boolean =>
  marked.some(
    (other) =>
      other.opens &&
      other.y > line.y + 0.5 * line.height &&
      other.y < next.y - 0.4 * next.height &&
      other.x < next.x + next.width &&
      other.x + other.width > next.x &&
      Math.abs(other.x - next.x) < 4 * next.height,
  )

/** What may still stand in a block after its city line. */
const afterCity: readonly AddressPart[] = ['country', 'phone', 'number', 'city']

/** Groups lines that stand under each other into blocks, each opened by an anchor or by space and closed after its city. */
export function blocksOf(lines: readonly PlacedLine[]): BlockLine[][] {
  const marked = withAnchors(lines)
  const taken = new Set<BlockLine>()
  const blocks: BlockLine[][] = []
  for (const start of [...marked].sort((a, b) => Number(b.opens) - Number(a.opens) || a.y - b.y)) {
    if (taken.has(start)) continue
    const block = [start]
    taken.add(start)
    let last = start
    let seenCity = partOf(start.text) === 'city'
    let widest = 0
    for (;;) {
      const next = marked
        .filter((line) => !taken.has(line) && line.y > last.y && goesOn(last, line))
        .sort((a, b) => a.y - b.y || a.x - b.x)[0]
      if (next === undefined || isCutOff(last, next, marked)) break
      const part = partOf(next.text)
      if (seenCity && !afterCity.includes(part)) break
      const gap = next.y - bottom(last)
      // Where lines stood close before, a wide gap before larger or smaller print begins another address.
      if (block.length >= 3 && gap - widest > 0.6 * next.height && next.height > 1.12 * last.height) break
      widest = Math.max(widest, gap)
      if (part === 'city') seenCity = true
      block.push(next)
      taken.add(next)
      last = next
    }
    blocks.push(block)
  }
  return blocks
}

/** What a line is when its unit is taken off: a name with a unit behind it looks like a street with its number. */
function partWithoutUnit(text: string): AddressPart {
  const unit = unitInLine(text)
  return partOf(unit?.unit.designated === true && unit.rest !== '' ? unit.rest : text)
}

type Context = {
  readonly codedPostal: string | null
  /** How well a line fits anyone in the directory, 0 to 1. */
  readonly directoryFit: (text: string) => number
}

function scoreBlocks(blocks: readonly BlockLine[][], context: Context): AddressBlock[] {
  const tallest = (block: readonly BlockLine[]) => Math.max(...block.map((line) => line.height))
  const hasCity = (block: readonly BlockLine[]) => block.some((line) => partOf(line.text) === 'city')
  const addresses = blocks.filter(hasCity)
  const largest = Math.max(1, ...addresses.map(tallest))
  const frame = (block: readonly BlockLine[]) => Math.round((block[0] as BlockLine).y / asideFrom)
  const isTopmost = (block: readonly BlockLine[]) => {
    const beside = addresses.filter((other) => other !== block && frame(other) === frame(block))
    return beside.length > 0 && beside.every((other) => (other[0] as BlockLine).y >= (block[0] as BlockLine).y)
  }
  return blocks.map((lines) => {
    const side = lines.find((line) => line.side !== null)?.side ?? null
    const parts = lines.map((line) => partWithoutUnit(line.text))
    let score = side === 'to' ? 6 : side === 'from' ? -9 : 0
    // Where a pick-up point or a partner is named as well, the recipient is whom the words can only mean.
    if (side === 'to' && lines.some((line) => line.final)) score += 1.5
    if (parts.includes('city')) score += 3 + tallest(lines) / largest
    if (parts.includes('street')) score += 1.5
    if (!parts.includes('name')) score -= 3
    const postal = lines.map((line) => postalOf(line.text)).find((found) => found !== null)
    if (context.codedPostal !== null && postal !== undefined && postal !== null) {
      score += context.codedPostal.startsWith(postal.slice(0, 5)) ? 5 : -1
    }
    if (side === null && hasCity(lines) && isTopmost(lines)) score -= 1.5
    // Lines across the others are mostly the sender's: they need words or the routed postal code.
    if (frame(lines) > 0 && side === null && score < 8) score -= 4
    const fit =
      side === 'from'
        ? 0
        : Math.max(0, ...lines.map((line) => (line.text.length > 4 ? context.directoryFit(line.text) : 0)))
    // The sender may live here too: among several addresses a resident's name must not decide which is the recipient's.
    score += fit >= 0.93 ? (addresses.length > 1 || frame(lines) > 0 ? 1 : 3.5) : fit >= 0.85 ? 0.5 : 0
    return { lines, side, score }
  })
}

const minScore = 3
/** Another address that scores less than this below the best leaves it open whose the label is. */
const nearRival = 1.2
/** Lines read less surely are guesses of the recogniser: no name, no unit is taken from them. */
const minConfidence = 0.7

/** Finds the recipient's block among all lines and reads name, unit and address from it. */
export function readRecipient(lines: readonly PlacedLine[], context: Context): Recipient {
  const blocks = scoreBlocks(blocksOf(lines.filter(({ confidence }) => confidence >= minConfidence)), context).sort(
    (a, b) => b.score - a.score,
  )
  const block = blocks[0]
  if (block === undefined || block.score < minScore) {
    return { name: null, names: [], units: [], address: null, postal: null, sure: false, doubtful: false }
  }
  const units: UnitReading[] = []
  const names: { text: string; weight: number }[] = []
  const address: string[] = []
  let postal: string | null = null
  let seenStreet = false
  for (const [i, line] of block.lines.entries()) {
    const unit = unitInLine(line.text)
    const seen = partWithoutUnit(line.text)
    const opening =
      i === 0 &&
      /\p{L}{3}/u.test(line.text) &&
      !isOverprint(line.text) &&
      ((seen === 'noise' && block.side === 'to') || (block.lines.length >= 3 && isNameWithNumber(line.text)))
    const part = opening ? 'name' : seen
    const mayHoldUnit =
      part === 'city'
        ? unit?.unit.designated === true && /[A-Z]{3}/i.test(line.text.slice(0, 12))
        : part !== 'phone' && part !== 'number'
    if (unit !== null && mayHoldUnit) units.push(unit.unit)
    if (part === 'city') {
      postal ??= postalOf(line.text)
      address.push(line.text)
      seenStreet = true
      continue
    }
    if (part === 'street' || part === 'country' || (unit !== null && part !== 'name')) {
      if (part !== 'country' || seenStreet) address.push(line.text)
      if (part === 'street') seenStreet = true
      continue
    }
    if (part !== 'name' && context.directoryFit(line.text) < 0.93) continue
    const text = withoutForewords(lettersForZeros(unit === null ? line.text : unit.rest))
    if (!/\p{L}{2}/u.test(text)) continue
    const fit = context.directoryFit(text)
    const place = seenStreet ? -1.2 : 0
    names.push({
      text,
      weight: place + personLikeness(text) - 0.12 * names.length + (fit >= 0.93 ? 2 : fit >= 0.85 ? 0.6 : 0),
    })
  }
  const ranked = [...names].sort((a, b) => b.weight - a.weight)
  const rivals = blocks.slice(1).filter(({ side, lines: other }) => {
    const parts = other.map((line) => partWithoutUnit(line.text))
    return side === null && parts.includes('city') && parts.includes('name')
  })
  const isRouted = (to: string | null) =>
    context.codedPostal !== null && to !== null && context.codedPostal.startsWith(to)
  const sure =
    block.side === 'to' ||
    (isRouted(postal) && !rivals.some(({ lines: other }) => other.some((line) => isRouted(postalOf(line.text)))))
  // A firm above a person is the sender; of two persons either may be.
  const rival = rivals.find(({ lines: other }) =>
    other.some((line) => partOf(line.text) === 'name' && personLikeness(line.text) >= 0.5),
  )
  return {
    name: ranked[0]?.text ?? null,
    names: ranked.filter(({ weight }) => weight > -1.5).map(({ text }) => text),
    units,
    address: address.length > 0 ? address.join(', ') : null,
    postal,
    sure,
    doubtful: !sure && rival !== undefined && rival.score > block.score - nearRival,
  }
}
