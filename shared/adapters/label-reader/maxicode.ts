import type { LabelBarcode } from '../../contracts/label.ts'
import { type Affine, findBullseyes } from './bullseye.ts'
import { type Grey, halve, type Point, type Projection, sampleAt } from './grey.ts'
import { leastSquares } from './least-squares.ts'
import type { BarcodeEngine } from './zxing.ts'

/** A symbol's modules, row by row: 33 rows of 30 (odd rows hold 29), and the corners of the symbol in the picture. */
type MaxiCodeModules = { readonly dark: Uint8Array; readonly corners: readonly Point[] }

const columns = 30
const rows = 33
const rowPitch = Math.sqrt(3) / 2
/** The finder's middle, in columns and rows. */
const middle = { x: 14, y: 16 * rowPitch }

/** Where a module stands, in module widths from the finder's middle; odd rows are half a module to the right. */
const placeOf = (column: number, row: number): Point => ({
  x: column + (row % 2) / 2 - middle.x,
  y: row * rowPitch - middle.y,
})

/** The modules that say which way is up (ISO/IEC 16023, figure 5): column, row, dark. */
const orientation: readonly (readonly [number, number, boolean])[] = [
  [28, 0, true],
  [29, 0, true],
  [10, 9, true],
  [11, 9, true],
  [11, 10, true],
  [17, 9, false],
  [17, 10, false],
  [18, 10, false],
  [7, 15, true],
  [7, 16, false],
  [8, 16, true],
  [20, 16, true],
  [21, 16, false],
  [20, 17, true],
  [10, 22, true],
  [11, 22, true],
  [10, 23, true],
  [17, 22, true],
  [16, 23, false],
  [17, 23, true],
]

/** The symbol's modules outside the finder. */
const modules: readonly (Point & { readonly at: number })[] = Array.from({ length: rows * columns }, (_, at) => ({
  ...placeOf(at % columns, Math.floor(at / columns)),
  at,
})).filter(
  ({ x, y, at }) => Math.hypot(x, y) > 5 && !(at % columns === columns - 1 && Math.floor(at / columns) % 2 === 1),
)

/** The finder's map turned, and stretched along its own axes: the rings leave the turn open and are printed in varying sizes. */
function laid(map: Affine, turn: number, across: number, down: number): Projection {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)]
  return [
    (map.a * cos + map.b * sin) * across,
    (map.b * cos - map.a * sin) * down,
    map.x,
    (map.c * cos + map.d * sin) * across,
    (map.d * cos - map.c * sin) * down,
    map.y,
    0,
    0,
  ]
}

/** Where a place of the symbol lies in the picture. */
function project(projection: Projection, { x, y }: Point): Point {
  const [a, b, c, d, e, f, g, h] = projection as [number, number, number, number, number, number, number, number]
  const w = g * x + h * y + 1
  return { x: (a * x + b * y + c) / w, y: (d * x + e * y + f) / w }
}

