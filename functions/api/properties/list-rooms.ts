import { isRefusal } from '../../../shared/contracts/problem.ts'
import type { propertyRoutes } from '../../../shared/contracts/routes/properties.ts'
import { makeRooms } from '../../../shared/table/rooms.ts'
import { withCursor } from '../../../shared/table/table.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import { propertyOf } from '../../middleware/property-of.ts'
import type { Tenants } from '../../middleware/tenants.ts'

/** Rooms of a property. */
export const makeListRooms =
  ({ tenants }: { tenants: Tenants }): ApiHandler<(typeof propertyRoutes)[5]> =>
  async ({ principal, params, query }) => {
    const table = await tenants.table(principal.portfolioId)
    const property = await propertyOf(table, principal, params.propertyId)
    if (isRefusal(property)) return property
    const rooms = makeRooms(table)
    const found = await withCursor(query.cursor, () => rooms.list(principal.portfolioId, property.id, query))
    return isRefusal(found) ? found : answer(200, found)
  }
