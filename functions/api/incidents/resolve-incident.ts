import { refuse } from '../../../shared/contracts/problem.ts'
import type { incidentRoutes } from '../../../shared/contracts/routes/incidents.ts'
import { resolveIncident } from '../../../shared/domain/incidents/incident-state.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import { makeEvidence } from '../../../shared/table/evidence.ts'
import type { ApiHandler } from '../../middleware/api.ts'
import type { Tenants } from '../../middleware/tenants.ts'
import { changeIncident } from './change-incident.ts'

/** Closes an incident with what a person found out. */
export const makeResolveIncident =
  ({ tenants }: { readonly tenants: Tenants }): ApiHandler<(typeof incidentRoutes)[3]> =>
  async (request) => {
    const { principal, body, now } = request
    const table = await tenants.table(principal.portfolioId)
    const by = { principal: `${principal.kind}:${principal.id}`, resolution: body, now: instant(now) }
    const evidence = await makeEvidence(table).many(principal.portfolioId, body.evidenceIds)
    return changeIncident(table, request, 'incident.resolved', (incident) => {
      const foreign = body.evidenceIds.find((id) => evidence.get(id)?.propertyId !== incident.propertyId)
      return foreign === undefined
        ? resolveIncident(incident, by)
        : refuse('evidence.missing', `There is no ${foreign} of this property. Upload it first, or leave it out.`)
    })
  }
