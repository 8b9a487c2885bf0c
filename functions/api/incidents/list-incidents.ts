import { mayAccessProperty } from '../../../shared/contracts/principal.ts'
import { isRefusal } from '../../../shared/contracts/problem.ts'
import type { incidentRoutes } from '../../../shared/contracts/routes/incidents.ts'
import { withCursor } from '../../../shared/table/table.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import type { Tenants } from '../../middleware/tenants.ts'
import { incidentsOf } from './find-incident.ts'

/** Incidents of the properties that the principal may see, newest first. */
export const makeListIncidents =
  ({ tenants }: { readonly tenants: Tenants }): ApiHandler<(typeof incidentRoutes)[0]> =>
  async ({ principal, query }) => {
    const { propertyId, status, limit, cursor } = query
    const asked = propertyId === undefined ? principal.propertyIds : [propertyId]
    const propertyIds = asked?.filter((id) => mayAccessProperty(principal, id)) ?? null
    const incidents = incidentsOf(await tenants.table(principal.portfolioId))
    const page = await withCursor(cursor, () =>
      incidents.list(principal.portfolioId, { propertyIds, status }, { limit, cursor }),
    )
    return isRefusal(page) ? page : answer(200, page)
  }
