/** How far a synced clock may run ahead of receipt before it is held back, in milliseconds. */
export const MAX_AHEAD_MS = 5_000
/**
 * How far off a clock may be, in milliseconds, before "synced" is not believed: one and a half keep-alives of 60 s, as
 * long a message may hang in a connection that died. A clock that is off by less harms no verdict (`before` is 2 min).
 */
const FAR_OFF_MS = 90_000

/** The clocks of one event as the device sent it: wall clock `t`, monotonic clock `m` of boot `bt`, time quality `tq`. */
export interface DeviceClock {
  readonly t: number
  readonly m: number
  readonly bt: number
  readonly tq: 's' | 'h' | 'u'
}

/** A device's clocks when it sent a message: the envelope's `at`. */
export type SentClock = Pick<DeviceClock, 't' | 'm' | 'bt'>

/**
 * Event time by the clock rule. `uncertain` is there where only bounds are known; `clamped` where a synced clock ran ahead;
 * `clockOffMs` where a clock that called itself synced was not (positive: it was slow).
 */
export interface EventTime {
  readonly atMs: number
  readonly clamped: boolean
  readonly uncertain: { readonly fromMs: number; readonly toMs: number } | null
  readonly clockOffMs: number | null
}

/** By how much a clock that calls itself synced was slow (negative: fast) when it sent, if that is not to be believed. */
export const clockOff = (sentAtMs: number, receivedAtMs: number): number | null => {
  const offMs = receivedAtMs - sentAtMs
  return Math.abs(offMs) > FAR_OFF_MS ? offMs : null
}

/**
 * The clock rule of the device contract, section 3. A synced time is taken, held back to receipt + 5 s. Otherwise the
 * event is rebased by the monotonic clock, `receipt − (sent.m − event.m)`, within the same boot. Otherwise only an
 * interval is known: not before `notBeforeMs` (the last sure event of the device, default 0), not after receipt.
 * `sent` is the envelope's own clock (`at`), all times in epoch milliseconds.
 *
 * "Synced" is the device's word, and checked: a clock that is far off when it sends counts as unknown. One that is right
 * now, but was set since the event by as much, leaves both times possible. Old events of a good clock are not touched by
 * either: the age of an event is in both of its clocks.
 */
export const eventTime = (input: {
  readonly event: DeviceClock
  readonly sent: SentClock
  readonly receivedAtMs: number
  readonly notBeforeMs?: number
}): EventTime => {
  const { event, sent, receivedAtMs } = input
  const age = sent.m - event.m
  const rebased = event.bt === sent.bt && age >= 0 ? Math.max(0, receivedAtMs - age) : null
  const offMs = event.tq === 's' ? clockOff(sent.t, receivedAtMs) : null
  if (event.tq === 's' && offMs === null) {
    const latest = receivedAtMs + MAX_AHEAD_MS
    const told = Math.min(event.t, latest)
    const setByMs = rebased === null ? null : clockOff(event.t, rebased)
    if (rebased === null || setByMs === null)
      return { atMs: told, clamped: event.t > latest, uncertain: null, clockOffMs: null }
    const uncertain = { fromMs: Math.min(told, rebased), toMs: Math.max(told, rebased) }
    return { atMs: rebased, clamped: false, uncertain, clockOffMs: setByMs }
  }
  if (rebased !== null) return { atMs: rebased, clamped: false, uncertain: null, clockOffMs: offMs }
  const fromMs = Math.min(input.notBeforeMs ?? 0, receivedAtMs)
  // A holdover clock drifts but is the best guess; an unknown one says nothing, so the latest possible time stands in.
  const atMs = event.tq === 'h' ? Math.min(Math.max(event.t, fromMs), receivedAtMs) : receivedAtMs
  return { atMs, clamped: false, uncertain: { fromMs, toMs: receivedAtMs }, clockOffMs: offMs }
}
