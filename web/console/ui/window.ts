import type { Item } from '../../client/endpoints.ts'
import { t } from '../messages.ts'

type Window = Item<'GET /v1/access-grants'>['window']

/** Minutes of a day as `HH:MM`. */
export const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** `HH:MM` as minutes of a day; null where it is no time of day. `24:00` is the end of a day. */
export const minuteOf = (clock: string): number | null => {
  const found = /^([01]?\d|2[0-4]):([0-5]\d)$/.exec(clock.trim())
  if (!found) return null
  const minute = Number(found[1]) * 60 + Number(found[2])
  return minute <= 1440 ? minute : null
}

/** The hours of a grant in words. */
export const windowText = (window: Window): string => {
  if (window === null) return t.access.anyHour
  const days = window.days.toSorted((a, b) => a - b).map((day) => t.access.dayNames[day - 1])
  return `${days.join(' ')}, ${clockOf(window.fromMinute)}-${clockOf(window.toMinute)}`
}
