import { CarrierId } from '../../contracts/ids.ts'
import { RoomEvent } from '../../contracts/room-event.ts'
import { clockOff, type EventTime, eventTime, type SentClock } from '../access-sessions/event-time.ts'

/** An event as a device sent it (device contract, section 3); `p` was checked against its kind. */
export interface DeviceFact {
  readonly ep: number
  readonly seq: number
  readonly t: number
  readonly m: number
  readonly bt: number
  readonly tq: 's' | 'h' | 'u'
  readonly k: string
  readonly p: { readonly [name: string]: unknown }
}

/** With whom and when a fact reached the cloud. */
export interface FactOrigin {
  readonly thing: string
  readonly sent: SentClock
  readonly receivedAtMs: number
  /** The last sure event time of the device, epoch ms. */
  readonly notBeforeMs: number
  /** The portfolio’s carrier of an id or code such as `ups`, or null. */
  readonly carrierIdOf: (named: string) => string | null
}

/** Classes whose watermark a verdict waits for. A locker bank opens doors like a room controller. */
export const watermarkClass = (thing: string): 'rc' | 'ks' | null => {
  const deviceClass = thing.slice(0, 2)
  if (deviceClass === 'ks') return 'ks'
  return deviceClass === 'rc' || deviceClass === 'lb' ? 'rc' : null
}

/** Event time of a fact; see `eventTime`. What is told of an earlier time (a refused intake) is as much earlier. */
export const timeOfFact = (fact: DeviceFact, origin: FactOrigin): EventTime => {
  const time = eventTime({
    event: fact,
    sent: origin.sent,
    receivedAtMs: origin.receivedAtMs,
    notBeforeMs: origin.notBeforeMs,
  })
  const earlierMs = fact.k === 'scan' && typeof fact.p.of === 'number' ? Math.max(0, fact.t - fact.p.of) : 0
  if (earlierMs === 0) return time
  const { uncertain } = time
  const back = (ms: number) => Math.max(0, ms - earlierMs)
  return {
    ...time,
    atMs: back(time.atMs),
    uncertain: uncertain && { fromMs: back(uncertain.fromMs), toMs: back(uncertain.toMs) },
  }
}

const carrierOf = (p: DeviceFact['p'], origin: FactOrigin): string | null => {
  if (typeof p.carrier !== 'string') return null
  return CarrierId.safeParse(p.carrier).success ? p.carrier : origin.carrierIdOf(p.carrier)
}

/** What a kind says about the room, or null for what concerns only the device. */
const saysOf = (fact: DeviceFact, origin: FactOrigin): Record<string, unknown> | null => {
  const { k, p } = fact
  switch (k) {
    case 'access.granted':
      return { cr: p.cr, role: p.role, via: p.via }
    case 'access.denied':
      return { cr: p.cr, via: p.via, why: p.why }
    case 'lock.state':
    case 'door.state':
      return { to: p.to, src: p.src }
    case 'alarm.raised':
      return { code: p.code, sev: p.sev }
    case 'alarm.cleared':
      return { code: p.code }
    case 'motion':
      return { on: p.on }
    case 'zone.delta':
      return { z: p.z, occ: p.occ, dg: p.dg }
    case 'kiosk.login':
      return { sid: p.ks, carrierId: carrierOf(p, origin) }
    case 'kiosk.logout':
      return { sid: p.ks }
    case 'scan':
      return { sid: p.ks, impliedCarrierId: null, ...(p.why === undefined ? {} : { refused: p.why }) }
    case 'intake':
      return { sid: p.ks, packageId: p.pk, impliedCarrierId: null }
    case 'pickup':
      return { sid: p.ks, packageId: p.pk, residentId: null }
    case 'attest':
      return { sid: p.ks, what: p.what, carrierId: carrierOf(p, origin) }
    default:
      return null
  }
}

/** Id of a device’s event, the same however often it arrives. */
export const factId = (thing: string, ep: number, seq: number): string => `${thing}#${ep}#${seq}`

/** The room event that a device’s fact is, or null where it says nothing about the room (boot, credential sets, …). */
export const roomEventOf = (fact: DeviceFact, origin: FactOrigin): RoomEvent | null => {
  const says = saysOf(fact, origin)
  if (!says) return null
  const { atMs, uncertain, clockOffMs } = timeOfFact(fact, origin)
  return RoomEvent.parse({
    id: factId(origin.thing, fact.ep, fact.seq),
    thing: origin.thing,
    at: atMs,
    receivedAt: origin.receivedAtMs,
    tq: fact.tq,
    ...(uncertain ? { uncertain } : {}),
    ...(clockOffMs === null ? {} : { clockOffMs }),
    kind: fact.k,
    ...says,
  })
}

/** A span whose events are lost for good, as a room event; null for devices that no verdict waits for. */
export const dataGap = (gap: {
  readonly id: string
  readonly thing: string
  readonly fromMs: number
  readonly toMs: number
  readonly receivedAtMs: number
}): RoomEvent | null => {
  const of = watermarkClass(gap.thing)
  if (!of) return null
  const fromMs = Math.min(gap.fromMs, gap.toMs)
  return {
    id: gap.id,
    thing: gap.thing,
    at: fromMs,
    receivedAt: gap.receivedAtMs,
    tq: 's',
    kind: 'data.gap',
    class: of,
    fromMs,
    toMs: gap.toMs,
  }
}

/**
 * Watermark of a heartbeat in our time, epoch ms: the device’s own where its clock is synced and not far off, else moved by
 * as much as its clock was off when it sent. Never later than receipt.
 */
export const watermarkOf = (
  beat: { readonly drained: number; readonly tq: 's' | 'h' | 'u'; readonly sentAtMs: number },
  receivedAtMs: number,
): number => {
  const off = beat.tq === 's' ? (clockOff(beat.sentAtMs, receivedAtMs) ?? 0) : receivedAtMs - beat.sentAtMs
  return Math.max(0, Math.min(beat.drained + off, receivedAtMs))
}
