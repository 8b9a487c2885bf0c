import { type Grey, greyToSharp, type Point, sharpToGrey } from './grey.ts'

/** A picture turned about its centre, grown to hold its corners, and the way back for points. */
export type Straightened = { readonly grey: Grey; readonly back: (point: Point) => Point }

/** Turns a picture clockwise by `degrees`; what was outside becomes grey like its border. */
export async function turn(grey: Grey, degrees: number): Promise<Straightened> {
  let border = 0
  for (let x = 0; x < grey.width; x++) border += grey.data[x] as number
  const level = Math.round(border / grey.width)
  const turned = await sharpToGrey(greyToSharp(grey).rotate(degrees, { background: { r: level, g: level, b: level } }))
  const angle = (-degrees * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  return {
    grey: turned,
    back: ({ x, y }) => {
      const [dx, dy] = [x - turned.width / 2, y - turned.height / 2]
      return { x: dx * cos - dy * sin + grey.width / 2, y: dx * sin + dy * cos + grey.height / 2 }
    },
  }
}

/** An angle in degrees brought to (-45, 45], the least turn that sets a right-angled thing straight. */
export const toQuarter = (degrees: number): number => {
  const turned = (((degrees + 45) % 90) + 90) % 90
  return turned - 45
}
