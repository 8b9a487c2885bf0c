import { mayAccessProperty } from '../../../shared/contracts/principal.ts'
import { isRefusal } from '../../../shared/contracts/problem.ts'
import type { propertyRoutes } from '../../../shared/contracts/routes/properties.ts'
import { makeProperties } from '../../../shared/table/properties.ts'
import { withCursor } from '../../../shared/table/table.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import type { Tenants } from '../../middleware/tenants.ts'

/** Properties that the principal may see. A page may hold fewer than `limit` while a cursor still follows. */
export const makeListProperties =
  ({ tenants }: { tenants: Tenants }): ApiHandler<(typeof propertyRoutes)[1]> =>
  async ({ principal, query }) => {
    const properties = makeProperties(await tenants.table(principal.portfolioId))
    const found = await withCursor(query.cursor, () => properties.list(principal.portfolioId, query))
    if (isRefusal(found)) return found
    return answer(200, { ...found, items: found.items.filter(({ id }) => mayAccessProperty(principal, id)) })
  }
