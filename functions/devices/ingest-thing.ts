import type { CredentialFault } from '../../device-shadow/documents/credentials.ts'
import { topics } from '../../device-shadow/documents/topics.ts'
import type { DeviceMessages } from '../../shared/adapters/iot-data.ts'
import type { DomainEvent } from '../../shared/contracts/domain-event.ts'
import { durationMs, type PortfolioId, type ThingName } from '../../shared/contracts/ids.ts'
import { assignmentAt } from '../../shared/domain/devices/assignment.ts'
import { dataGap, factId } from '../../shared/domain/devices/room-fact.ts'
import { acknowledgement, announced, arrived, givenUp, type Hole, lost } from '../../shared/domain/devices/sequence.ts'
import { instant } from '../../shared/runtime/clock.ts'
import { remembered } from '../../shared/runtime/remembered.ts'
import type { ThingAssignment } from '../../shared/table/assignments.ts'
import { makeCarriers } from '../../shared/table/carriers.ts'
import { emptyInbox, type Inbox, makeDeviceInbox } from '../../shared/table/device-inbox.ts'
import { eventOf } from '../../shared/table/events.ts'
import { makePortfolios } from '../../shared/table/portfolios.ts'
import { makeRoomEvents } from '../../shared/table/room-events.ts'
import { bodyHash, type Table } from '../../shared/table/table.ts'
import type { RoomCredentials } from '../middleware/room-credentials.ts'
import type { KeepAnomaly } from './keep-anomaly.ts'
import type { DeviceMessage } from './read-message.ts'
import { type TakenBeat, type TakenFact, takeMessage } from './take-events.ts'

/** What taking the messages of a thing needs. */
export interface IngestDeps {
  readonly table: Table
  readonly messages: Pick<DeviceMessages, 'publish'>
  readonly credentials: Pick<RoomCredentials, 'confirm' | 'failed'>
  readonly keepAnomaly: KeepAnomaly
  readonly now: () => number
}

const TRIES = 8
const TTL_MS = 300_000
/** Faults of a credential set that no set of ours has: it was changed on its way, or an old one was played again. */
const SUSPECT: readonly CredentialFault[] = ['mac', 'rollback', 'digest']
/** Facts written side by side. */
const WRITES_AT_ONCE = 10

