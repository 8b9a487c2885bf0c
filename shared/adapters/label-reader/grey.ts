import sharp, { type Sharp } from 'sharp'

/** One grey plane: `data[y * width + x]`, 0 black to 255 white. */
export type Grey = { readonly data: Uint8Array; readonly width: number; readonly height: number }

/** A point in pixels. */
export type Point = { readonly x: number; readonly y: number }

/** Wraps a grey plane for sharp. */
export const greyToSharp = (grey: Grey) =>
  sharp(grey.data, { raw: { width: grey.width, height: grey.height, channels: 1 } })

/** Runs a sharp pipeline to a grey plane. */
export async function sharpToGrey(pipeline: Sharp): Promise<Grey> {
  const { data, info } = await pipeline.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  if (info.channels === 1)
    return {
      data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      width: info.width,
      height: info.height,
    }
  const plane = new Uint8Array(info.width * info.height)
  for (let i = 0; i < plane.length; i++) plane[i] = data[i * info.channels] as number
  return { data: plane, width: info.width, height: info.height }
}

/** The picture with its levels from `dark` to `light` spread over the whole scale. */
export function stretched(grey: Grey, dark: number, light: number): Grey {
  const span = Math.max(1, light - dark)
  const table = Uint8Array.from({ length: 256 }, (_, level) =>
    Math.round(Math.min(255, Math.max(0, ((level - dark) * 255) / span))),
  )
  return { ...grey, data: grey.data.map((level) => table[level] as number) }
}

/** Half the size, each pixel the mean of four. */
export function halve(grey: Grey): Grey {
  const width = Math.max(1, grey.width >> 1)
  const height = Math.max(1, grey.height >> 1)
  const data = new Uint8Array(width * height)
  const source = grey.data
  for (let y = 0; y < height; y++) {
    let from = 2 * y * grey.width
    const below = 2 * y + 1 < grey.height ? grey.width : 0
    for (let x = 0; x < width; x++, from += 2) {
      const right = 2 * x + 1 < grey.width ? 1 : 0
      data[y * width + x] =
        ((source[from] as number) +
          (source[from + right] as number) +
          (source[from + below] as number) +
          (source[from + below + right] as number) +
          2) >>
        2
    }
  }
  return { data, width, height }
}

/** The picture at 1, 1/2 and 1/4, for sampling without aliasing. */
export function pyramid(grey: Grey): Grey[] {
  const half = halve(grey)
  return [grey, half, halve(half)]
}

/** Samples a grey plane between pixels; outside of it, the nearest edge pixel. */
export function sampleAt(grey: Grey, x: number, y: number): number {
  const cx = Math.min(Math.max(x, 0), grey.width - 1)
  const cy = Math.min(Math.max(y, 0), grey.height - 1)
  const x0 = cx | 0
  const y0 = cy | 0
  const x1 = x0 + 1 < grey.width ? x0 + 1 : x0
  const y1 = y0 + 1 < grey.height ? y0 + 1 : y0
  const fx = cx - x0
  const fy = cy - y0
  const row0 = y0 * grey.width
  const row1 = y1 * grey.width
  const top = (grey.data[row0 + x0] as number) * (1 - fx) + (grey.data[row0 + x1] as number) * fx
  const bottom = (grey.data[row1 + x0] as number) * (1 - fx) + (grey.data[row1 + x1] as number) * fx
  return top * (1 - fy) + bottom * fy
}

/** The eight numbers of a plane projection `x' = (a x + b y + c) / (g x + h y + 1)`. */
export type Projection = readonly number[]

/** The projection that takes the corners of a `width` x `height` rectangle to four points, clockwise from the top left. */
export function projectionTo(width: number, height: number, corners: readonly Point[]): Projection {
  const [p0, p1, p2, p3] = corners as [Point, Point, Point, Point]
  const dx1 = p1.x - p2.x
  const dx2 = p3.x - p2.x
  const dx3 = p0.x - p1.x + p2.x - p3.x
  const dy1 = p1.y - p2.y
  const dy2 = p3.y - p2.y
  const dy3 = p0.y - p1.y + p2.y - p3.y
  const det = dx1 * dy2 - dx2 * dy1
  const g = det === 0 ? 0 : (dx3 * dy2 - dx2 * dy3) / det
  const h = det === 0 ? 0 : (dx1 * dy3 - dx3 * dy1) / det
  return [
    (p1.x - p0.x + g * p1.x) / width,
    (p3.x - p0.x + h * p3.x) / height,
    p0.x,
    (p1.y - p0.y + g * p1.y) / width,
    (p3.y - p0.y + h * p3.y) / height,
    p0.y,
    g / width,
    h / height,
  ]
}

/** Cuts the quadrilateral out of the picture (given as its pyramid) and stretches it to `width` x `height`. */
export function cutOut(levels: readonly Grey[], corners: readonly Point[], width: number, height: number): Grey {
  const [p0, p1, , p3] = corners as [Point, Point, Point, Point]
  const shrink = Math.max(Math.hypot(p1.x - p0.x, p1.y - p0.y) / width, Math.hypot(p3.x - p0.x, p3.y - p0.y) / height)
  const level = Math.min(levels.length - 1, shrink >= 3 ? 2 : shrink >= 1.5 ? 1 : 0)
  const scale = 1 / 2 ** level
  const source = levels[level] as Grey
  const projection = projectionTo(width, height, corners)
  const [a, b, c, d, e, f, g, h] = projection as [number, number, number, number, number, number, number, number]
  const data = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    const v = y + 0.5
    for (let x = 0; x < width; x++) {
      const u = x + 0.5
      const w = g * u + h * v + 1
      data[y * width + x] = sampleAt(
        source,
        ((a * u + b * v + c) / w) * scale - 0.5,
        ((d * u + e * v + f) / w) * scale - 0.5,
      )
    }
  }
  return { data, width, height }
}
