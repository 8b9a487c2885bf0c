import { createHash } from 'node:crypto'
import type { DoorDesired } from '../../../device-shadow/documents/shadows.ts'
import { durationMs } from '../../contracts/ids.ts'
import type { Standard } from '../../contracts/standard.ts'

/** Times that a controller takes, seconds. */
const LEAST_S = 0.1
const MOST_S = 86_400

const seconds = (duration: string): number => Math.min(MOST_S, Math.max(LEAST_S, durationMs(duration) / 1000))

/** What a portfolio’s standard sets the doors of its rooms to; the same standard always gives the same `cfg`. */
export const doorSettings = ({ session, door }: Pick<Standard, 'session' | 'door'>): DoorDesired => {
  const settings = {
    mode: 'normal' as const,
    relockS: seconds(door.relock),
    heldWarnS: seconds(session.heldWarn),
    heldAlarmS: seconds(session.heldAlarm),
  }
  const digest = createHash('sha256').update(JSON.stringify(settings)).digest()
  return { ...settings, cfg: digest.readUInt32BE() >>> 1 }
}
