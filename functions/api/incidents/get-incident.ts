import { isRefusal } from '../../../shared/contracts/problem.ts'
import type { incidentRoutes } from '../../../shared/contracts/routes/incidents.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import type { Tenants } from '../../middleware/tenants.ts'
import { findIncident } from './find-incident.ts'

/** An incident with its timeline. */
export const makeGetIncident =
  ({ tenants }: { readonly tenants: Tenants }): ApiHandler<(typeof incidentRoutes)[1]> =>
  async ({ principal, params }) => {
    const found = await findIncident(await tenants.table(principal.portfolioId), principal, params.incidentId)
    return isRefusal(found) ? found : answer(200, found.incident)
  }
