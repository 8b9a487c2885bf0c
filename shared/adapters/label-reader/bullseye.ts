import { type Grey, type Point, sampleAt } from './grey.ts'
import { leastSquares } from './least-squares.ts'

/** An affine map of the plane: `x' = a x + b y + e`, `y' = c x + d y + f`. */
export type Affine = { readonly a: number; readonly b: number; readonly c: number; readonly d: number } & Point

/**
 * Radii of the edges between the rings of a MaxiCode's finder, from the light middle outwards, in widths of a module
 * (ISO/IEC 16023, 4.2.1.1: 0.51, 1.18, 1.86, 2.53, 3.20, 3.87 mm, modules 0.88 mm apart).
 */
const ringEdges = [0.51, 1.18, 1.86, 2.53, 3.2, 3.87].map((mm) => mm / 0.88)

/** Runs of one row through the finder's middle, inner nine: three light and two dark on either side of the light disc. */
const expectedRuns = [1, 1, 1, 1, 1.52, 1, 1, 1, 1]
const runsInAll = 9.52

/** Dark pixels of a picture: those darker than the mean of their neighbourhood. */
function darkPixels({ data, width, height }: Grey, reach: number): Uint8Array {
  const stride = width + 1
  const sums = new Uint32Array(stride * (height + 1))
  for (let y = 0, from = 0; y < height; y++) {
    let row = 0
    for (let x = 1, at = (y + 1) * stride + 1; x <= width; x++, at++) {
      row += data[from++] as number
      sums[at] = (sums[at - stride] as number) + row
    }
  }
  const dark = new Uint8Array(width * height)
  for (let y = 0, pixel = 0; y < height; y++) {
    const top = Math.max(0, y - reach)
    const bottom = Math.min(height, y + reach + 1)
    for (let x = 0; x < width; x++, pixel++) {
      const left = Math.max(0, x - reach)
      const right = Math.min(width, x + reach + 1)
      const sum =
        (sums[bottom * stride + right] as number) -
        (sums[bottom * stride + left] as number) -
        (sums[top * stride + right] as number) +
        (sums[top * stride + left] as number)
      if (((data[pixel] as number) + 6) * (bottom - top) * (right - left) < sum) dark[pixel] = 1
    }
  }
  return dark
}

/** The places along a line of pixels, `count` of them `stride` apart, where dark and light change. */
function changesAlong(dark: Uint8Array, from: number, stride: number, count: number): number[] {
  const changes: number[] = []
  for (let i = 1, at = from + stride; i < count; i++, at += stride) if (dark[at] !== dark[at - stride]) changes.push(i)
  return changes
}

/** The unit of a cut through the finder that nine runs from `first` on look like, or 0. */
function cutUnit(changes: readonly number[], first: number): number {
  const unit = ((changes[first + 9] as number) - (changes[first] as number)) / runsInAll
  if (unit < 1.6) return 0
  for (let i = 0; i < 9; i++) {
    const run = (changes[first + i + 1] as number) - (changes[first + i] as number)
    if (Math.abs(run - (expectedRuns[i] as number) * unit) > 0.4 * unit + 0.8) return 0
  }
  return unit
}

type Cut = { readonly middle: number; readonly unit: number }

/** The cuts through finders along one line of pixels. */
function cutsAlong(dark: Uint8Array, from: number, stride: number, count: number): Cut[] {
  const changes = changesAlong(dark, from, stride, count)
  const cuts: Cut[] = []
  for (let first = 0; first + 9 < changes.length; first++) {
    // The nine inner runs begin light.
    if (dark[from + (changes[first] as number) * stride] === 1) continue
    const unit = cutUnit(changes, first)
    if (unit > 0) cuts.push({ middle: ((changes[first + 4] as number) + (changes[first + 5] as number)) / 2, unit })
  }
  return cuts
}

/** The distances from `centre` in direction `angle` at which the rings' edges are crossed; null where they are not all seen. */
function crossings(grey: Grey, centre: Point, angle: number, unit: number): number[] | null {
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)]
  const step = Math.max(0.25, unit / 8)
  const values: number[] = []
  // Far enough for a finder that is seen at a slant.
  for (let r = 0; r < unit * 10; r += step) values.push(sampleAt(grey, centre.x + dx * r, centre.y + dy * r))
  const inner = values.slice(0, Math.ceil((unit * 5.5) / step))
  const level = (Math.min(...inner) + Math.max(...inner)) / 2
  const edges: number[] = []
  for (let i = 1; i < values.length && edges.length < 6; i++) {
    const [before, after] = [values[i - 1] as number, values[i] as number]
    if (before < level !== after < level) edges.push((i - 1 + (level - before) / (after - before)) * step)
  }
  return edges.length >= 5 && (values[0] as number) >= level ? edges.slice(0, 5) : null
}

