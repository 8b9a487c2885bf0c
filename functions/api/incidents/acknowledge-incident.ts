import type { incidentRoutes } from '../../../shared/contracts/routes/incidents.ts'
import { acknowledgeIncident } from '../../../shared/domain/incidents/incident-state.ts'
import { ladderFor } from '../../../shared/domain/incidents/ladder.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import { oncePerTable } from '../../../shared/table/once-per-table.ts'
import { makePortfolios } from '../../../shared/table/portfolios.ts'
import type { ApiHandler } from '../../middleware/api.ts'
import type { Tenants } from '../../middleware/tenants.ts'
import { changeIncident } from './change-incident.ts'

const portfoliosOf = oncePerTable(makePortfolios)

/** Somebody takes care of an incident: the ladder stops, a deadline starts. */
export const makeAcknowledgeIncident =
  ({ tenants }: { readonly tenants: Tenants }): ApiHandler<(typeof incidentRoutes)[2]> =>
  async (request) => {
    const { principal, body, now } = request
    const table = await tenants.table(principal.portfolioId)
    const { ladders } = await portfoliosOf(table).standard(principal.portfolioId)
    return changeIncident(table, request, 'incident.acknowledged', (incident) =>
      acknowledgeIncident(incident, {
        principal: `${principal.kind}:${principal.id}`,
        note: body.note,
        ladder: ladderFor(ladders, incident.kind),
        now: instant(now),
      }),
    )
  }
