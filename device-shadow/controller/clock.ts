import type { TimeQuality } from '../documents/events.ts'

/** Time as a device has it. */
export interface Clock {
  /** Epoch ms by the device's clock, whole. */
  now(): number
  /** Milliseconds since boot, whole; never steps. */
  mono(): number
  quality(): TimeQuality
  /** Offset against the last time source, ms. */
  offsetMs(): number
  /** The cloud said its time (epoch ms, to the second) in answer to what was asked at `askedMono`. Absent: nobody listens. */
  told?(cloudMs: number, askedMono: number): void
  /** Runs once after `ms`; answers how to call it off. */
  after(ms: number, run: () => void): () => void
}

/** The computer's own clock, taken as synced: for simulations and tests. A device in a room runs by `makeTrustedClock`. */
export const systemClock = (): Clock => ({
  now: () => Date.now(),
  mono: () => Math.floor(performance.now()),
  quality: () => 's',
  offsetMs: () => 0,
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
})

/** Runs again and again, `everyMs()` after the end of each run, until the answer is called. */
export const repeat = (clock: Clock, everyMs: () => number, run: () => void): (() => void) => {
  let cancel = () => {}
  let stopped = false
  const next = () => {
    cancel = clock.after(everyMs(), () => {
      run()
      if (!stopped) next()
    })
  }
  next()
  return () => {
    stopped = true
    cancel()
  }
}