const rays = 48
/** How far, in module widths, the rings' edges may lie from those of the fitted ellipses on average. */
const maxMiss = 0.16

/** The affine map from module widths about the finder's middle to pixels, up to its turn; null where the rings are none. */
function fitRings(grey: Grey, start: Point, unit: number): Affine | null {
  let centre = start
  for (let round = 0; round < 2; round++) {
    const seen = Array.from({ length: rays }, (_, i) => crossings(grey, centre, (i * 2 * Math.PI) / rays, unit))
    if (seen.filter((edges) => edges !== null).length < rays * 0.8) return null
    let [shiftX, shiftY, pairs] = [0, 0, 0]
    // Least squares of s² = p cos² + 2 q cos sin + r sin², where s is how many module widths a pixel is in that direction.
    const equations: number[][] = []
    const values: number[] = []
    for (const [i, edges] of seen.entries()) {
      if (edges === null) continue
      const angle = (i * 2 * Math.PI) / rays
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
      const opposite = seen[(i + rays / 2) % rays]
      if (opposite) {
        const shift = ((edges[4] as number) - (opposite[4] as number)) / 2
        shiftX += shift * cos
        shiftY += shift * sin
        pairs++
      }
      const scale = edges.slice(1).reduce((sum, edge, k) => sum + (ringEdges[k + 1] as number) / edge, 0) / 4
      equations.push([cos * cos, 2 * cos * sin, sin * sin])
      values.push(scale * scale)
    }
    const [p = 0, q = 0, r = 0] = leastSquares(equations, values) ?? []
    const det = p * r - q * q
    if (pairs < rays / 2 || !(det > 0) || !(p + r > 0)) return null
    if (round === 0) {
      // Antipodal shifts are counted twice, once from each side, and average to half the offset along each axis.
      centre = { x: centre.x + (2 * shiftX) / pairs, y: centre.y + (2 * shiftY) / pairs }
      continue
    }
    const scaleAt = (angle: number) => {
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
      return Math.sqrt(p * cos * cos + 2 * q * cos * sin + r * sin * sin)
    }
    const misses = seen.flatMap((edges, i) =>
      (edges ?? []).map((edge, k) => Math.abs(edge * scaleAt((i * 2 * Math.PI) / rays) - (ringEdges[k] as number))),
    )
    if (misses.reduce((sum, miss) => sum + miss, 0) / misses.length > maxMiss) return null
    // The map is the inverse square root of the matrix (p q; q r).
    const root = Math.sqrt(det)
    const trace = Math.sqrt(p + r + 2 * root)
    const [sp, sq, sr] = [(p + root) / trace, q / trace, (r + root) / trace]
    const rootDet = sp * sr - sq * sq
    return { a: sr / rootDet, b: -sq / rootDet, c: -sq / rootDet, d: sp / rootDet, ...centre }
  }
  return null
}

/** The finders of MaxiCodes in a picture: maps from module widths about their middles to pixels, up to a turn. */
export function findBullseyes(grey: Grey): Affine[] {
  const { width, height } = grey
  const dark = darkPixels(grey, 20)
  const found: Affine[] = []
  const known = (x: number, y: number) =>
    found.some((other) => Math.hypot(other.x - x, other.y - y) < 4 * Math.hypot(other.a, other.c))
  for (let y = 1; y < height; y += 2) {
    for (const { middle, unit } of cutsAlong(dark, y * width, 1, width)) {
      const x = Math.round(middle)
      if (known(x, y)) continue
      const across = cutsAlong(dark, x, width, height).find(
        (cut) => Math.abs(cut.middle - y) < 2 * unit && cut.unit < 2 * unit && cut.unit > unit / 2,
      )
      if (across === undefined) continue
      const fit = fitRings(grey, { x: middle, y: across.middle }, Math.max(unit, across.unit))
      if (fit !== null && !known(fit.x, fit.y)) found.push(fit)
    }
  }
  return found
}
