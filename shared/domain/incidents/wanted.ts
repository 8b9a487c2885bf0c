import type { AccessSession, Anomaly } from '../../contracts/access-session.ts'
import type { IncidentSubject } from '../../contracts/incident.ts'
import type { IncidentKind, Severity } from '../../contracts/standard.ts'

/** An incident that the facts call for. `openedAt` is when it became true; `ended` where it is over by itself already. */
export interface WantedIncident {
  readonly key: string
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

/** The one key of an incident: what it is about and its kind. */
const incidentKey = (subject: IncidentSubject, kind: IncidentKind): string => `${subject.type}:${subject.id}:${kind}`

/** An anomaly of the room, named by the event that shows it. */
type DoorAnomaly = Anomaly & {
  readonly eventId: string
  readonly sessionId: string | null
  readonly endedAt: string | null
}

interface Room {
  readonly propertyId: string
  readonly roomId: string
}

const ofSession = (session: AccessSession): WantedIncident | null => {
  const where = { propertyId: session.propertyId, roomId: session.roomId }
  const openedAt = session.verdictAt ?? session.grantedAt
  if (session.verdict === 'no_intake') {
    const subject = { type: 'session', id: session.id } as const
    const severity = session.anomalies.find((a) => a.kind === 'no_intake')?.severity ?? 'medium'
    return {
      key: incidentKey(subject, 'no_intake'),
      kind: 'no_intake',
      severity,
      subject,
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
    const subject = { type: 'visit', id: session.visitId ?? session.id } as const
    return {
      key: incidentKey(subject, 'count_mismatch'),
      kind: 'count_mismatch',
      severity: 'low',
      subject,
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
  const subject = { type: 'door', id: anomaly.eventId } as const
  return {
    key: incidentKey(subject, anomaly.kind),
    kind: anomaly.kind,
    severity: anomaly.severity,
    subject,
    propertyId: room.propertyId,
    roomId: room.roomId,
    sessionId: anomaly.sessionId,
    carrierId: null,
    title: anomaly.kind === 'forced' ? 'A door was forced' : 'A door was held open',
    openedAt: anomaly.at,
    ended: anomaly.endedAt === null ? null : { at: anomaly.endedAt, reason: 'The door was closed' },
  }
}

/** Every incident that these sessions and room anomalies call for, each key once, in order of opening. */
export const wantedIncidents = (facts: {
  readonly room: Room
  readonly sessions: readonly AccessSession[]
  readonly roomAnomalies: readonly DoorAnomaly[]
}): WantedIncident[] => {
  const byKey = new Map<string, WantedIncident>()
  for (const wanted of [
    ...facts.sessions.map(ofSession),
    ...facts.roomAnomalies.map((anomaly) => ofDoor(anomaly, facts.room)),
  ])
    if (wanted && !byKey.has(wanted.key)) byKey.set(wanted.key, wanted)
  return [...byKey.values()].sort((a, b) => (a.openedAt < b.openedAt ? -1 : a.openedAt > b.openedAt ? 1 : 0))
}
