import { durationMs } from '../../contracts/ids.ts'
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
