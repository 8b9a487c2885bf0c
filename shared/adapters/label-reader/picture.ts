import { createHash } from 'node:crypto'
import sharp from 'sharp'
import type { PictureRefusal } from '../../contracts/label.ts'
import { type Grey, sharpToGrey } from './grey.ts'

/** The most bytes a picture may have. */
export const maxPictureBytes = 15 * 1024 * 1024
/** The most pixels a picture may have before it is decoded. */
export const maxPicturePixels = 40_000_000
/** The shortest side, in pixels, in which a code could still be read: a crop of bars is low. */
export const minPictureSide = 16

/** An upright grey picture of at most `maxSide` pixels a side; `scale` takes its coordinates to those of the full picture. */
export type Picture = {
  readonly sha256: string
  readonly width: number
  readonly height: number
  readonly grey: Grey
  readonly scale: number
}

/** A picture, or why it is refused. */
export type PictureOutcome =
  | { readonly ok: true; readonly picture: Picture }
  | { readonly ok: false; readonly refusal: PictureRefusal }

const refuse = (code: PictureRefusal['code'], message: string): PictureOutcome => ({
  ok: false,
  refusal: { code, message },
})

const readableFormats = new Set(['jpeg', 'png', 'webp', 'tiff', 'gif'])

/** The picture's identity: the SHA-256 of its bytes, in hex. */
export const pictureSha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/**
 * Opens a picture: checks size and format before decoding, applies the EXIF orientation, drops metadata, flattens on white,
 * turns grey. Never decodes more than `maxPicturePixels`.
 */
export async function openPicture(bytes: Uint8Array, maxSide = 2400): Promise<PictureOutcome> {
  if (bytes.byteLength > maxPictureBytes) {
    return refuse(
      'picture.too_many_bytes',
      `The picture has ${bytes.byteLength} bytes, more than ${maxPictureBytes}. Send it as JPEG or make it smaller.`,
    )
  }
  const input = { limitInputPixels: maxPicturePixels, failOn: 'error', sequentialRead: true } as const
  let width: number
  let height: number
  try {
    const found = await sharp(bytes, { ...input, limitInputPixels: false }).metadata()
    if (!readableFormats.has(found.format)) {
      return refuse('picture.not_a_picture', `The file is ${found.format}. Send a JPEG, PNG or WebP picture.`)
    }
    const sideways = (found.orientation ?? 1) >= 5
    width = sideways ? found.height : found.width
    height = sideways ? found.width : found.height
  } catch {
    return refuse(
      'picture.not_a_picture',
      'The file is no readable picture. Take it again and send a JPEG, PNG or WebP picture.',
    )
  }
  if (width * height > maxPicturePixels) {
    return refuse(
      'picture.too_many_pixels',
      `The picture has ${width} x ${height} pixels, more than ${maxPicturePixels / 1e6} million. Send it smaller.`,
    )
  }
  if (Math.min(width, height) < minPictureSide) {
    return refuse(
      'picture.too_small',
      `The picture has ${width} x ${height} pixels, too few to hold a code. Send the whole photo.`,
    )
  }
  try {
    const grey = await sharpToGrey(
      sharp(bytes, input)
        .autoOrient()
        .flatten({ background: '#ffffff' })
        .greyscale()
        .resize(maxSide, maxSide, { fit: 'inside', withoutEnlargement: true }),
    )
    return { ok: true, picture: { sha256: pictureSha256(bytes), width, height, grey, scale: width / grey.width } }
  } catch {
    return refuse('picture.not_a_picture', 'The picture is damaged and cannot be decoded. Take it again.')
  }
}
