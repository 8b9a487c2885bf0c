import type * as z from 'zod'
import type { WeeklyWindow } from '../../contracts/access.ts'

/** The window as a controller reads it: day mask (Monday = 1 … Sunday = 64), minutes of the local day, minutes east of UTC. */
export interface DeviceWindow {
  readonly d: number
  readonly f: number
  readonly t: number
  readonly o: number
}

/** Minutes east of UTC of a time zone at an instant (epoch ms). */
export const offsetMinutes = (timeZone: string, atMs: number): number => {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(atMs)
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT'
  const m = /^GMT(?:([+-])(\d{2}):(\d{2}))?$/.exec(name)
  if (!m?.[1]) return 0
  return (m[1] === '-' ? -1 : 1) * (Number(m[2]) * 60 + Number(m[3]))
}

/** Resolves a weekly window of a property to the fixed offset that holds now; a set is sent again when that changes. */
export const deviceWindow = (
  window: z.infer<typeof WeeklyWindow> | null,
  timeZone: string,
  atMs: number,
): DeviceWindow | null =>
  window && {
    d: window.days.reduce((mask, day) => mask | (1 << (day - 1)), 0),
    f: window.fromMinute,
    t: window.toMinute,
    o: offsetMinutes(timeZone, atMs),
  }
