import type { LabelLine, Quad } from '../../contracts/label.ts'
import { anchorOf } from './address-lines.ts'

/** A line in the frame of the text: x runs with the writing, y down the label; `height` is the height of its box. */
export type PlacedLine = {
  readonly text: string
  readonly confidence: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const corner = (quad: Quad, i: number) => quad[i] as { x: number; y: number }

const angleOf = ({ quad }: LabelLine) =>
  Math.atan2(corner(quad, 1).y - corner(quad, 0).y, corner(quad, 1).x - corner(quad, 0).x)
const lengthOf = ({ quad }: LabelLine) =>
  Math.hypot(corner(quad, 1).x - corner(quad, 0).x, corner(quad, 1).y - corner(quad, 0).y)

/** The direction that the lines run in, radians, weighted by their length. */
export function writingDirection(lines: readonly LabelLine[]): number {
  let [dx, dy] = [0, 0]
  for (const { quad } of lines) {
    dx += corner(quad, 1).x - corner(quad, 0).x
    dy += corner(quad, 1).y - corner(quad, 0).y
  }
  return Math.atan2(dy, dx)
}

/** How far below the others lines are placed that run across them, so that no row or block mixes the two. */
export const asideFrom = 1_000_000

/** The lines by the quarter turn that they run in, most text first. */
function byQuarter(lines: readonly LabelLine[]): LabelLine[][] {
  const longest = lines.reduce<LabelLine | null>((a, b) => (a !== null && lengthOf(a) >= lengthOf(b) ? a : b), null)
  if (longest === null) return []
  const quarters: LabelLine[][] = [[], [], [], []]
  for (const line of lines) {
    const turns = Math.round((angleOf(line) - angleOf(longest)) / (Math.PI / 2))
    quarters[((turns % 4) + 4) % 4]?.push(line)
  }
  const text = (some: readonly LabelLine[]) => some.reduce((sum, line) => sum + lengthOf(line), 0)
  return quarters.filter((some) => some.length > 0).sort((a, b) => text(b) - text(a))
}

/** Turns the lines into the frame of their own writing, top to bottom and left to right; those across the others aside. */
export const placeLines = (lines: readonly LabelLine[]): PlacedLine[] =>
  byQuarter(lines)
    .flatMap((some, i) => placeQuarter(some).map((line) => ({ ...line, y: line.y + i * asideFrom })))
    .sort((a, b) => a.y - b.y || a.x - b.x)

function placeQuarter(lines: readonly LabelLine[]): PlacedLine[] {
  const direction = writingDirection(lines)
  const [cos, sin] = [Math.cos(direction), Math.sin(direction)]
  const placed = lines.map(({ text, confidence, quad }) => {
    const turned = quad.map((point) => ({ x: point.x * cos + point.y * sin, y: point.y * cos - point.x * sin }))
    const xs = turned.map((point) => point.x)
    const ys = turned.map((point) => point.y)
    const middle = ys.reduce((sum, y) => sum + y, 0) / 4
    const height = Math.hypot(corner(quad, 3).x - corner(quad, 0).x, corner(quad, 3).y - corner(quad, 0).y)
    const x = Math.min(...xs)
    return { text, confidence, x, y: middle - height / 2, width: Math.max(...xs) - x, height }
  })
  return joinRows(placed)
}

const middle = (line: PlacedLine) => line.y + line.height / 2

/** Whether two lines stand on one row. */
export const onOneRow = (a: PlacedLine, b: PlacedLine) =>
  Math.abs(middle(a) - middle(b)) < 0.6 * Math.min(a.height, b.height)

/** The left of two neighbouring pieces without a letter or two of the right one that its box caught. */
function withoutDoubledStart(left: string, right: string): string {
  const last = / ?(\S{1,2})$/.exec(left)
  if (last === null) return left
  const rest = left.slice(0, last.index)
  return right.startsWith(last[1] as string) || anchorOf(rest)?.rest === '' ? rest : left
}

/** Joins pieces of one printed line that the detector saw apart: same row, same size, a word's distance. */
function joinRows(lines: readonly PlacedLine[]): PlacedLine[] {
  const joined: PlacedLine[] = []
  for (const line of [...lines].sort((a, b) => a.x - b.x)) {
    const at = joined.findIndex((other) => {
      const gap = line.x - (other.x + other.width)
      const ratio = Math.max(line.height, other.height) / Math.min(line.height, other.height)
      return onOneRow(line, other) && ratio < 1.3 && gap > -0.6 * line.height && gap < 0.45 * line.height
    })
    const other = joined[at]
    if (other === undefined) {
      joined.push(line)
      continue
    }
    const letters = other.text.length + line.text.length
    joined[at] = {
      text: `${withoutDoubledStart(other.text, line.text)} ${line.text}`.trim(),
      confidence: (other.confidence * other.text.length + line.confidence * line.text.length) / Math.max(1, letters),
      x: other.x,
      y: Math.min(other.y, line.y),
      width: line.x + line.width - other.x,
      height: Math.max(other.height, line.height),
    }
  }
  return joined
}

/** The lines to the right of one, nearest first. */
export const toTheRight = (line: PlacedLine, lines: readonly PlacedLine[]): PlacedLine[] =>
  lines
    .filter((other) => other !== line && onOneRow(line, other) && other.x >= line.x + line.width * 0.8)
    .sort((a, b) => a.x - b.x)

/** The nearest line under one that overlaps it sideways, at most `reach` line heights away. */
export function below(line: PlacedLine, lines: readonly PlacedLine[], reach = 3): PlacedLine | null {
  const candidates = lines.filter(
    (other) =>
      other !== line &&
      middle(other) > middle(line) + 0.5 * line.height &&
      other.y - (line.y + line.height) < reach * Math.max(line.height, other.height) &&
      other.x < line.x + line.width &&
      other.x + other.width > line.x,
  )
  return candidates.sort((a, b) => a.y - b.y)[0] ?? null
}
