import type { IncidentPeople, Person } from '../../shared/adapters/incident-people.ts'
import type { RungNotice } from '../../shared/contracts/ladder.ts'
import { climb } from '../../shared/domain/incidents/incident-state.ts'
import { ladderFor, rungIsDue } from '../../shared/domain/incidents/ladder.ts'
import { rungLine } from '../../shared/domain/incidents/words.ts'
import { instant } from '../../shared/runtime/clock.ts'
import { commit } from '../../shared/table/commit.ts'
import { incidentEvent } from '../../shared/table/incident-event.ts'
import { makeIncidents } from '../../shared/table/incidents.ts'
import { makePortfolios } from '../../shared/table/portfolios.ts'
import type { Table } from '../../shared/table/table.ts'

/** How often an incident is read again after somebody else changed it. */
const TRIES = 5
const BY = { principal: 'system:notify-rung', operationId: 'climbIncident' }

/**
 * Climbs an incident to a rung and tells its people. The rung is written first, then each person is told once: a step that
 * is repeated tells those who are left. Nothing happens before the rung’s time, or once somebody has taken the incident.
 */
export const makeClimbRung = ({
  table,
  people,
  now,
}: {
  readonly table: Table
  readonly people: Pick<IncidentPeople, 'of' | 'tell'>
  readonly now: () => number
}) => {
  const incidents = makeIncidents(table)
  const portfolios = makePortfolios(table)

  const once = async ({ portfolioId, incidentId, rungIndex }: RungNotice): Promise<boolean> => {
    const record = await incidents.get(portfolioId, incidentId)
    if (!record) throw new Error(`there is no incident ${incidentId}`)
    const { incident, run } = record
    const ladder = ladderFor((await portfolios.standard(portfolioId)).ladders, incident.kind)
    const rung = ladder[rungIndex]
    if (!rung || incident.status !== 'open') return true
    const told: Person[] = await people.of(portfolioId, incident, rung.to)
    if (incident.rung?.index === rungIndex) {
      await people.tell(portfolioId, incident, told)
      return true
    }
    const nowMs = now()
    if (!rungIsDue(incident, ladder, rungIndex, nowMs)) return true
    const at = instant(nowMs)
    const climbed = climb(incident, { ladder, rungIndex, text: rungLine(rung.to, told.length), now: at })
    const event = incidentEvent(
      portfolioId,
      climbed,
      'incident.climbed',
      { ...BY, now: at },
      { rungIndex, to: rung.to },
    )
    const saved = await commit(table, undefined, { status: 200 }, [
      incidents.change(portfolioId, { incident: climbed, run }, incident.rev, event),
    ])
    if ('failed' in saved) return false
    await people.tell(portfolioId, climbed, told)
    return true
  }

  return async (notice: RungNotice): Promise<void> => {
    for (let i = 0; i < TRIES; i++) if (await once(notice)) return
    throw new Error(`the incident ${notice.incidentId} changed ${TRIES} times while it climbed`)
  }
}
