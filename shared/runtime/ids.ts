import { createHash, randomBytes } from 'node:crypto'
import { fromUUIDBytes, typeidUnboxed } from 'typeid-js'
import { ID_PREFIXES, type IdKind, type ThingName } from '../contracts/ids.ts'

/** A new id of a kind; ids of one kind sort by the time they were made (UUIDv7). */
export const newId = (kind: IdKind): string => typeidUnboxed(ID_PREFIXES[kind])

/**
 * The id that belongs to a seed: the same seed and instant give the same id, so that an effect which runs twice makes one
 * thing. Sorts by `atMs` like any other id.
 */
export const idFrom = (kind: IdKind, seed: string, atMs: number): string => {
  const bytes = createHash('sha256').update(`${kind}|${seed}`).digest().subarray(0, 16)
  bytes.writeUIntBE(atMs, 0, 6)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return fromUUIDBytes(ID_PREFIXES[kind], new Uint8Array(bytes))
}

/** A new thing name of a device class: opaque and immutable. */
export const newThing = (deviceClass: string): ThingName => `${deviceClass}-${typeidUnboxed('x').slice(2)}` as ThingName

/** A random token of so many bytes, base64url. */
export const newToken = (bytes: number): string => randomBytes(bytes).toString('base64url')
