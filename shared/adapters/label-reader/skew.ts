import { type Grey, halve } from './grey.ts'

/**
 * The angle in degrees, -45 to 45, by which the straight edges of a picture (bars, letters, the label's rim) are turned,
 * from a histogram of gradient directions modulo 90 degrees.
 */
export function measureSkew(grey: Grey): number {
  let small = grey
  do small = halve(small)
  while (Math.max(small.width, small.height) > 1300)
  const bins = new Float64Array(180)
  const { data, width, height } = small
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      // Scharr's operator: plain differences lean towards the diagonals on sharp edges.
      const at = y * width + x
      const [nw, n, ne] = [data[at - width - 1] as number, data[at - width] as number, data[at - width + 1] as number]
      const [sw, s, se] = [data[at + width - 1] as number, data[at + width] as number, data[at + width + 1] as number]
      const gx = (3 * (ne + se - nw - sw) + 10 * ((data[at + 1] as number) - (data[at - 1] as number))) / 16
      const gy = (3 * (sw + se - nw - ne) + 10 * (s - n)) / 16
      const strength = gx * gx + gy * gy
      if (strength < 900) continue
      const angle = (Math.atan2(gy, gx) * 180) / Math.PI
      const turned = (((angle + 45) % 90) + 90) % 90
      const bin = Math.floor(turned * 2) % 180
      bins[bin] = (bins[bin] as number) + Math.sqrt(strength)
    }
  }
  let best = 90
  let most = -1
  for (let i = 0; i < 180; i++) {
    let sum = 0
    for (let d = -2; d <= 2; d++) sum += bins[(i + d + 180) % 180] as number
    if (sum > most) {
      most = sum
      best = i
    }
  }
  return (best + 0.5) / 2 - 45
}
