import { isDeepStrictEqual } from 'node:util'
import type { AccessSession } from '../../../shared/contracts/access-session.ts'
import type { DomainEvent } from '../../../shared/contracts/domain-event.ts'
import type { PortfolioId } from '../../../shared/contracts/ids.ts'
import type { Incident } from '../../../shared/contracts/incident.ts'
import type { ReconciledRoom } from '../../../shared/domain/access-sessions/reconcile-room.ts'
import { incidentChanges, openIncident } from '../../../shared/domain/incidents/incident-state.ts'
import { armLadder, ladderFor } from '../../../shared/domain/incidents/ladder.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import { eventOf } from '../../../shared/table/events.ts'
import { incidentEvent } from '../../../shared/table/incident-event.ts'
import { type IncidentRecord, incidentIdOf } from '../../../shared/table/incidents.ts'
import type { LoadedRoom } from './load-room.ts'

/** A session that is new or not as it was stored; `event` where it got a verdict or another one. */
interface SessionChange {
  readonly session: AccessSession
  readonly event: DomainEvent | null
}

/** An incident to open (`seenRev` null) or to change from the revision that was read. */
interface IncidentChange {
  readonly record: IncidentRecord
  readonly seenRev: number | null
  readonly event: DomainEvent
}

/** What one reconciliation writes: sessions, and with each the incidents that follow from it; then those of doors. */
export interface RoomChanges {
  readonly sessions: readonly SessionChange[]
  readonly incidents: readonly IncidentChange[]
}

const PRINCIPAL = 'system:reconcile-room'
const OPERATION = 'reconcileRoom'

const decidedEvent = (portfolioId: PortfolioId, session: AccessSession, now: string): DomainEvent =>
  eventOf({
    type: 'access_session.decided',
    portfolioId,
    propertyId: session.propertyId,
    resource: session.id,
    principal: PRINCIPAL,
    operationId: OPERATION,
    occurredAt: session.verdictAt ?? now,
    recordedAt: now,
    data: {
      roomId: session.roomId,
      verdict: session.verdict,
      rev: session.rev,
      ...(session.carrierId ? { carrierId: session.carrierId } : {}),
    },
  })

/** Compares a reconciled room with what is stored: what to write, with the events that tell of it. */
export const roomChanges = (portfolioId: PortfolioId, loaded: LoadedRoom, reconciled: ReconciledRoom): RoomChanges => {
  const { window, standard } = loaded
  const now = instant(window.nowMs)
  const stored = new Map(window.previous.map((session) => [session.id, session]))
  const sessions = reconciled.sessions.flatMap((session): SessionChange[] => {
    const before = stored.get(session.id)
    if (before && isDeepStrictEqual(before, session)) return []
    const isDecided = session.rev > (before?.rev ?? 0)
    return [{ session, event: isDecided ? decidedEvent(portfolioId, session, now) : null }]
  })

  const by = { principal: PRINCIPAL, operationId: OPERATION, now }
  const ladderOf = (kind: Incident['kind']) => ladderFor(standard.ladders, kind)
  const happenedAt = new Map(window.events.map((event) => [event.id, event.at]))
  const known = new Map(loaded.incidents.map((record) => [record.incident.id, record]))
  const { open, changed } = incidentChanges({
    wanted: reconciled.incidents,
    existing: loaded.incidents.map(({ incident }) => incident),
    judged: reconciled.judged,
    now,
  })
  const opened = open.map((wanted): IncidentChange => {
    const id = incidentIdOf(wanted.key, happenedAt.get(wanted.subject.id) ?? Date.parse(wanted.openedAt))
    const incident = armLadder(openIncident(wanted, { id, now }), ladderOf(wanted.kind))
    return {
      record: { incident, run: 1 },
      seenRev: null,
      event: incidentEvent(portfolioId, incident, 'incident.opened', by),
    }
  })
  const altered = changed.map((after): IncidentChange => {
    const before = known.get(after.id)
    if (!before) throw new Error(`the incident ${after.id} was not loaded`)
    const isReopened = after.status === 'open' && before.incident.status === 'resolved'
    const incident = armLadder(after, ladderOf(after.kind))
    return {
      record: { incident, run: isReopened ? before.run + 1 : before.run },
      seenRev: before.incident.rev,
      event: incidentEvent(
        portfolioId,
        incident,
        isReopened ? 'incident.opened' : incident.status === 'resolved' ? 'incident.resolved' : 'incident.revised',
        by,
      ),
    }
  })
  return { sessions, incidents: [...opened, ...altered] }
}
