import type { Counted } from '../../shared/contracts/metrics.ts'
import { logger } from '../../shared/runtime/logger.ts'
import { count } from '../../shared/runtime/metrics.ts'
import { type DeviceAnomaly, makeRoomEvents } from '../../shared/table/room-events.ts'
import type { Table } from '../../shared/table/table.ts'
import type { PlacesOfThings } from './places-of-things.ts'
import type { BadMessage } from './read-message.ts'

const KEPT_SECONDS = 90 * 86_400

const COUNTED: Record<DeviceAnomaly['kind'], Counted> = {
  malformed: 'DeviceMessageMalformed',
  oversized: 'DeviceMessageMalformed',
  unknown_topic: 'DeviceMessageForeign',
  foreign_topic: 'DeviceMessageForeign',
  integrity_conflict: 'IntegrityConflict',
  clock_suspect: 'DeviceClockSuspect',
  credentials_refused: 'CredentialsRefused',
  credentials_drift: 'CredentialsRefused',
  shadow_tampered: 'ShadowTampered',
}

/**
 * Keeps what could not be taken or what no honest device does, where somebody finds it: counted always, and with the device it came from where that is ours.
 * It is not tried again: the same bytes would be as bad.
 */
export const makeKeepAnomaly =
  ({ table, places }: { readonly table: Table; readonly places: PlacesOfThings }) =>
  async ({ bad, thing, receivedAtMs, note, hash }: BadMessage): Promise<void> => {
    count(COUNTED[bad])
    logger.warn('an anomaly of a device', { thing, kind: bad, note })
    const place = thing && (await places.now(thing))
    if (!place) return
    await makeRoomEvents(table).recordAnomaly(place.portfolioId, thing, {
      kind: bad,
      atMs: receivedAtMs,
      note,
      hash,
      expiresAt: Math.floor(receivedAtMs / 1000) + KEPT_SECONDS,
    })
  }

/** See {@link makeKeepAnomaly}. */
export type KeepAnomaly = ReturnType<typeof makeKeepAnomaly>