/** Takes the messages of one thing that came in one batch: facts, then the inbox with the word that wakes the room, then the ack. */
export const makeIngestThing = (deps: IngestDeps) => {
  const { table, now } = deps
  const inboxes = makeDeviceInbox(table)
  const roomEvents = makeRoomEvents(table)
  const carriers = remembered<ReadonlyMap<string, string>>({ ttlMs: TTL_MS, now })
  const retentions = remembered<number>({ ttlMs: TTL_MS, now })

  const carriersOf = (portfolioId: PortfolioId) =>
    carriers(portfolioId, async () => {
      const { items } = await makeCarriers(table).list(portfolioId, { limit: 100 })
      return new Map(items.map(({ code, id }) => [code, id]))
    })
  const retentionOf = (portfolioId: PortfolioId) =>
    retentions(
      portfolioId,
      async () => durationMs((await makePortfolios(table).standard(portfolioId)).retention.events) / 1000,
    )

  const wake = (place: ThingAssignment, thing: string, mark: string, fromMs: number): DomainEvent => {
    const at = instant(now())
    const event = eventOf({
      type: 'room.activity_recorded',
      portfolioId: place.portfolioId,
      propertyId: place.propertyId,
      resource: place.roomId,
      principal: `device:${thing}`,
      operationId: 'ingestEvents',
      occurredAt: instant(fromMs),
      recordedAt: at,
      data: { roomId: place.roomId, fromMs },
    })
    return { ...event, id: `room.activity_recorded|${thing}|${mark}` }
  }

  const keepFacts = async (facts: readonly TakenFact[], here: ThingAssignment): Promise<void> => {
    const told = new Set([here.roomId])
    const marked = facts.map((taken) => {
      const { fact, place } = taken
      // A late event of a device that moved wakes the room that it happened in.
      const isElsewhere = fact.room !== null && !told.has(place.roomId)
      if (isElsewhere) told.add(place.roomId)
      return { taken, bus: isElsewhere ? wake(place, fact.thing, `${fact.ep}.${fact.seq}`, fact.atMs) : undefined }
    })
    for (let i = 0; i < marked.length; i += WRITES_AT_ONCE)
      await Promise.all(
        marked.slice(i, i + WRITES_AT_ONCE).map(async ({ taken: { fact, place }, bus }) => {
          const outcome = await roomEvents.record(place.portfolioId, fact, bus)
          if (outcome === 'conflict')
            await deps.keepAnomaly({
              bad: 'integrity_conflict',
              thing: fact.thing as ThingName,
              receivedAtMs: now(),
              note: `event ${fact.ep}.${fact.seq} (${fact.kind}) came again with other content; the first stays`,
              hash: fact.hash,
            })
        }),
      )
  }

  const keepGap = async (here: ThingAssignment, gap: Parameters<typeof dataGap>[0]): Promise<void> => {
    const event = dataGap(gap)
    if (event?.kind !== 'data.gap') return
    const expiresAt = Math.floor(now() / 1000) + (await retentionOf(here.portfolioId))
    await roomEvents.recordGap(here.portfolioId, here.roomId, event, expiresAt)
  }

  /** Spans of time whose events are lost for good: what the device dropped, a new epoch, and holes that nobody filled. */
  const keepGaps = async (
    here: ThingAssignment,
    thing: ThingName,
    inbox: Inbox,
    facts: readonly TakenFact[],
    abandoned: readonly Hole[],
  ): Promise<void> => {
    const receivedAtMs = now()
    for (const { event, fact } of facts) {
      if (event?.k !== 'sys.overflow') continue
      const { beforeMs, afterMs } = await roomEvents.around(here.portfolioId, thing, event.ep, event.p.lost)
      const fromMs = beforeMs ?? inbox.lastSureMs
      const toMs = Math.max(fromMs, Math.min(afterMs ?? fact.atMs, fact.atMs))
      await keepGap(here, { id: `${factId(thing, event.ep, event.seq)}#lost`, thing, fromMs, toMs, receivedAtMs })
    }
    const newest = facts.reduce((ep, { fact }) => Math.max(ep, fact.ep), 0)
    if (inbox.sequence.ep > 0 && newest > inbox.sequence.ep) {
      const toMs = Math.min(...facts.filter(({ fact }) => fact.ep === newest).map(({ fact }) => fact.atMs))
      const fromMs = inbox.drainedMs ?? inbox.lastSureMs
      await keepGap(here, { id: factId(thing, newest, 0), thing, fromMs, toMs, receivedAtMs })
    }
    for (const { from, to } of abandoned) {
      const { beforeMs, afterMs } = await roomEvents.around(here.portfolioId, thing, inbox.sequence.ep, [from, to])
      const id = `${thing}#${inbox.sequence.ep}#${from}-${to}`
      await keepGap(here, { id, thing, fromMs: beforeMs ?? 0, toMs: afterMs ?? receivedAtMs, receivedAtMs })
    }
  }

  const saveInbox = async (
    here: ThingAssignment,
    thing: ThingName,
    first: Inbox,
    heard: { facts: readonly TakenFact[]; beats: readonly TakenBeat[]; lastHeardMs: number },
  ): Promise<Inbox> => {
    const { facts, beats } = heard
    let inbox = first
    for (let i = 0; i < TRIES; i++) {
      let { sequence } = inbox
      const epochs = [...new Set(facts.map(({ fact }) => fact.ep))].sort((a, b) => a - b)
      for (const ep of epochs) {
        const seqs = facts.filter(({ fact }) => fact.ep === ep).map(({ fact }) => fact.seq)
        sequence = arrived(sequence, ep, seqs, now())
      }
      for (const { event } of facts) if (event?.k === 'sys.overflow') sequence = lost(sequence, event.ep, event.p.lost)
      for (const beat of beats) sequence = announced(sequence, beat.ep, beat.seq, now())
      const waited = givenUp(sequence, now())
      await keepGaps(here, thing, inbox, facts, waited.gaps)

      const drainedMs = beats.reduce<number | null>((max, beat) => Math.max(max ?? 0, beat.drainedMs), inbox.drainedMs)
      const isAwaited = inbox.watchMs !== null && drainedMs !== null && drainedMs >= inbox.watchMs
      const told = facts.filter(({ fact }) => fact.room !== null)
      const isNews = told.length > 0 || isAwaited || waited.gaps.length > 0
      const fromMs = Math.min(...told.map(({ fact }) => fact.atMs), inbox.watchMs ?? now(), now())
      const sureMs = facts.filter(({ isSure }) => isSure).map(({ fact }) => fact.atMs)
      const next: Inbox = {
        ...inbox,
        propertyId: here.propertyId,
        roomId: here.roomId,
        sequence: waited.sequence,
        drainedMs,
        lastHeardMs: Math.max(inbox.lastHeardMs ?? 0, heard.lastHeardMs),
        lastSureMs: Math.max(inbox.lastSureMs, ...sureMs),
        outbox: beats.at(-1)?.outbox ?? inbox.outbox,
        clockOffMs: beats.length > 0 ? (beats.at(-1)?.clockOffMs ?? null) : inbox.clockOffMs,
        watchMs: isAwaited ? null : inbox.watchMs,
      }
      const event = isNews ? wake(here, thing, String(inbox.v + 1), fromMs) : undefined
      if (await inboxes.save(here.portfolioId, next, event)) return next
      inbox = (await inboxes.get(here.portfolioId, thing)) ?? emptyInbox({ thing, ...here })
    }
    throw new Error(`the inbox of ${thing} changed ${TRIES} times while it was written`)
  }

  /** Once when it begins: a clock that is off stays off for a while. */
  const tellClock = (thing: ThingName, offMs: number, receivedAtMs: number) =>
    deps.keepAnomaly({
      bad: 'clock_suspect',
      thing,
      receivedAtMs,
      note: `the clock calls itself synced and is ${Math.round(Math.abs(offMs) / 1000)} s ${offMs > 0 ? 'slow' : 'fast'}`,
      hash: bodyHash({ thing, offMs, receivedAtMs }),
    })

  const settleCredentials = async (here: ThingAssignment, thing: ThingName, facts: readonly TakenFact[]) => {
    const applied = facts.flatMap(({ event }) => (event?.k === 'cred.applied' ? [event.p.rev] : []))
    if (applied.length > 0) await deps.credentials.confirm(here.portfolioId, here.roomId, thing, Math.max(...applied))
    for (const { event, fact } of facts) {
      if (event?.k !== 'cred.failed') continue
      const { rev, err } = event.p
      if (SUSPECT.includes(err)) {
        const note = `refused revision ${rev} of its codes: ${err}`
        const at = { thing, receivedAtMs: fact.atMs, hash: fact.hash }
        await deps.keepAnomaly({ bad: 'credentials_refused', ...at, note })
      }
      await deps.credentials.failed(here.portfolioId, here.roomId, thing, rev, err)
    }
  }

  return async (
    thing: ThingName,
    assignments: readonly ThingAssignment[],
    batch: readonly DeviceMessage[],
  ): Promise<void> => {
    const here = assignmentAt(assignments, now())
    if (!here) throw new Error(`${thing} has no assignment`)
    const inbox = (await inboxes.get(here.portfolioId, thing)) ?? emptyInbox({ thing, ...here })
    const known = batch.some(({ channel }) => channel === 'scan') ? await carriersOf(here.portfolioId) : null
    const sender = {
      thing,
      portfolioId: here.portfolioId,
      assignments,
      lastSureMs: inbox.lastSureMs,
      carrierIdOf: (named: string) => known?.get(named) ?? null,
      retentionS: await retentionOf(here.portfolioId),
    }
    const taken = batch.map((message) => ({ message, ...takeMessage(message, sender) }))
    for (const { message, faults } of taken)
      if (faults.length > 0)
        await deps.keepAnomaly({ bad: 'malformed', ...message, note: faults.slice(0, 5).join(' | ') })
    const facts = taken.flatMap((one) => one.facts)
    const beats = taken.flatMap(({ beat }) => (beat ? [beat] : []))
    await keepFacts(facts, here)
    if (facts.length === 0 && beats.length === 0) return
    const lastHeardMs = Math.max(...batch.map(({ receivedAtMs }) => receivedAtMs))
    const saved = await saveInbox(here, thing, inbox, { facts, beats, lastHeardMs })
    if (inbox.clockOffMs === null && saved.clockOffMs !== null) await tellClock(thing, saved.clockOffMs, lastHeardMs)
    const ack = acknowledgement(saved.sequence, now())
    if (ack.ep > 0 && (facts.length > 0 || ack.gaps.length > 0 || saved.outbox > 0))
      await deps.messages.publish(topics(thing).dn.ack, { v: 1, ...ack })
    await settleCredentials(here, thing, facts)
  }
}
