import sharp, { type Sharp } from 'sharp'
import { type Grey, type Point, projectionTo, sampleAt, sharpToGrey } from '../../shared/adapters/label-reader/grey.ts'
import type { Random } from './random.ts'

/** What may happen to a picture of a label. */
export const degradations = [
  'none',
  'rotated',
  'blurred',
  'blurred_heavily',
  'glare',
  'low_light',
  'creased',
  'perspective',
  'perspective_strong',
  'jpeg_30',
  'half_size',
  'combined',
] as const
/** One thing that happens to a picture. */
export type Degradation = (typeof degradations)[number]

/** Pictures of which a person could still read name and number; heavy blur is reported but not demanded. */
export const isReadable = (degradation: Degradation) => degradation !== 'blurred_heavily'

const cardboard = { r: 176, g: 140, b: 100 }
const greyBoard = 145

async function onCardboard(label: Buffer, degrees: number, labelWidth: number): Promise<Sharp> {
  const turned = await sharp(label)
    .resize({ width: labelWidth })
    .ensureAlpha()
    .rotate(degrees, { background: { r: 0, g: 0, b: 0, alpha: 0 } })
    .png({ compressionLevel: 1 })
    .toBuffer({ resolveWithObject: true })
  const margin = Math.round(labelWidth * 0.12)
  const flat = await sharp({
    create: {
      width: turned.info.width + 2 * margin,
      height: turned.info.height + 2 * margin,
      channels: 3,
      background: cardboard,
    },
  })
    .composite([{ input: turned.data, left: margin, top: margin }])
    .removeAlpha()
    .png({ compressionLevel: 1 })
    .toBuffer()
  return sharp(flat)
}

/** The inverse of a projection's three by three matrix, as a function of a point. */
function inverseOf(projection: readonly number[]): (point: Point) => Point {
  const [a, b, c, d, e, f, g, h] = projection as [number, number, number, number, number, number, number, number]
  const [A, B, C] = [e - f * h, c * h - b, b * f - c * e]
  const [D, E, F] = [f * g - d, a - c * g, c * d - a * f]
  const [G, H, I] = [d * h - e * g, b * g - a * h, a * e - b * d]
  return ({ x, y }) => {
    const w = G * x + H * y + I
    return { x: (A * x + B * y + C) / w, y: (D * x + E * y + F) / w }
  }
}

async function inPerspective(label: Buffer, strength: number, random: Random): Promise<Sharp> {
  const source = await sharpToGrey(sharp(label).resize({ width: 1100 }).greyscale())
  const [width, height] = [1500, 2000]
  const [left, top, right, bottom] = [180, 180, width - 180, height - 180]
  const bend = () => random.between(0, strength)
  const corners = [
    { x: left + bend() * 600, y: top + bend() * 500 },
    { x: right - bend() * 600, y: top + bend() * 500 },
    { x: right - bend() * 200, y: bottom - bend() * 300 },
    { x: left + bend() * 200, y: bottom - bend() * 300 },
  ]
  const back = inverseOf(projectionTo(source.width, source.height, corners))
  const target: Grey = { data: new Uint8Array(width * height).fill(greyBoard), width, height }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = back({ x: x + 0.5, y: y + 0.5 })
      if (from.x < 0 || from.y < 0 || from.x >= source.width || from.y >= source.height) continue
      target.data[y * width + x] = sampleAt(source, from.x - 0.5, from.y - 0.5)
    }
  }
  return sharp(target.data, { raw: { width, height, channels: 1 } })
}

/** Points x, y and radii in shares of the picture. */
const ellipse = (x: number, y: number, rx: number, ry: number) =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" preserveAspectRatio="none" width="100" height="100"><defs><radialGradient id="g"><stop offset="0.35" stop-color="#fff" stop-opacity="0.95"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient></defs><ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="url(#g)"/></svg>`,
  )

async function withOverlay(picture: Sharp, overlay: Buffer, blend: 'over' | 'multiply'): Promise<Sharp> {
  const { data, info } = await picture.png({ compressionLevel: 1 }).toBuffer({ resolveWithObject: true })
  const laid = await sharp(overlay, { density: 300 }).resize(info.width, info.height, { fit: 'fill' }).png().toBuffer()
  return sharp(
    await sharp(data)
      .composite([{ input: laid, blend }])
      .png({ compressionLevel: 1 })
      .toBuffer(),
  )
}

const creases = (random: Random) => {
  const folds = [random.between(20, 45), random.between(50, 80)]
  const shade = folds
    .map(
      (at) =>
        `<linearGradient id="f${Math.round(at)}" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#fff"/><stop offset="0.48" stop-color="#999"/><stop offset="0.52" stop-color="#fff"/></linearGradient><rect x="0" y="${at - 3}" width="100" height="6" fill="url(#f${Math.round(at)})" transform="rotate(${random.between(-6, 6)} 50 ${at})"/>`,
    )
    .join('')
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" preserveAspectRatio="none" width="100" height="100"><rect width="100" height="100" fill="#fff"/>${shade}</svg>`,
  )
}

/** Makes a picture of a printed label as a phone might take it; PNG for clean ones, JPEG for the rest. */
export async function takePicture(label: Buffer, degradation: Degradation, random: Random): Promise<Buffer> {
  const tilt = random.between(-6, 6)
  const jpeg = (picture: Sharp, quality = 85) => picture.jpeg({ quality }).toBuffer()
  switch (degradation) {
    case 'none':
      return label
    case 'rotated':
      return jpeg(await onCardboard(label, random.between(0, 360), 1150))
    case 'blurred':
      return jpeg((await onCardboard(label, tilt, 1150)).blur(random.between(1, 2.2)))
    case 'blurred_heavily':
      return jpeg((await onCardboard(label, tilt, 1150)).blur(random.between(3, 4.5)))
    case 'glare':
      return jpeg(
        await withOverlay(
          await onCardboard(label, tilt, 1150),
          ellipse(random.between(20, 80), random.between(20, 80), random.between(12, 22), random.between(8, 14)),
          'over',
        ),
      )
    case 'low_light':
      return jpeg((await onCardboard(label, tilt, 1150)).linear(random.between(0.12, 0.3), random.between(2, 10)))
    case 'creased':
      return jpeg(await withOverlay(await onCardboard(label, tilt, 1150), creases(random), 'multiply'))
    case 'perspective':
      return jpeg(await inPerspective(label, 0.2, random))
    case 'perspective_strong':
      return jpeg(await inPerspective(label, 0.5, random))
    case 'jpeg_30':
      return jpeg(await onCardboard(label, tilt, 1150), 30)
    case 'half_size':
      return jpeg(await onCardboard(label, tilt, 575))
    case 'combined':
      return jpeg(
        (await onCardboard(label, random.between(-12, 12), 1000))
          .blur(random.between(0.8, 1.2))
          .linear(random.between(0.4, 0.6), 10),
        50,
      )
  }
}
