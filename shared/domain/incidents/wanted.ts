import type { AccessSession, Anomaly } from '../../contracts/access-session.ts'
import type { IncidentSubject } from '../../contracts/incident.ts'
import type { IncidentKind, Severity } from '../../contracts/standard.ts'

/** An incident that the facts call for. `openedAt` is when it became true; `ended` where it is over by itself already. */
export interface WantedIncident {
  readonly key: string
  /**
   * Keys that the same incident would have had from less: what names its subject may arrive later than what shows it, and
   * an incident that is known under one of them is this one.
   */
  readonly otherKeys: readonly string[]
  readonly kind: IncidentKind
  readonly severity: Severity
  readonly subject: IncidentSubject
  readonly propertyId: string
  readonly roomId: string
  readonly sessionId: string | null
  readonly carrierId: string | null
  readonly title: string
  readonly openedAt: string
  readonly ended: { readonly at: string; readonly reason: string } | null
}

/** The key of an incident: what it is about and its kind. */
const incidentKey = (subject: IncidentSubject, kind: IncidentKind): string => `${subject.type}:${subject.id}:${kind}`

/** Its key under the first of the ids that its subject goes by, and under the others. */
const keysOf = (
  type: IncidentSubject['type'],
  [id, ...others]: readonly [string, ...string[]],
  kind: IncidentKind,
) => ({
  key: incidentKey({ type, id }, kind),
  otherKeys: others.map((other) => incidentKey({ type, id: other }, kind)),
  subject: { type, id },
})

/** An anomaly of the room, named by the event that shows it. */
type DoorAnomaly = Anomaly & {
  readonly eventIds: readonly [string, ...string[]]
  readonly sessionId: string | null
  readonly endedAt: string | null
}

interface Room {
  readonly propertyId: string
  readonly roomId: string
}

/** `idsOf`: a session's id, then those of the grants that turned out to be repeats within it. */
const ofSession = (
  session: AccessSession,
  idsOf: (session: AccessSession) => [string, ...string[]],
  visitors: (visitId: string) => readonly AccessSession[],
): WantedIncident | null => {
  const where = { propertyId: session.propertyId, roomId: session.roomId }
  const openedAt = session.verdictAt ?? session.grantedAt
  if (session.verdict === 'no_intake') {
    const severity = session.anomalies.find((a) => a.kind === 'no_intake')?.severity ?? 'medium'
    return {
      ...keysOf('session', idsOf(session), 'no_intake'),
      kind: 'no_intake',
      severity,
      ...where,
      sessionId: session.id,
      carrierId: session.carrierId,
      title: 'A carrier entered and logged nothing',
      openedAt,
      ended: null,
    }
  }
  if (session.verdict === 'mismatch') {
    // Nobody is blamed for what several did together: the visit is the subject.
    const visitId = session.visitId ?? session.id
    const ids = visitors(visitId).flatMap(idsOf)
    return {
      ...keysOf('visit', [visitId, ...ids.filter((id) => id !== visitId)], 'count_mismatch'),
      kind: 'count_mismatch',
      severity: 'low',
      ...where,
      sessionId: session.id,
      carrierId: null,
      title: 'Several carriers were inside, and it is unclear who logged',
      openedAt,
      ended: null,
    }
  }
  return null
}

const ofDoor = (anomaly: DoorAnomaly, room: Room): WantedIncident | null => {
  if (anomaly.kind !== 'forced' && anomaly.kind !== 'held_open') return null
  return {
    ...keysOf('door', anomaly.eventIds, anomaly.kind),
    kind: anomaly.kind,
    severity: anomaly.severity,
    propertyId: room.propertyId,
    roomId: room.roomId,
    sessionId: anomaly.sessionId,
    carrierId: null,
    title: anomaly.kind === 'forced' ? 'A door was forced' : 'A door was held open',
    openedAt: anomaly.at,
    ended: anomaly.endedAt === null ? null : { at: anomaly.endedAt, reason: 'The door was closed' },
  }
}

/**
 * Every incident that these sessions and room anomalies call for, each key once, in order of opening. `merged`: grants that
 * were repeats within another session (T4), regrant id → session id: they call for nothing themselves.
 */
export const wantedIncidents = (facts: {
  readonly room: Room
  readonly sessions: readonly AccessSession[]
  readonly merged: ReadonlyMap<string, string>
  readonly roomAnomalies: readonly DoorAnomaly[]
}): WantedIncident[] => {
  const repeats = new Map<string, string[]>()
  for (const [repeat, host] of facts.merged) repeats.set(host, [...(repeats.get(host) ?? []), repeat])
  const idsOf = ({ id }: AccessSession): [string, ...string[]] => [id, ...(repeats.get(id) ?? [])]
  const own = facts.sessions.filter(({ id }) => !facts.merged.has(id))
  const visitors = (visitId: string) => own.filter((session) => session.visitId === visitId)
  const byKey = new Map<string, WantedIncident>()
  for (const wanted of [
    ...own.map((session) => ofSession(session, idsOf, visitors)),
    ...facts.roomAnomalies.map((anomaly) => ofDoor(anomaly, facts.room)),
  ])
    if (wanted && !byKey.has(wanted.key)) byKey.set(wanted.key, wanted)
  return [...byKey.values()].sort((a, b) => (a.openedAt < b.openedAt ? -1 : a.openedAt > b.openedAt ? 1 : 0))
}
