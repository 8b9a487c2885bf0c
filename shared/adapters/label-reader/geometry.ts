import type { Point } from './grey.ts'

/** The convex hull of points, counter-clockwise in a y-down plane, without collinear points. */
export function convexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y)
  if (sorted.length < 3) return sorted
  const cross = (o: Point, a: Point, b: Point) => (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x)
  const half = (list: readonly Point[]) => {
    const chain: Point[] = []
    for (const point of list) {
      while (chain.length >= 2 && cross(chain.at(-2) as Point, chain.at(-1) as Point, point) <= 0) chain.pop()
      chain.push(point)
    }
    chain.pop()
    return chain
  }
  return [...half(sorted), ...half(sorted.reverse())]
}

/** A rectangle at any angle: centre, extent along and across the angle (radians, along the longer side). */
export type TiltedRectangle = {
  readonly centre: Point
  readonly long: number
  readonly short: number
  readonly angle: number
}

/** The smallest rectangle around a convex hull (rotating calipers). */
export function smallestRectangle(hull: readonly Point[]): TiltedRectangle {
  let best: TiltedRectangle | null = null
  let bestArea = Number.POSITIVE_INFINITY
  for (let i = 0; i < hull.length; i++) {
    const from = hull[i] as Point
    const to = hull[(i + 1) % hull.length] as Point
    const length = Math.hypot(to.x - from.x, to.y - from.y)
    if (length === 0) continue
    const ux = (to.x - from.x) / length
    const uy = (to.y - from.y) / length
    let [minU, maxU, minV, maxV] = [Infinity, -Infinity, Infinity, -Infinity]
    for (const point of hull) {
      const u = point.x * ux + point.y * uy
      const v = -point.x * uy + point.y * ux
      if (u < minU) minU = u
      if (u > maxU) maxU = u
      if (v < minV) minV = v
      if (v > maxV) maxV = v
    }
    const along = maxU - minU + 1
    const across = maxV - minV + 1
    if (along * across >= bestArea) continue
    bestArea = along * across
    const cu = (minU + maxU) / 2
    const cv = (minV + maxV) / 2
    const centre = { x: cu * ux - cv * uy, y: cu * uy + cv * ux }
    const angle = Math.atan2(uy, ux)
    best =
      along >= across
        ? { centre, long: along, short: across, angle }
        : { centre, long: across, short: along, angle: angle + Math.PI / 2 }
  }
  if (best !== null) return best
  const only = hull[0] ?? { x: 0, y: 0 }
  return { centre: only, long: 1, short: 1, angle: 0 }
}

/** The four corners of a rectangle whose text runs along `angle` (radians), clockwise from the text's top left. */
export function rectangleCorners(centre: Point, along: number, across: number, angle: number): Point[] {
  const [ux, uy] = [(Math.cos(angle) * along) / 2, (Math.sin(angle) * along) / 2]
  const [vx, vy] = [(-Math.sin(angle) * across) / 2, (Math.cos(angle) * across) / 2]
  return [
    { x: centre.x - ux - vx, y: centre.y - uy - vy },
    { x: centre.x + ux - vx, y: centre.y + uy - vy },
    { x: centre.x + ux + vx, y: centre.y + uy + vy },
    { x: centre.x - ux + vx, y: centre.y - uy + vy },
  ]
}

/** An angle brought to (-period/2, period/2], radians. */
export function wrapAngle(angle: number, period = 2 * Math.PI): number {
  const turned = angle - period * Math.floor(angle / period)
  return turned > period / 2 ? turned - period : turned
}
