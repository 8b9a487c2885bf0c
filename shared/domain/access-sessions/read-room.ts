import type { RoomEvent } from '../../contracts/room-event.ts'
import { newDraft, newVisit } from './draft.ts'
import { latestWatermark, makeEvidenceSet } from './evidence-set.ts'
import { makeForcedDoors } from './forced-doors.ts'
import type {
  DoorOpening,
  Draft,
  EventOf,
  LooseOpening,
  RoomCredential,
  RoomReading,
  Visit,
  Watermarks,
  WindowStart,
} from './model.ts'
import type { TimesMs } from './session-times.ts'

/** A door that opens this long after a grant or a request to exit is explained by it (T15). */
const EXPLAINED_MS = 10_000

const isEvidence = ({ kind }: RoomEvent) => kind === 'intake' || kind === 'attest' || kind === 'pickup'
const isOpen = (to: string) => to === 'open' || to === 'ajar' || to === 'forced'

/**
 * One pass over a room's events in event-time order: grants, entries and exits (T1-T9), door openings, forced doors
 * (T15), unattributed entries (T16), and everything that later steps weigh. `events` is the set from `eventSet`;
 * timers that nothing ended are settled at `nowMs`.
 */
export const readRoom = (
  events: readonly RoomEvent[],
  input: {
    readonly times: TimesMs
    readonly hasInteriorSensors: boolean
    readonly credentials: ReadonlyMap<string, RoomCredential>
    readonly watermarks: Watermarks
    readonly start: WindowStart
    readonly nowMs: number
  },
): RoomReading => {
  const { times, start } = input
  const quietMs = input.hasInteriorSensors ? times.quiet : times.blindExit
  const drafts: Draft[] = []
  const openings: DoorOpening[] = []
  const unattributed: LooseOpening[] = []
  const logins = new Map<string, EventOf<'kiosk.login'>>()
  const evidence = makeEvidenceSet()
  const gaps: EventOf<'data.gap'>[] = []
  const drained = { rc: new Map<string, number>(), ks: new Map<string, number>() }

  let lock = start.lock ?? 'unknown'
  let doorOpen = start.door !== undefined && isOpen(start.door)
  const forced = makeForcedDoors(events, doorOpen)
  let opening = null as DoorOpening | null
  let motionOn = false
  let motionAt = 0
  let explainedUntil = Number.NEGATIVE_INFINITY
  let pending: Draft[] = []
  let visit = null as Visit | null
  let lastVisit = null as Visit | null

  const endsAt = (v: Visit) => {
    const quietAt = doorOpen || motionOn ? Number.POSITIVE_INFINITY : v.lastActivityAt + quietMs
    return Math.min(quietAt, v.lastEntryAt + times.maxInside)
  }

  const close = (v: Visit, exitAt: number | null) => {
    v.closed = true
    v.exitAt = exitAt
    lastVisit = v
    visit = null
  }

  /** Ends what its timers end at or before `t`. */
  const settle = (t: number) => {
    if (pending.length > 0) pending = pending.filter((d) => d.lastGrantAt + times.doorWait >= t)
    if (visit && endsAt(visit) <= t) {
      const byQuiet = endsAt(visit) < visit.lastEntryAt + times.maxInside
      close(visit, byQuiet ? visit.lastActivityAt : null)
    }
  }

  const enter = (draft: Draft, at: number) => {
    if (!visit) {
      // A sensor that has said "motion" since long before the door opened tells nothing about this visit.
      if (motionOn && motionAt < at - times.before) motionOn = false
      visit = newVisit(draft, at)
    }
    if (visit.drafts.some((other) => other.cr !== draft.cr)) visit.overlap = true
    visit.drafts.push(draft)
    visit.lastEntryAt = at
    visit.lastActivityAt = at
    visit.logoutSeen = false
    draft.entryAt = at
    draft.visit = visit
  }

  const granted = (event: EventOf<'access.granted'>) => {
    explainedUntil = event.at + EXPLAINED_MS
    if (event.via === 'rex') {
      if (visit) visit.lastActivityAt = event.at
      return
    }
    const same =
      event.cr === null
        ? undefined
        : (pending.find((d) => d.cr === event.cr) ??
          visit?.drafts.findLast((d) => d.cr === event.cr && event.at - d.lastGrantAt <= times.mergeWithin))
    if (same) {
      same.regrantIds.push(event.id)
      same.lastGrantAt = event.at
      if (same.visit) same.visit.lastActivityAt = event.at
      if (event.uncertain) same.uncertain = true
      if (event.clockOffMs !== undefined) same.clockOff = true
      return
    }
    const credential = event.cr === null ? null : (input.credentials.get(event.cr) ?? null)
    const draft = newDraft(event, credential, doorOpen)
    drafts.push(draft)
    // An open door needs no opening: who is granted now walks in behind the one who holds it.
    if (doorOpen) enter(draft, event.at)
    else pending.push(draft)
  }

  const opened = (event: EventOf<'door.state'>) => {
    const deviceSays = event.to === 'forced' || forced.isAlarmed(event.id)
    if (deviceSays) forced.note(event)
    else forced.mention(event)
    if (doorOpen) {
      opening?.ids.push(event.id)
      return
    }
    doorOpen = true
    // Only the entry opened the door so far, so whoever went quiet inside is leaving now.
    const leaving: Visit | null =
      !deviceSays &&
      lastVisit?.openings.length === 1 &&
      lastVisit.exitAt !== null &&
      event.at <= Math.min(lastVisit.exitAt + times.grace, lastVisit.lastEntryAt + times.maxInside)
        ? lastVisit
        : null
    if (pending.length > 0) {
      for (const draft of pending) enter(draft, event.at)
      pending = []
    } else if (!visit && !leaving && !deviceSays && event.at > explainedUntil) {
      if (lock === 'locked') forced.note(event)
      else unattributed.push({ id: event.id, at: event.at })
    }
    if (!visit && leaving) {
      leaving.closed = false
      leaving.exitAt = null
      visit = leaving
    }
    opening = { id: event.id, ids: [event.id], at: event.at, closedAt: null, alarmAt: null, visit }
    openings.push(opening)
    if (visit) {
      visit.openings.push(opening)
      visit.lastActivityAt = event.at
    }
  }

  const doorState = (event: EventOf<'door.state'>) => {
    if (isOpen(event.to)) opened(event)
    else {
      const wasOpen = doorOpen
      doorOpen = false
      if (opening) opening.closedAt = event.at
      opening = null
      if (!visit) return
      if (event.to !== 'closed') visit.weakDoor = true
      if (wasOpen) visit.lastActivityAt = event.at
      if (wasOpen && visit.logoutSeen && visit.drafts.length === 1) close(visit, event.at)
    }
    if (visit && event.uncertain) visit.uncertain = true
  }

  const alarmRaised = (event: EventOf<'alarm.raised'>) => {
    if (event.code === 'held' && opening) opening.alarmAt ??= event.at
    if (event.code === 'forced') forced.note(event)
  }

  /** More than 72 h late against the visit or grant it would change: kept as a note, changes nothing (T19). */
  const tooLate = (event: RoomEvent): boolean => {
    if (event.receivedAt - event.at <= times.lateWithin) return false
    const anchor = visit?.anchorReceivedAt ?? pending[0]?.grantReceivedAt
    if (anchor === undefined || event.receivedAt - anchor <= times.lateWithin) return false
    // Whether evidence itself comes too late is decided where it is attributed.
    if (!isEvidence(event)) for (const draft of visit?.drafts ?? pending) draft.late = true
    return true
  }

  const atKiosk = (event: RoomEvent) => {
    if (visit) {
      visit.lastActivityAt = event.at
      if (event.uncertain) visit.uncertain = true
    }
  }

  /** The kiosk also stamps, by the same clock and uncorrected, what it records over HTTP: that may lie anywhere. */
  const doubtClock = ({ at, thing }: RoomEvent) => {
    const ended = lastVisit !== null && lastVisit.exitAt !== null && at <= lastVisit.exitAt + times.grace
    const during = visit ?? (ended ? lastVisit : null)
    if (!during) return
    during.clockOff = true
    if (thing.startsWith('ks-')) during.uncertain = true
  }

  for (const event of events) {
    if (event.kind === 'hb') {
      const of = drained[event.class]
      const known = of.get(event.thing)
      if (known === undefined || known < event.drainedMs) of.set(event.thing, event.drainedMs)
      continue
    }
    settle(event.at)
    switch (event.kind) {
      case 'access.granted':
        granted(event)
        break
      case 'lock.state':
        lock = event.to
        break
      case 'door.state':
        if (!tooLate(event)) doorState(event)
        break
      case 'motion':
        if (tooLate(event)) break
        motionOn = event.on
        motionAt = event.at
        if (visit) visit.lastActivityAt = event.at
        break
      case 'alarm.raised':
        alarmRaised(event)
        break
      case 'zone.delta':
        if (event.dg > 0) visit?.rises.push(event)
        break
      case 'kiosk.login':
        if (!logins.has(event.sid)) logins.set(event.sid, event)
        if (!tooLate(event)) atKiosk(event)
        break
      case 'kiosk.logout':
        if (tooLate(event)) break
        if (visit) visit.logoutSeen = true
        atKiosk(event)
        break
      case 'scan':
        if (event.refused !== undefined) evidence.note(event)
        if (!tooLate(event)) atKiosk(event)
        break
      case 'intake':
      case 'attest':
      case 'pickup':
        evidence.note(event)
        // What staff record at a desk happens elsewhere; what has a kiosk session happens in the room.
        if ((event.thing !== 'api' || event.sid !== null) && !tooLate(event)) atKiosk(event)
        break
      case 'data.gap':
        gaps.push(event)
        break
      case 'access.denied':
      case 'alarm.cleared':
        break
    }
    if (event.clockOffMs !== undefined) doubtClock(event)
  }
  settle(input.nowMs)

  return {
    drafts,
    openings,
    forced: forced.all,
    unattributed,
    logins,
    evidence: evidence.all,
    gaps,
    watermarks: {
      controller: latestWatermark(input.watermarks.controller, drained.rc),
      kiosk: latestWatermark(input.watermarks.kiosk, drained.ks),
    },
    visitEndsAt: visit ? endsAt(visit) : null,
  }
}
