/** How far a synced clock may run ahead of receipt before it is held back, in milliseconds. */
export const MAX_AHEAD_MS = 5_000

/** The clocks of one event as the device sent it: wall clock `t`, monotonic clock `m` of boot `bt`, time quality `tq`. */
export interface DeviceClock {
  readonly t: number
  readonly m: number
  readonly bt: number
  readonly tq: 's' | 'h' | 'u'
}

/** Event time by the clock rule. `uncertain` is there where only bounds are known; `clamped` where a synced clock ran ahead. */
export interface EventTime {
  readonly atMs: number
  readonly clamped: boolean
  readonly uncertain: { readonly fromMs: number; readonly toMs: number } | null
}

/**
 * The clock rule of the device contract, section 3. A synced time is taken, held back to receipt + 5 s. Otherwise the
 * event is rebased by the monotonic clock, `receipt − (sent.m − event.m)`, within the same boot. Otherwise only an
 * interval is known: not before `notBeforeMs` (the last sure event of the device, default 0), not after receipt.
 * `sent` is the envelope's own clock (`at`), all times in epoch milliseconds.
 */
export const eventTime = (input: {
  readonly event: DeviceClock
  readonly sent: { readonly m: number; readonly bt: number }
  readonly receivedAtMs: number
  readonly notBeforeMs?: number
}): EventTime => {
  const { event, sent, receivedAtMs } = input
  if (event.tq === 's') {
    const latest = receivedAtMs + MAX_AHEAD_MS
    return { atMs: Math.min(event.t, latest), clamped: event.t > latest, uncertain: null }
  }
  const age = sent.m - event.m
  if (event.bt === sent.bt && age >= 0)
    return { atMs: Math.max(0, receivedAtMs - age), clamped: false, uncertain: null }
  const fromMs = Math.min(input.notBeforeMs ?? 0, receivedAtMs)
  // A holdover clock drifts but is the best guess; an unknown one says nothing, so the latest possible time stands in.
  const atMs = event.tq === 'h' ? Math.min(Math.max(event.t, fromMs), receivedAtMs) : receivedAtMs
  return { atMs, clamped: false, uncertain: { fromMs, toMs: receivedAtMs } }
}
