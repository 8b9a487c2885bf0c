import type { Ack } from '../documents/commands.ts'
import type { DeviceEvent, EventKind } from '../documents/events.ts'

/** What a full outbox gives up, in this order; access, door, alarm and kiosk events never. */
export const DROP_ORDER: readonly EventKind[] = ['motion', 'people', 'zone.delta']

const SCAN_KINDS: readonly EventKind[] = ['kiosk.login', 'kiosk.logout', 'scan', 'intake', 'pickup', 'attest']

/** The topic an event travels on. */
export const channelOf = (kind: EventKind): 'evt' | 'scan' => (SCAN_KINDS.includes(kind) ? 'scan' : 'evt')

/** Index of the first event (they rise by seq) with a seq above `seq`. */
export const firstAbove = (pending: readonly DeviceEvent[], seq: number): number => {
  let [low, high] = [0, pending.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((pending[middle] as DeviceEvent).seq <= seq) low = middle + 1
    else high = middle
  }
  return low
}

/** Events left after an ack. An ack of another epoch trims nothing. */
export const trimAcked = (pending: readonly DeviceEvent[], ep: number, ack: Ack): readonly DeviceEvent[] =>
  ack.ep === ep ? pending.slice(firstAbove(pending, ack.upTo)) : pending

/**
 * Answers the holes of an ack: events to send again, and ranges that were dropped and are not yet reported by a pending
 * `sys.overflow`. Numbers not given out yet (`next` and above) are ignored.
 */
export const answerGaps = (
  pending: readonly DeviceEvent[],
  ep: number,
  next: number,
  ack: Ack,
): { readonly resend: readonly DeviceEvent[]; readonly lost: readonly (readonly [number, number])[] } => {
  if (ack.ep !== ep) return { resend: [], lost: [] }
  const reported = pending.flatMap((event) => (event.k === 'sys.overflow' ? [event.p.lost] : []))
  const resend: DeviceEvent[] = []
  const lost: [number, number][] = []
  const lose = (a: number, b: number) => {
    if (a <= b && !reported.some(([from, to]) => from <= a && b <= to)) lost.push([a, b])
  }
  for (const [from, to] of ack.gaps) {
    const last = Math.min(to, next - 1)
    let expected = from
    for (let i = firstAbove(pending, from - 1); i < pending.length; i++) {
      const event = pending[i] as DeviceEvent
      if (event.seq > last) break
      lose(expected, event.seq - 1)
      resend.push(event)
      expected = event.seq + 1
    }
    lose(expected, last)
  }
  return { resend, lost }
}

/**
 * Makes room in a full outbox: at least `count` events go, oldest of the least important kind first, as far as there are
 * any. Kinds outside {@link DROP_ORDER} stay, so the outbox may grow beyond its size rather than lose them.
 */
export const dropForSpace = (pending: readonly DeviceEvent[], count: number): readonly DeviceEvent[] => {
  const dropped = new Set<number>()
  for (const kind of DROP_ORDER) {
    for (const event of pending) {
      if (dropped.size >= count) break
      if (event.k === kind) dropped.add(event.seq)
    }
  }
  return dropped.size === 0 ? pending : pending.filter((event) => !dropped.has(event.seq))
}

/** When what an event tells of was, by the device's clock: an intake's refusal is told later than the intake was made. */
export const factTime = ({ k, t, p }: DeviceEvent): number => (k === 'scan' ? Math.min(t, p.of ?? t) : t)

/**
 * Watermark: everything of up to this time (epoch ms) has been acknowledged. With nothing pending it is now; else just before
 * the earliest pending time. What is pending from a time to come was stamped before the clock was set back, nobody knows
 * when: then nothing is said, and what was said before stands (0; the cloud keeps the latest).
 */
export const drainedAt = (earliestMs: number | null, nowMs: number): number =>
  earliestMs === null ? nowMs : earliestMs > nowMs ? 0 : Math.max(0, earliestMs - 1)
