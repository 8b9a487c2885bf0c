import type { AccessSession, Anomaly } from '../../contracts/access-session.ts'
import type { RoomEvent } from '../../contracts/room-event.ts'
import { type SubjectNames, type WantedIncident, wantedIncidents } from '../incidents/wanted.ts'
import { type Attribution, attribute, sessionEnd } from './attribute.ts'
import { eventSet } from './event-set.ts'
import { anomaliesOf, heldAt, judge } from './judge.ts'
import type { Draft, RoomCredential, RoomProfile, Watermarks, WindowStart } from './model.ts'
import { readRoom } from './read-room.ts'
import { revise } from './revise.ts'
import { timesMs } from './session-times.ts'

/**
 * An anomaly of the room itself. `eventIds`: the door and alarm events that show it, the first is its name; `since` when
 * the door opened; `endedAt` when it was closed.
 */
export interface RoomAnomaly extends Anomaly {
  readonly eventIds: readonly [string, ...string[]]
  readonly since: string
  readonly sessionId: string | null
  readonly endedAt: string | null
}

/** What the reducer reads: a window of one room's events and what is known about the room. Instants in epoch ms. */
export interface RoomWindow {
  readonly room: { readonly propertyId: string; readonly roomId: string }
  readonly events: readonly RoomEvent[]
  readonly watermarks: Watermarks
  readonly profile: RoomProfile
  readonly credentials: ReadonlyMap<string, RoomCredential>
  /** what was so before the window; see {@link WindowStart} */
  readonly start?: WindowStart
  readonly nowMs: number
}

/** What the events of a window say, before any history: a pure function of their set, of the room and of `nowMs`. */
interface ReducedRoom {
  /** by grant time; `rev` is 0 or 1 and `revisions` empty: `revise` numbers them */
  readonly sessions: AccessSession[]
  /** grants that were merged into another session (T4): regrant event id → session id */
  readonly merged: ReadonlyMap<string, string>
  readonly names: SubjectNames
  /** door and alarm events of what began before `judgeFromMs` */
  readonly unjudged: ReadonlySet<string>
  readonly roomAnomalies: RoomAnomaly[]
  readonly attributions: Attribution[]
  /** epoch ms at which something is due without any further event; null: nothing */
  readonly nextDueAt: number | null
}

const iso = (ms: number) => new Date(ms).toISOString()
const isoOrNull = (ms: number | null) => (ms === null ? null : iso(ms))

const named = ({ id, ids }: { readonly id: string; readonly ids: readonly string[] }): [string, ...string[]] => [
  id,
  ...ids.filter((other) => other !== id),
]

/** A carrier that logged or attested in a visit, as one key. */
const logKey = (draft: Draft): string | null => {
  const carrierId = draft.credential?.carrierId
  return draft.visit && carrierId ? `${draft.visit.id} ${carrierId}` : null
}

/** Every grant of some drafts, repeats too. */
const grantsOf = (drafts: readonly Draft[]) => drafts.flatMap(({ id, regrantIds }) => [id, ...regrantIds])

/** By what other ids a draft's session goes: its repeats, and its carrier's other uses of the code in the same visit. */
const namesOf = (draft: Draft): string[] => {
  const carrierId = draft.credential?.carrierId
  const others = draft.visit?.drafts.filter((other) => other !== draft && other.credential?.carrierId === carrierId)
  return grantsOf([draft, ...(carrierId && others ? others : [])])
}

