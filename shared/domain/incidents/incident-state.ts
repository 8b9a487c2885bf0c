import { durationMs } from '../../contracts/ids.ts'
import type { Incident, NewResolution, ResolutionKind, TimelineEntry } from '../../contracts/incident.ts'
import { type Refusal, refuse } from '../../contracts/problem.ts'
import type { Rung } from '../../contracts/standard.ts'
import { ladderStart, nextRung } from './ladder.ts'
import type { WantedIncident } from './wanted.ts'

/** A change of an incident: its fields and a line of its timeline; `rev` and `updatedAt` follow. */
const change = (
  incident: Incident,
  now: string,
  fields: Partial<Incident>,
  entry: Omit<TimelineEntry, 'recordedAt'>,
) => ({
  ...incident,
  ...fields,
  updatedAt: now,
  rev: incident.rev + 1,
  timeline: [...incident.timeline, { ...entry, recordedAt: now }],
})

const closedRefusal = (incident: Incident): Refusal =>
  refuse(
    'incident.closed',
    `Incident ${incident.id} was resolved at ${incident.resolution?.at ?? incident.updatedAt}: ${
      incident.resolution?.reason ?? 'no reason was given'
    }. Open the room's sessions to see what happened since.`,
  )

/** An ending that no person gave: by a revision of the verdict, or because the door was closed. Ends a resolved one not again. */
export const endIncident = (
  incident: Incident,
  by: {
    readonly kind: Extract<ResolutionKind, 'revised' | 'door_closed'>
    readonly reason: string
    readonly at: string
  },
  now: string,
): Incident =>
  incident.status === 'resolved'
    ? incident
    : change(
        incident,
        now,
        {
          status: 'resolved',
          nextRungAt: null,
          resolution: { kind: by.kind, by: null, at: by.at, reason: by.reason, packages: null, evidenceIds: [] },
        },
        { kind: 'resolved', at: by.at, by: null, text: by.reason },
      )

/** A new incident from what the facts call for; over at once where they say that it is over. */
export const openIncident = (wanted: WantedIncident, made: { readonly id: string; readonly now: string }): Incident => {
  const incident: Incident = {
    id: made.id,
    key: wanted.key,
    kind: wanted.kind,
    severity: wanted.severity,
    status: 'open',
    propertyId: wanted.propertyId,
    roomId: wanted.roomId,
    subject: wanted.subject,
    sessionId: wanted.sessionId,
    carrierId: wanted.carrierId,
    title: wanted.title,
    openedAt: wanted.openedAt,
    detectedAt: made.now,
    updatedAt: made.now,
    rung: null,
    nextRungAt: null,
    acknowledgement: null,
    resolution: null,
    evidenceIds: [],
    timeline: [{ kind: 'opened', at: wanted.openedAt, recordedAt: made.now, by: null, text: wanted.title }],
    rev: 1,
  }
  return wanted.ended ? endIncident(incident, { kind: 'door_closed', ...wanted.ended }, made.now) : incident
}

/**
 * Somebody takes the incident: the ladder stops, and the deadline starts anew with the patience of the rung that it
 * stands on. A second acknowledgement hands it over. Refuses `incident.closed`.
 */
export const acknowledgeIncident = (
  incident: Incident,
  by: { readonly principal: string; readonly note: string; readonly ladder: readonly Rung[]; readonly now: string },
): Incident | Refusal => {
  if (incident.status === 'resolved') return closedRefusal(incident)
  const told = incident.rung?.index ?? 0
  const patience = by.ladder.slice(told).find((rung) => rung.ackWithin)?.ackWithin
  const deadlineAt = patience ? new Date(Date.parse(by.now) + durationMs(patience)).toISOString() : null
  return change(
    incident,
    by.now,
    {
      status: 'acknowledged',
      nextRungAt: null,
      acknowledgement: { by: by.principal, at: by.now, note: by.note, deadlineAt },
    },
    { kind: 'acknowledged', at: by.now, by: by.principal, text: by.note || 'Acknowledged' },
  )
}

/** A person's disposition (T20): ends it and stops its clock. Refuses `incident.closed`. */
export const resolveIncident = (
  incident: Incident,
  by: { readonly principal: string; readonly resolution: NewResolution; readonly now: string },
): Incident | Refusal => {
  if (incident.status === 'resolved') return closedRefusal(incident)
  const { disposition, reason, packages, evidenceIds } = by.resolution
  return change(
    incident,
    by.now,
    {
      status: 'resolved',
      nextRungAt: null,
      evidenceIds: [...new Set([...incident.evidenceIds, ...evidenceIds])],
      resolution: { kind: disposition, by: by.principal, at: by.now, reason, packages: packages ?? null, evidenceIds },
    },
    { kind: 'resolved', at: by.now, by: by.principal, text: reason },
  )
}

