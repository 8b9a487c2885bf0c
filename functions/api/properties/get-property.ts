import { isRefusal } from '../../../shared/contracts/problem.ts'
import type { propertyRoutes } from '../../../shared/contracts/routes/properties.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import { propertyOf } from '../../middleware/property-of.ts'
import type { Tenants } from '../../middleware/tenants.ts'

/** A property. */
export const makeGetProperty =
  ({ tenants }: { tenants: Tenants }): ApiHandler<(typeof propertyRoutes)[2]> =>
  async ({ principal, params }) => {
    const property = await propertyOf(await tenants.table(principal.portfolioId), principal, params.propertyId)
    return isRefusal(property) ? property : answer(200, property)
  }
