import type { CaptureHint } from '../../contracts/label.ts'
import { type Grey, halve } from './grey.ts'

/**
 * How well a picture was taken. `dark` and `light` are the grey levels that 2 % of the picture are below and above, `blur`
 * grows with the blur of the sharpest edges: 0 sharp, 0.3 for a Gaussian of 2 pixels in a picture 1,300 pixels long, 0.9 for
 * 4, 1.5 for 8.
 */
export type Capture = { readonly dark: number; readonly light: number; readonly blur: number }

/** A hint, and whether it is hopeless to look for text at all. */
export type CaptureVerdict = { readonly hint: CaptureHint; readonly hopeless: boolean }

const tile = 24
const minTileContrast = 24

/** Measures a picture in a few milliseconds. */
export function measureCapture(grey: Grey): Capture {
  let small = grey
  while (Math.max(small.width, small.height) > 1300) small = halve(small)
  const { data, width, height } = small
  const histogram = new Uint32Array(256)
  for (const level of data) histogram[level] = (histogram[level] as number) + 1
  const quantile = (share: number) => {
    let left = share * data.length
    let level = 0
    while (level < 255 && left > (histogram[level] as number)) left -= histogram[level++] as number
    return level
  }
  const sharpness: number[] = []
  for (let top = 0; top + tile < height; top += tile) {
    for (let left = 0; left + tile < width; left += tile) {
      let [low, high, steepest] = [255, 0, 0]
      for (let y = top; y < top + tile; y++) {
        for (let x = left; x < left + tile; x++) {
          const at = y * width + x
          const level = data[at] as number
          if (level < low) low = level
          if (level > high) high = level
          const slope = Math.max(
            Math.abs(level - (data[at + 1] as number)),
            Math.abs(level - (data[at + width] as number)),
          )
          if (slope > steepest) steepest = slope
        }
      }
      if (high - low >= minTileContrast) sharpness.push(steepest / (high - low))
    }
  }
  sharpness.sort((a, b) => b - a)
  const best = sharpness[Math.floor(sharpness.length * 0.1)] ?? 1
  return { dark: quantile(0.02), light: quantile(0.98), blur: Math.max(0, 0.4 / best - 0.4) }
}

const hints: Record<CaptureHint['code'], string> = {
  too_dark: 'The picture is too dark. Turn on a light or the flash.',
  too_bright: 'The picture is washed out. Turn away from the light, or turn off the flash.',
  too_blurred: 'The picture is blurred. Hold still and let the camera focus.',
  too_small: 'The label is too small in the picture. Move closer.',
  no_label: 'No label is in sight. Turn its side towards the camera.',
}

/** The sentence of a hint. */
export const hintOf = (code: CaptureHint['code']): CaptureHint => ({ code, message: hints[code] })

/** What to do about a picture as it was taken, or null; `hopeless` where reading text would be a waste of time. */
export function judgeCapture(
  { dark, light, blur }: Capture,
  size: { width: number; height: number },
): CaptureVerdict | null {
  const verdict = (code: CaptureHint['code'], hopeless: boolean) => ({ hint: hintOf(code), hopeless })
  if (Math.max(size.width, size.height) < 300) return verdict('too_small', true)
  if (light < 22) return verdict('too_dark', light - dark < 10)
  if (light - dark < 18) return verdict(light > 190 ? 'too_bright' : 'too_dark', light - dark < 8)
  if (blur > 1.4) return verdict('too_blurred', true)
  if (light < 50) return verdict('too_dark', false)
  if (blur > 0.8) return verdict('too_blurred', false)
  if (Math.max(size.width, size.height) < 600) return verdict('too_small', false)
  return null
}