/**
 * The incident after rung `rungIndex` was told at `now`. Unchanged where it does not stand open any more or stands on
 * that rung or a higher one already: a repeated step tells nobody twice.
 */
export const climb = (
  incident: Incident,
  step: { readonly ladder: readonly Rung[]; readonly rungIndex: number; readonly text?: string; readonly now: string },
): Incident => {
  const rung = step.ladder[step.rungIndex]
  if (!rung || incident.status !== 'open' || (incident.rung && incident.rung.index >= step.rungIndex)) return incident
  const nowMs = Date.parse(step.now)
  const from = ladderStart(incident)
  const here = nextRung(step.ladder, from, step.rungIndex, nowMs)
  const above = nextRung(step.ladder, from, step.rungIndex + 1, nowMs)
  return change(
    incident,
    step.now,
    {
      rung: { index: step.rungIndex, to: rung.to, reachedAt: step.now, ackBy: here === 'end' ? null : here.ackBy },
      nextRungAt: above === 'end' ? null : above.dueAt,
    },
    { kind: 'rung', at: step.now, by: null, text: step.text ?? `Told ${rung.to}` },
  )
}

/** The incident whose ladder lost its execution and got another: the same rungs go on, the timeline says so. */
export const resumeLadder = (incident: Incident, now: string): Incident =>
  change(incident, now, {}, { kind: 'note', at: now, by: null, text: 'The ladder had stopped and was started again' })

/** What a reconciliation does to incidents: open these (each with a new id), and store these changed ones. */
export interface IncidentChanges {
  readonly open: WantedIncident[]
  /** with status `resolved`: stop the execution, and tell everybody who was told; `open` again: start one */
  readonly changed: Incident[]
}

/** Of the incidents that turn out to be one, the one that goes on: what a person or the door ended, else what is open. */
const goingOn = (incidents: readonly Incident[]): Incident | undefined => {
  const rank = ({ status, resolution }: Incident) =>
    status !== 'resolved' ? 1 : resolution?.kind === 'revised' ? 2 : 0
  return [...incidents].sort((a, b) => rank(a) - rank(b) || (a.openedAt < b.openedAt ? -1 : 1))[0]
}

/**
 * Compares what the facts call for with the incidents that exist. New keys are opened, severities follow the facts,
 * doors that were closed end theirs, and an incident about something in `judged` that the facts no longer call for is
 * taken back (T18). An incident known under another of its keys goes on under that one. What a person resolved stays resolved; what a revision took back is opened again if it comes back.
 */
export const incidentChanges = (input: {
  readonly wanted: readonly WantedIncident[]
  readonly existing: readonly Incident[]
  readonly judged: ReadonlySet<string>
  readonly now: string
}): IncidentChanges => {
  const { now } = input
  const known = new Map(input.existing.map((incident) => [incident.key, incident]))
  const changed: Incident[] = []
  const open: WantedIncident[] = []
  const wantedKeys = new Set<string>()
  for (const wanted of input.wanted) {
    const names = [wanted.key, ...wanted.otherKeys]
    const incident = goingOn(names.flatMap((key) => known.get(key) ?? []))
    if (!incident) {
      open.push(wanted)
      continue
    }
    wantedKeys.add(incident.key)
    let next = incident
    if (incident.status === 'resolved') {
      if (incident.resolution?.kind === 'revised')
        next = change(
          incident,
          now,
          { status: 'open', resolution: null, acknowledgement: null, rung: null, openedAt: now },
          { kind: 'reopened', at: now, by: null, text: wanted.title },
        )
    } else if (incident.severity !== wanted.severity) {
      const text = `Severity ${incident.severity} became ${wanted.severity}`
      next = change(incident, now, { severity: wanted.severity }, { kind: 'severity_changed', at: now, by: null, text })
    }
    if (wanted.ended) next = endIncident(next, { kind: 'door_closed', ...wanted.ended }, now)
    if (next !== incident) changed.push(next)
  }
  for (const incident of input.existing) {
    if (incident.status === 'resolved' || wantedKeys.has(incident.key) || !input.judged.has(incident.subject.id))
      continue
    const reason = 'What arrived later explains it'
    changed.push(endIncident(incident, { kind: 'revised', reason, at: now }, now))
  }
  return { open, changed }
}