/** The grey level of the picture at a place of the symbol. */
const levelAt = (grey: Grey, projection: Projection, place: Point): number => {
  const { x, y } = project(projection, place)
  return sampleAt(grey, x - 0.5, y - 0.5)
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

const [lightMarks, darkMarks] = [false, true].map((wanted) =>
  orientation.flatMap(([column, row, dark]) => (dark === wanted ? [placeOf(column, row)] : [])),
) as [Point[], Point[]]

/** How well the modules that say which way is up are seen: the difference of light and dark ones, in grey levels. */
const uprightness = (grey: Grey, projection: Projection): number =>
  mean(lightMarks.map((place) => levelAt(grey, projection, place))) -
  mean(darkMarks.map((place) => levelAt(grey, projection, place)))

/** The level between light and dark modules. */
function middleLevel(grey: Grey, projection: Projection): number {
  const levels = modules.map((place) => levelAt(grey, projection, place)).sort((a, b) => a - b)
  return (
    ((levels[Math.floor(levels.length * 0.08)] as number) + (levels[Math.floor(levels.length * 0.92)] as number)) / 2
  )
}

const degree = Math.PI / 180
const minUprightness = 30

/** The turns, best first, at which the modules that say which way is up are seen; one of each group of neighbours. */
function likelyTurns(grey: Grey, map: Affine): number[] {
  const scores = Array.from({ length: 180 }, (_, i) => uprightness(grey, laid(map, 2 * i * degree, 1, 1)))
  const score = (i: number) => scores[(i + 180) % 180] as number
  return scores
    .flatMap((_, i) => (score(i) > minUprightness && score(i) >= score(i - 1) && score(i) > score(i + 1) ? [i] : []))
    .sort((i, j) => score(j) - score(i))
    .slice(0, 4)
    .map((i) => 2 * i * degree)
}

const near = modules.filter(({ x, y }) => Math.hypot(x, y) < 11)

/** Two modules side by side; between a dark and a light one the border runs half way. */
type Pair = { readonly from: Point; readonly to: Point; readonly border: Point }

/** Pairs by their distance from the finder: its rings place the near ones, and each ring of modules the next. */
function makeReaches(): readonly (readonly Pair[])[] {
  const pairs = modules.flatMap((from, i) =>
    modules.slice(i + 1, i + 2 * columns).flatMap((to): Pair[] => {
      if (Math.hypot(to.x - from.x, to.y - from.y) > 1.1) return []
      return [{ from, to, border: { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 } }]
    }),
  )
  return [9, 10.5, 12, 13.5, 15, 16.5, 18, 20, 22, 22].map((reach) =>
    pairs.filter(({ border }) => Math.hypot(border.x, border.y) < reach),
  )
}

let made: readonly (readonly Pair[])[] | null = null
/** Made when the first finder is met: most labels have none, and a function's start should not pay for it. */
const reaches = () => {
  made ??= makeReaches()
  return made
}

const stretches = [0.92, 0.94, 0.96, 0.98, 1, 1.02, 1.04, 1.06, 1.08]

/** The way to lay the symbol at a turn that shows the modules near the finder best. */
function bestLaying(grey: Grey, map: Affine, turn: number, threshold: number): Projection {
  let best = { projection: laid(map, turn, 1, 1), score: Number.NEGATIVE_INFINITY }
  for (const across of stretches) {
    for (const down of stretches) {
      for (const by of [-2, 0, 2]) {
        const projection = laid(map, turn + by * degree, across, down)
        const score = mean(near.map((place) => Math.abs(levelAt(grey, projection, place) - threshold)))
        if (score > best.score) best = { projection, score }
      }
    }
  }
  return best.projection
}

const minDifference = 25
const steps = 8

/** Where on the way from one module to the other, 0 to 1, light turns to dark; null where both are alike. */
function borderBetween(grey: Grey, projection: Projection, { from, to }: Pair): number | null {
  const at = (share: number) =>
    levelAt(grey, projection, { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share })
  const [first, last] = [at(0), at(1)]
  if (Math.abs(first - last) < minDifference) return null
  const level = (first + last) / 2
  let before = first
  for (let i = 1; i <= steps; i++) {
    const after = at(i / steps)
    if (before < level !== after < level) return (i - 1 + (level - before) / (after - before)) / steps
    before = after
  }
  return null
}

/** Follows the modules from the finder outwards, each ring fitted to the borders of its dark modules: the way a slant shows. */
function settle(grey: Grey, start: Projection): Projection {
  let projection = start
  for (const reach of reaches()) {
    const equations: number[][] = []
    const values: number[] = []
    for (const pair of reach) {
      const share = borderBetween(grey, projection, pair)
      if (share === null) continue
      const [from, to] = [project(projection, pair.from), project(projection, pair.to)]
      const seen = { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }
      // Only along the way from one to the other is the border's place known.
      const length = Math.hypot(to.x - from.x, to.y - from.y)
      const [u, v] = [(to.x - from.x) / length, (to.y - from.y) / length]
      const along = u * seen.x + v * seen.y
      const { x, y } = pair.border
      equations.push([u * x, u * y, u, v * x, v * y, v, -along * x, -along * y])
      values.push(along)
    }
    const fitted = equations.length < 40 ? null : leastSquares(equations, values)
    if (fitted === null) return projection
    projection = fitted
  }
  return projection
}

/** Reads the modules, each against the middle of light and dark around it. */
function readModules(grey: Grey, projection: Projection): Uint8Array {
  const levels = modules.map((place) => levelAt(grey, projection, place))
  const whole = middleLevel(grey, projection)
  const dark = new Uint8Array(rows * columns)
  for (const [i, { at, x, y }] of modules.entries()) {
    let [low, high] = [255, 0]
    for (const [j, other] of modules.entries()) {
      if (Math.abs(other.x - x) > 4 || Math.abs(other.y - y) > 4) continue
      const value = levels[j] as number
      if (value < low) low = value
      if (value > high) high = value
    }
    dark[at] = (levels[i] as number) < ((low + high) / 2 + whole) / 2 ? 1 : 0
  }
  return dark
}

/** The corners of the symbol, half a module outside its outermost ones. */
const rim = [
  { x: -middle.x - 0.5, y: -middle.y - 0.6 },
  { x: 15.5, y: -middle.y - 0.6 },
  { x: 15.5, y: middle.y + 0.6 },
  { x: -middle.x - 0.5, y: middle.y + 0.6 },
]

/** Finds MaxiCodes at any angle and slant; for each, the ways to read its modules, likeliest first. Which one is right a decoder tells. */
function findMaxiCodes(grey: Grey): Generator<MaxiCodeModules>[] {
  let small = grey
  let scale = 1
  while (Math.max(small.width, small.height) > 1400) {
    small = halve(small)
    scale *= 2
  }
  return findBullseyes(small).map(function* ({ a, b, c, d, x, y }) {
    const map = { a: a * scale, b: b * scale, c: c * scale, d: d * scale, x: x * scale, y: y * scale }
    for (const turn of likelyTurns(grey, map)) {
      const threshold = middleLevel(grey, laid(map, turn, 1, 1))
      const projection = settle(grey, bestLaying(grey, map, turn, threshold))
      yield { dark: readModules(grey, projection), corners: rim.map((corner) => project(projection, corner)) }
    }
  })
}

/** Draws modules as the upright symbol that decoders expect: no slant, no quiet noise, each module a block. */
function drawMaxiCode(dark: Uint8Array): Grey {
  const [cell, quiet] = [8, 32]
  const width = columns * cell + 2 * quiet
  const height = rows * cell + 2 * quiet
  const data = new Uint8Array(width * height).fill(255)
  for (let at = 0; at < dark.length; at++) {
    if (dark[at] !== 1) continue
    const row = Math.floor(at / columns)
    const left = quiet + (at % columns) * cell + (row % 2) * (cell / 2)
    for (let y = 0; y < cell; y++) {
      const from = (quiet + row * cell + y) * width + left
      data.fill(0, from, from + cell)
    }
  }
  return { data, width, height }
}

/**
 * Reads MaxiCodes in photos: what decoders lack is a way to find the symbol, so it is found here, drawn upright and clean, and
 * handed to `decode`, whose error correction says whether it was read rightly.
 */
export const makeMaxiCodeEngine =
  (decode: BarcodeEngine): BarcodeEngine =>
  async (grey) => {
    const read: LabelBarcode[] = []
    for (const ways of findMaxiCodes(grey)) {
      for (const { dark, corners } of ways) {
        const [barcode] = (await decode(drawMaxiCode(dark), 'quick')).filter(({ format }) => format === 'MaxiCode')
        if (barcode === undefined) continue
        read.push({ ...barcode, engine: 'bullseye', quad: corners.map(({ x, y }) => ({ x, y })) })
        break
      }
    }
    return read
  }
