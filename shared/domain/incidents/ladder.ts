import { durationMs } from '../../contracts/ids.ts'
import type { Incident } from '../../contracts/incident.ts'
import type { Look } from '../../contracts/ladder.ts'
import type { IncidentKind, Ladders, Rung } from '../../contracts/standard.ts'

/** The step to take: wait `waitSeconds`, then, if the incident still stands open, tell the rung. */
export interface RungStep {
  readonly rung: Rung
  readonly rungIndex: number
  readonly waitSeconds: number
  /** instant at which the rung is due, and the shown deadline after it (null: none) */
  readonly dueAt: string
  readonly ackBy: string | null
}

/** The ladder of a kind of incident; kinds without their own share `default`. */
export const ladderFor = (ladders: Ladders, kind: IncidentKind): readonly Rung[] => {
  const own: Partial<Record<IncidentKind, readonly Rung[]>> = ladders
  return own[kind] ?? ladders.default
}

/**
 * The rung `rungIndex` (from 0) of a ladder whose incident was opened at `openedAt`, and how long to wait for it from
 * `nowMs`: never negative, so an execution that died and was started again catches up at once. `'end'` above the last.
 */
export const nextRung = (
  ladder: readonly Rung[],
  openedAt: string,
  rungIndex: number,
  nowMs: number,
): RungStep | 'end' => {
  const rung = ladder[rungIndex]
  if (!rung) return 'end'
  const dueMs = Date.parse(openedAt) + durationMs(rung.after)
  // The deadline counts from when somebody is told, which may be later than planned.
  const toldMs = Math.max(dueMs, nowMs)
  return {
    rung,
    rungIndex,
    waitSeconds: Math.max(0, Math.ceil((dueMs - nowMs) / 1000)),
    dueAt: new Date(dueMs).toISOString(),
    ackBy: rung.ackWithin ? new Date(toldMs + durationMs(rung.ackWithin)).toISOString() : null,
  }
}

/** From when a ladder counts: what was found out late (a drained kiosk) must leave people their time all the same. */
export const ladderStart = ({ openedAt, detectedAt }: Pick<Incident, 'openedAt' | 'detectedAt'>): string =>
  openedAt > detectedAt ? openedAt : detectedAt

/** The incident with the time of its first rung, where it stands open and nobody has been told yet. */
export const armLadder = (incident: Incident, ladder: readonly Rung[]): Incident => {
  if (incident.status !== 'open' || incident.rung || incident.nextRungAt) return incident
  const from = ladderStart(incident)
  const first = nextRung(ladder, from, 0, Date.parse(from))
  return first === 'end' ? incident : { ...incident, nextRungAt: first.dueAt }
}

/** Whether a rung may be told at `nowMs`: the next one of an open incident whose time has come. */
export const rungIsDue = (incident: Incident, ladder: readonly Rung[], rungIndex: number, nowMs: number): boolean => {
  if (incident.status !== 'open' || rungIndex !== (incident.rung?.index ?? -1) + 1) return false
  const step = nextRung(ladder, ladderStart(incident), rungIndex, nowMs)
  return step !== 'end' && step.waitSeconds === 0
}

/**
 * The look of an execution at its incident: climb on to `rungIndex`, and how long to wait after that. A rung that is not
 * due yet is waited for first: `notify-rung` tells nobody before its time ({@link rungIsDue}), and the next look sees it due.
 */
export const lookAt = (incident: Incident, ladder: readonly Rung[], nowMs: number): Look => {
  const rungIndex = (incident.rung?.index ?? -1) + 1
  const from = ladderStart(incident)
  const step = incident.status === 'open' ? nextRung(ladder, from, rungIndex, nowMs) : 'end'
  if (step === 'end') return { climb: false, rungIndex, waitSeconds: 0 }
  if (step.waitSeconds > 0) return { climb: true, rungIndex, waitSeconds: step.waitSeconds }
  const above = nextRung(ladder, from, rungIndex + 1, nowMs)
  return { climb: true, rungIndex, waitSeconds: above === 'end' ? 0 : above.waitSeconds }
}
