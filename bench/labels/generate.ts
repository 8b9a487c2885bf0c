import { ready } from 'zpl-renderer-js'
import type { ResidentEntry } from '../../shared/contracts/label.ts'
import { type Addressee, drawAddressee } from './addressees.ts'
import { type Degradation, degradations, takePicture } from './degrade.ts'
import { drawLabel, type GeneratedLabel } from './layouts.ts'
import { makeRandom } from './random.ts'

/** A made-up picture of a label, and what stands on it. */
export type GeneratedPicture = {
  readonly index: number
  readonly addressee: Addressee
  readonly label: GeneratedLabel
  readonly degradation: Degradation
  readonly bytes: Buffer
}

/** Makes the picture of a seed and index; the same two always give the same picture. */
export async function generatePicture(
  seed: number,
  index: number,
  directory: readonly ResidentEntry[],
  today: string,
): Promise<GeneratedPicture> {
  const random = makeRandom(seed * 1_000_003 + index)
  const addressee = drawAddressee(directory, today, random)
  const label = drawLabel(
    addressee,
    directory.map(({ firstName, lastName }) => `${firstName} ${lastName}`),
    random,
  )
  const degradation = degradations[index % degradations.length] as Degradation
  const { api } = await ready
  const png = Buffer.from(await api.zplToBase64Async(label.zpl, 101.6, 152.4, 8), 'base64')
  return { index, addressee, label, degradation, bytes: await takePicture(png, degradation, random) }
}
