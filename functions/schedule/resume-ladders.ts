import type { Ladder } from '../../shared/adapters/ladder.ts'
import { resumeLadder } from '../../shared/domain/incidents/incident-state.ts'
import { instant } from '../../shared/runtime/clock.ts'
import { oneByOne } from '../../shared/runtime/one-by-one.ts'
import { commit } from '../../shared/table/commit.ts'
import { makeIncidents } from '../../shared/table/incidents.ts'
import type { Table } from '../../shared/table/table.ts'

/** A rung this late has lost its execution; until then the execution may be about to act. */
const LATE_MS = 2 * 60_000
/** Incidents that one run looks at; the next takes those that are left, longest overdue first. */
const AT_MOST = 100

/**
 * Starts the ladders of open incidents whose next rung is overdue and whose execution does not run: an execution that died
 * gets a successor (another run), one that was never started is started. Answers how many were started. Throws when all were
 * tried, where one of them could not be started.
 */
export const makeResumeLadders = ({
  table,
  ladder,
  now,
}: {
  readonly table: Table
  readonly ladder: Pick<Ladder, 'start' | 'stateOf'>
  readonly now: () => number
}) => {
  const incidents = makeIncidents(table)
  return async (): Promise<number> => {
    const nowMs = now()
    let started = 0
    const due = await incidents.due(instant(nowMs - LATE_MS), AT_MOST)
    await oneByOne(due, async ({ portfolioId, propertyId, incidentId }) => {
      const record = await incidents.inProperty(portfolioId, propertyId, incidentId)
      if (record?.incident.status !== 'open') return
      const state = await ladder.stateOf(incidentId, record.run)
      if (state === 'running') return
      const run = state === 'absent' ? record.run : record.run + 1
      if (run !== record.run) {
        const incident = resumeLadder(record.incident, instant(nowMs))
        const saved = await commit(table, undefined, { status: 200 }, [
          incidents.change(portfolioId, { incident, run }, record.incident.rev, null),
        ])
        if ('failed' in saved) return
      }
      await ladder.start({ portfolioId, incidentId }, run)
      started++
    })
    return started
  }
}
