import { LadderInput, type Look } from '../../shared/contracts/ladder.ts'
import { ladderFor, lookAt } from '../../shared/domain/incidents/ladder.ts'
import { systemClock } from '../../shared/runtime/clock.ts'
import { environment } from '../../shared/runtime/env.ts'
import { makeIncidents } from '../../shared/table/incidents.ts'
import { makePortfolios } from '../../shared/table/portfolios.ts'
import { openTable } from '../../shared/table/table.ts'

const table = openTable(environment('TABLE_NAME').TABLE_NAME)
const incidents = makeIncidents(table)
const portfolios = makePortfolios(table)

/** Whether an incident still climbs, on which rung, and when to look again. Throws where it is not found (yet). */
export const handler = async (input: unknown): Promise<Look> => {
  const { portfolioId, incidentId } = LadderInput.parse(input)
  const [record, standard] = await Promise.all([
    incidents.get(portfolioId, incidentId),
    portfolios.standard(portfolioId),
  ])
  if (!record) throw new Error(`there is no incident ${incidentId}`)
  return lookAt(record.incident, ladderFor(standard.ladders, record.incident.kind), systemClock.now())
}