/** Reads a window of events: any order, any repeats, the same answer. */
const reduceRoom = (window: RoomWindow): ReducedRoom => {
  const { nowMs, profile } = window
  const times = timesMs(profile.times)
  const start = window.start ?? {}
  const judgeFrom = start.judgeFromMs ?? Number.NEGATIVE_INFINITY
  const reading = readRoom(eventSet(window.events), {
    times,
    hasInteriorSensors: profile.hasInteriorSensors,
    credentials: window.credentials,
    watermarks: window.watermarks,
    start,
    nowMs,
  })
  const attributions = attribute(reading, times, nowMs)
  const logged = new Set<string>()
  for (const draft of reading.drafts) {
    const key = logKey(draft)
    if (key && draft.intakes + draft.attestations > 0) logged.add(key)
  }

  const merged = new Map<string, string>()
  const names = { sessions: new Map<string, string[]>(), visits: new Map<string, string[]>() }
  const sessions: AccessSession[] = []
  let nextDueAt: number | null = null
  const due = (at: number | null) => {
    if (at !== null && (nextDueAt === null || at < nextDueAt)) nextDueAt = at
  }
  for (const draft of reading.drafts) {
    if (draft.grantedAt < judgeFrom) continue
    for (const id of draft.regrantIds) merged.set(id, draft.id)
    names.sessions.set(draft.id, namesOf(draft))
    if (draft.visit) names.visits.set(draft.visit.id, grantsOf(draft.visit.drafts))
    const input = {
      draft,
      reading,
      times,
      hasKiosk: profile.hasKiosk,
      carrierLogged: logged.has(logKey(draft) ?? ''),
      nowMs,
    }
    const judgement = judge(input)
    due(judgement.dueAt)
    const end = sessionEnd(draft, times, nowMs)
    const timedOut = draft.entryAt !== null && end === draft.entryAt + times.maxInside
    const weak = !profile.hasInteriorSensors || timedOut || draft.blindEntry || draft.visit?.weakDoor === true
    sessions.push({
      id: draft.id,
      propertyId: window.room.propertyId,
      roomId: window.room.roomId,
      visitId: draft.visit?.id ?? null,
      role: draft.role,
      credentialId: draft.credential?.credentialId ?? null,
      grantId: draft.credential?.grantId ?? null,
      carrierId: draft.credential?.carrierId ?? null,
      state: judgement.state,
      grantedAt: iso(draft.grantedAt),
      entryAt: isoOrNull(draft.entryAt),
      exitAt: draft.entryAt === null || timedOut || end === Number.POSITIVE_INFINITY ? null : iso(end),
      regrants: draft.regrantIds.length,
      intakes: draft.intakes,
      attestations: draft.attestations,
      pickups: draft.pickups,
      verdict: judgement.verdict,
      verdictReason: judgement.reason,
      verdictAt: isoOrNull(judgement.verdictAt),
      confidence: weak || (draft.entryAt === null && judgement.verdict === 'logged') ? 'low' : 'normal',
      rev: judgement.verdict === null ? 0 : 1,
      revisions: [],
      anomalies: anomaliesOf({ ...input, judgement }),
      dueAt: isoOrNull(judgement.dueAt),
    })
  }

  const roomAnomalies: RoomAnomaly[] = []
  const unjudged = new Set<string>()
  /** Whether something of the door is judged at all; its events then stand for it, or are left alone together. */
  const isJudged = ({ at, ids }: { readonly at: number; readonly ids: readonly string[] }) => {
    if (at < judgeFrom) for (const id of ids) unjudged.add(id)
    return at >= judgeFrom
  }
  for (const forcing of reading.forced)
    if (isJudged(forcing))
      roomAnomalies.push({
        kind: 'forced',
        severity: 'high',
        at: iso(forcing.at),
        note: 'The door opened while it was locked, without a code, key or request to exit',
        eventIds: named(forcing),
        since: iso(forcing.at),
        sessionId: null,
        endedAt: null,
      })
  for (const { id, at } of reading.unattributed)
    if (at >= judgeFrom)
      roomAnomalies.push({
        kind: 'unattributed_entry',
        severity: 'low',
        at: iso(at),
        note: 'The door opened without a session',
        eventIds: [id],
        since: iso(at),
        sessionId: null,
        endedAt: null,
      })
  for (const opening of reading.openings) {
    if (!isJudged(opening)) continue
    const at = heldAt(opening, reading.watermarks, times)
    if (at === null) {
      if (opening.closedAt === null && opening.at + times.heldAlarm > nowMs) due(opening.at + times.heldAlarm)
      continue
    }
    roomAnomalies.push({
      kind: 'held_open',
      severity: 'medium',
      at: iso(at),
      note: `The door stood open for more than ${Math.round((at - opening.at) / 1000)} s`,
      eventIds: named(opening),
      since: iso(opening.at),
      sessionId: opening.visit?.id ?? null,
      endedAt: isoOrNull(opening.closedAt),
    })
  }
  return { sessions, merged, names, unjudged, roomAnomalies, attributions, nextDueAt }
}

/** A reconciled room: what to store and what to open or take back. */
export interface ReconciledRoom {
  /** sessions of the window with revision numbers; store those that differ from `previous` */
  readonly sessions: AccessSession[]
  readonly roomAnomalies: RoomAnomaly[]
  readonly attributions: Attribution[]
  /** every incident that the sessions and anomalies call for, each key once; `incidentChanges` compares with what exists */
  readonly incidents: WantedIncident[]
  /** ids of sessions and events that were judged: an incident about one of them that is not wanted is taken back */
  readonly judged: ReadonlySet<string>
  readonly nextDueAt: number | null
}

/**
 * The verdicts of a room: `reduceRoom`, numbered against `previous` (T18, T19), with the incidents they call for.
 * `events` must hold everything from `judgeFromMs − maxInside − grace` on, or from the room's first event.
 */
export const reconcileRoom = (window: RoomWindow & { readonly previous: readonly AccessSession[] }): ReconciledRoom => {
  const reduced = reduceRoom(window)
  const sessions = revise({
    previous: window.previous,
    computed: reduced.sessions,
    merged: reduced.merged,
    lateWithinMs: timesMs(window.profile.times).lateWithin,
    nowMs: window.nowMs,
  })
  const judged = new Set<string>()
  for (const session of sessions) judged.add(session.id)
  const from = window.start?.judgeFromMs ?? Number.NEGATIVE_INFINITY
  for (const event of window.events)
    if ((event.kind === 'door.state' || event.kind === 'alarm.raised') && event.at >= from) judged.add(event.id)
  for (const id of reduced.unjudged) judged.delete(id)
  return {
    sessions,
    roomAnomalies: reduced.roomAnomalies,
    attributions: reduced.attributions,
    incidents: wantedIncidents({
      room: window.room,
      sessions,
      merged: reduced.merged,
      names: reduced.names,
      roomAnomalies: reduced.roomAnomalies,
    }),
    judged,
    nextDueAt: reduced.nextDueAt,
  }
}
