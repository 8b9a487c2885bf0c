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

/** Its key under the id of its subject, and under the other names of it. */
const keysOf = (
  type: IncidentSubject['type'],
  id: string,
  names: readonly string[] | undefined,
  kind: IncidentKind,
) => ({
  key: incidentKey({ type, id }, kind),
  otherKeys: (names ?? []).flatMap((name) => (name === id ? [] : [incidentKey({ type, id: name }, kind)])),
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

/** By what other ids the subjects of incidents go. */
export interface SubjectNames {
  /**
   * Of a session: the grants that were repeats within it (T4), and the other sessions of its carrier in its visit, since
   * somebody who typed a code again is asked once.
   */
  readonly sessions: ReadonlyMap<string, readonly string[]>
  /** Of a visit: every grant of it. */
  readonly visits: ReadonlyMap<string, readonly string[]>
}

const ofSession = (session: AccessSession, names: SubjectNames): WantedIncident | null => {
  const where = { propertyId: session.propertyId, roomId: session.roomId }
  const openedAt = session.verdictAt ?? session.grantedAt
  if (session.verdict === 'no_intake') {
    const severity = session.anomalies.find((a) => a.kind === 'no_intake')?.severity ?? 'medium'
    return {
      ...keysOf('session', session.id, names.sessions.get(session.id), 'no_intake'),
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
    return {
      ...keysOf('visit', visitId, names.visits.get(visitId), 'count_mismatch'),
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
    ...keysOf('door', anomaly.eventIds[0], anomaly.eventIds, anomaly.kind),
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

const WORSE: readonly Severity[] = ['high', 'medium', 'low']
const worst = (...severities: Severity[]): Severity => WORSE.find((one) => severities.includes(one)) ?? 'low'

/**
 * Every incident that these sessions and room anomalies call for, each subject once, in order of opening. `merged`: grants
 * that were repeats within another session (T4), regrant id → session id: they call for nothing themselves.
 */
export const wantedIncidents = (facts: {
  readonly room: Room
  readonly sessions: readonly AccessSession[]
  readonly merged: ReadonlyMap<string, string>
  readonly names: SubjectNames
  readonly roomAnomalies: readonly DoorAnomaly[]
}): WantedIncident[] => {
  const byKey = new Map<string, WantedIncident>()
  for (const wanted of [
    ...facts.sessions.filter(({ id }) => !facts.merged.has(id)).map((session) => ofSession(session, facts.names)),
    ...facts.roomAnomalies.map((anomaly) => ofDoor(anomaly, facts.room)),
  ]) {
    if (!wanted) continue
    const known = byKey.get(wanted.key)
    const one = known ? { ...known, severity: worst(known.severity, wanted.severity) } : wanted
    for (const key of [one.key, ...one.otherKeys]) byKey.set(key, one)
  }
  return [...new Set(byKey.values())].sort((a, b) => (a.openedAt < b.openedAt ? -1 : a.openedAt > b.openedAt ? 1 : 0))
}
