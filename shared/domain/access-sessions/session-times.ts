import { durationMs } from '../../contracts/ids.ts'
import type { SessionTimes } from '../../contracts/standard.ts'

/** {@link SessionTimes} in milliseconds. */
export type TimesMs = { readonly [K in keyof SessionTimes]: number }

/** Reads the standard's session times once, in milliseconds. */
export const timesMs = (times: SessionTimes): TimesMs => ({
  doorWait: durationMs(times.doorWait),
  mergeWithin: durationMs(times.mergeWithin),
  heldWarn: durationMs(times.heldWarn),
  heldAlarm: durationMs(times.heldAlarm),
  quiet: durationMs(times.quiet),
  maxInside: durationMs(times.maxInside),
  blindExit: durationMs(times.blindExit),
  grace: durationMs(times.grace),
  before: durationMs(times.before),
  reportWait: durationMs(times.reportWait),
  lateWithin: durationMs(times.lateWithin),
})
