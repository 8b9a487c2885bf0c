import { isRefusal } from '../../../shared/contracts/problem.ts'
import type { propertyRoutes } from '../../../shared/contracts/routes/properties.ts'
import { withCursor } from '../../../shared/table/table.ts'
import { makeUnits } from '../../../shared/table/units.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import { propertyOf } from '../../middleware/property-of.ts'
import type { Tenants } from '../../middleware/tenants.ts'

/** Units of a property. */
export const makeListUnits =
  ({ tenants }: { tenants: Tenants }): ApiHandler<(typeof propertyRoutes)[8]> =>
  async ({ principal, params, query }) => {
    const table = await tenants.table(principal.portfolioId)
    const property = await propertyOf(table, principal, params.propertyId)
    if (isRefusal(property)) return property
    const units = makeUnits(table)
    const found = await withCursor(query.cursor, () => units.list(principal.portfolioId, property.id, query))
    return isRefusal(found) ? found : answer(200, found)
  }
