import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { maxPictureBytes, openPicture } from './picture.ts'

const white = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#fff' } })

/** A PNG of a few hundred bytes that claims to be as large as wanted: what a picture bomb is. */
function pngClaiming(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(data.length)
    frame.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width)
  head.writeUInt32BE(height, 4)
  head.set([1, 0, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc(64))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

describe('a picture is refused by name', () => {
  test.each([
    ['more bytes than allowed', async () => new Uint8Array(maxPictureBytes + 1), 'picture.too_many_bytes'],
    ['a bomb of 3,600 megapixels', async () => pngClaiming(60_000, 60_000), 'picture.too_many_pixels'],
    ['one pixel', () => white(1, 1).png().toBuffer(), 'picture.too_small'],
    ['no bytes', async () => new Uint8Array(0), 'picture.not_a_picture'],
    ['a text file', async () => Buffer.from('not a picture at all'), 'picture.not_a_picture'],
    [
      'an SVG',
      async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"/>'),
      'picture.not_a_picture',
    ],
    ['half a JPEG', async () => (await white(900, 900).jpeg().toBuffer()).subarray(0, 700), 'picture.not_a_picture'],
  ])('%s', async (_name, make, code) => {
    expect(await openPicture(await make())).toMatchObject({ ok: false, refusal: { code } })
  })
})

describe('a picture is opened', () => {
  test('upright by its EXIF orientation, its own size kept', async () => {
    const sideways = await white(400, 200).withMetadata({ orientation: 6 }).jpeg().toBuffer()
    const opened = await openPicture(sideways)
    expect(opened).toMatchObject({ ok: true, picture: { width: 200, height: 400, grey: { width: 200, height: 400 } } })
  })

  test('at most 2,400 pixels long, with the scale back', async () => {
    const opened = await openPicture(await white(4800, 1200).jpeg().toBuffer())
    expect(opened).toMatchObject({ ok: true, picture: { width: 4800, scale: 2, grey: { width: 2400, height: 600 } } })
  })

  test('transparent parts are paper', async () => {
    const clear = await sharp({
      create: { width: 100, height: 100, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer()
    const opened = await openPicture(clear)
    expect(opened.ok && opened.picture.grey.data.every((level) => level === 255)).toBe(true)
  })
})
