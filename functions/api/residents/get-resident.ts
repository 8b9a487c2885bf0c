import { isRefusal, refuse } from '../../../shared/contracts/problem.ts'
import type { residentRoutes } from '../../../shared/contracts/routes/properties.ts'
import { makeResidents } from '../../../shared/table/residents.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import { propertyOf } from '../../middleware/property-of.ts'
import type { Tenants } from '../../middleware/tenants.ts'

/** One resident of a property. */
export const makeGetResident =
  ({ tenants }: { tenants: Tenants }): ApiHandler<(typeof residentRoutes)[4]> =>
  async ({ principal, params }) => {
    const table = await tenants.table(principal.portfolioId)
    const property = await propertyOf(table, principal, params.propertyId)
    if (isRefusal(property)) return property
    const resident = await makeResidents(table).get(principal.portfolioId, property.id, params.residentId)
    return resident ? answer(200, resident) : refuse('resource.not_found', `There is no resident ${params.residentId}.`)
  }
