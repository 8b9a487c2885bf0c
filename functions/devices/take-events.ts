import * as z from 'zod'
import { DeviceEvent, Heartbeat, LooseEnvelope } from '../../device-shadow/documents/events.ts'
import type { PortfolioId, ThingName } from '../../shared/contracts/ids.ts'
import type { RoomEvent } from '../../shared/contracts/room-event.ts'
import { clockOff } from '../../shared/domain/access-sessions/event-time.ts'
import { assignmentAt } from '../../shared/domain/devices/assignment.ts'
import {
  type DeviceFact,
  dataGap,
  type FactOrigin,
  factId,
  roomEventOf,
  timeOfFact,
  watermarkOf,
} from '../../shared/domain/devices/room-fact.ts'
import type { ThingAssignment } from '../../shared/table/assignments.ts'
import type { StoredFact } from '../../shared/table/room-events.ts'
import { bodyHash } from '../../shared/table/table.ts'
import { type DeviceMessage, faultOf } from './read-message.ts'

/** A fact read from a message, ready to be kept. */
export interface TakenFact {
  readonly fact: StoredFact
  /** As the device sent it; null where it could not be read. */
  readonly event: DeviceEvent | null
  /** Where it happened. */
  readonly place: ThingAssignment
  readonly isSure: boolean
}

/** A heartbeat read from a message. */
export interface TakenBeat {
  readonly drainedMs: number
  readonly ep: number
  readonly seq: number
  readonly outbox: number
  /** By how much a clock that calls itself synced was slow (negative: fast), where it was far off. */
  readonly clockOffMs: number | null
}

/** What a message holds: facts, perhaps a heartbeat, and a note on whatever in it could not be read. */
export interface TakenMessage {
  readonly facts: readonly TakenFact[]
  readonly beat: TakenBeat | null
  readonly faults: readonly string[]
}

/** What reading a message needs to know of its sender. */
export interface Sender {
  readonly thing: ThingName
  readonly portfolioId: PortfolioId
  readonly assignments: readonly ThingAssignment[]
  readonly lastSureMs: number
  readonly carrierIdOf: (named: string) => string | null
  /** How long facts are kept, seconds. */
  readonly retentionS: number
}

/** As much of an event as is needed to count it as arrived although the rest makes no sense. */
const Numbered = z.object({ ep: z.int().min(1).max(999_999), seq: z.int().min(1).max(999_999_999_999) })

/** What cannot be read is lost: whoever judges the room must know. */
const lostFact = (thing: string, { ep, seq }: z.infer<typeof Numbered>, receivedAtMs: number): RoomEvent | null =>
  dataGap({ id: factId(thing, ep, seq), thing, fromMs: receivedAtMs, toMs: receivedAtMs, receivedAtMs })

const readEvent = (raw: unknown, origin: FactOrigin, sender: Sender): TakenFact | string => {
  const expiresAt = Math.floor(origin.receivedAtMs / 1000) + sender.retentionS
  const hash = bodyHash(raw)
  const parsed = DeviceEvent.safeParse(raw)
  if (parsed.success) {
    const event = parsed.data
    const time = timeOfFact(event as DeviceFact, origin)
    const place = assignmentAt(sender.assignments, time.atMs) as ThingAssignment
    const said = roomEventOf(event as DeviceFact, origin)
    return {
      fact: {
        thing: origin.thing,
        ep: event.ep,
        seq: event.seq,
        hash,
        kind: event.k,
        atMs: time.atMs,
        room: said && { roomId: place.roomId, event: said },
        expiresAt,
      },
      event,
      place,
      isSure: time.uncertain === null,
    }
  }
  const numbered = Numbered.safeParse(raw)
  if (!numbered.success) return `an event without number: ${faultOf(parsed.error)}`
  const place = assignmentAt(sender.assignments, origin.receivedAtMs) as ThingAssignment
  const gap = lostFact(origin.thing, numbered.data, origin.receivedAtMs)
  return {
    fact: {
      thing: origin.thing,
      ...numbered.data,
      hash,
      kind: 'malformed',
      atMs: origin.receivedAtMs,
      room: gap && { roomId: place.roomId, event: gap },
      expiresAt,
    },
    event: null,
    place,
    isSure: false,
  }
}

/** Reads a message of a device: one bad event costs itself only. */
export const takeMessage = ({ channel, document, receivedAtMs }: DeviceMessage, sender: Sender): TakenMessage => {
  if (channel === 'hb') {
    const parsed = Heartbeat.safeParse(document)
    if (!parsed.success) return { facts: [], beat: null, faults: [faultOf(parsed.error)] }
    const { at, hb } = parsed.data
    const drainedMs = watermarkOf({ drained: hb.drained, tq: hb.clk.tq, sentAtMs: at.t }, receivedAtMs)
    const clockOffMs = hb.clk.tq === 's' ? clockOff(at.t, receivedAtMs) : null
    return { facts: [], beat: { drainedMs, ep: hb.ep, seq: hb.seq, outbox: hb.outbox, clockOffMs }, faults: [] }
  }
  if (channel !== 'evt' && channel !== 'scan')
    return { facts: [], beat: null, faults: [`nothing is expected on ${channel}`] }
  const envelope = LooseEnvelope.safeParse(document)
  if (!envelope.success) return { facts: [], beat: null, faults: [faultOf(envelope.error)] }
  const origin: FactOrigin = {
    thing: sender.thing,
    sent: envelope.data.at,
    receivedAtMs,
    notBeforeMs: sender.lastSureMs,
    carrierIdOf: sender.carrierIdOf,
  }
  const read = envelope.data.e.map((raw) => readEvent(raw, origin, sender))
  const facts = read.filter((one): one is TakenFact => typeof one !== 'string')
  const unread = facts
    .filter(({ event }) => event === null)
    .map(({ fact }) => `event ${fact.ep}.${fact.seq} makes no sense`)
  return { facts, beat: null, faults: [...read.filter((one) => typeof one === 'string'), ...unread] }
}
