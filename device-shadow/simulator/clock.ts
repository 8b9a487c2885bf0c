import { type Clock, systemClock } from '../controller/clock.ts'
import type { TimeQuality } from '../documents/events.ts'

/** A clock that can be wrong: set forward or back, or without a time source. */
export interface SimulatedClock extends Clock {
  /** Sets the wall clock by `ms` against the truth; the monotonic clock and timers run on. */
  shift(ms: number): void
  lose(quality: TimeQuality): void
}

/** Makes a clock with faults over another one. @default the system's clock */
export const makeSimulatedClock = (truth: Clock = systemClock()): SimulatedClock => {
  let shiftMs = 0
  let quality: TimeQuality = truth.quality()
  return {
    now: () => truth.now() + shiftMs,
    mono: truth.mono,
    quality: () => quality,
    offsetMs: () => shiftMs,
    after: truth.after,
    shift: (ms) => {
      shiftMs = ms
    },
    lose: (next) => {
      quality = next
    },
  }
}
