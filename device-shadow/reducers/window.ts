import type { WeekWindow } from '../documents/credentials.ts'

const MINUTE_MS = 60_000
const DAY_MINUTES = 1440
/** 1970-01-01 was a Thursday; days are counted from Monday = 0. */
const EPOCH_WEEKDAY = 3

/** True when the instant (epoch ms) lies in the weekly window, seconds ignored. */
export const inWeekWindow = (window: WeekWindow, atMs: number): boolean => {
  const minutes = Math.floor(atMs / MINUTE_MS) + window.o
  const day = Math.floor(minutes / DAY_MINUTES)
  const minute = minutes - day * DAY_MINUTES
  const listed = (d: number) => (window.d & (1 << ((d + EPOCH_WEEKDAY) % 7))) !== 0
  if (window.f < window.t) return listed(day) && minute >= window.f && minute < window.t
  return (listed(day) && minute >= window.f) || (listed(day - 1) && minute < window.t)
}

/**
 * True when [at − tolerance, at + tolerance] touches the weekly window. Windows begin and end on whole minutes, so looking
 * once a minute misses none.
 */
export const touchesWeekWindow = (window: WeekWindow, atMs: number, toleranceMs: number): boolean => {
  for (let t = atMs - toleranceMs; t < atMs + toleranceMs; t += MINUTE_MS) if (inWeekWindow(window, t)) return true
  return inWeekWindow(window, atMs + toleranceMs)
}
