import type { PackagePart } from '../domain/property-state/change.ts'
import { packageFrom } from './package-item.ts'

/** What the state of a property needs to know of a package, from its item or a stream image. */
export const packagePart = (image: Record<string, unknown>): PackagePart => {
  const { roomId, status, received, collected } = packageFrom(image)
  return { roomId, status, receivedAtMs: received.atMs, collectedAtMs: collected?.atMs ?? null }
}
