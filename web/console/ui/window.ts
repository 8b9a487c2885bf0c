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

/** Days of a week (1 = Monday) as runs: `Mon-Sat`, `Mon, Wed-Fri`. */
const daysText = (days: readonly number[]): string => {
  const runs: number[][] = []
  for (const day of days.toSorted((a, b) => a - b)) {
    const run = runs.at(-1)
    if (run?.at(-1) === day - 1) run.push(day)
    else runs.push([day])
  }
  const name = (day: number | undefined) => t.access.dayNames[(day ?? 1) - 1]
  return runs.map((run) => (run.length > 1 ? `${name(run[0])}-${name(run.at(-1))}` : name(run[0]))).join(', ')
}

/** The hours of a grant in words. */
export const windowText = (window: Window): string =>
  window === null
    ? t.access.anyHour
    : `${daysText(window.days)} ${clockOf(window.fromMinute)}-${clockOf(window.toMinute)}`
