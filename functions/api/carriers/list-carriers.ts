import { isRefusal } from '../../../shared/contracts/problem.ts'
import type { carrierRoutes } from '../../../shared/contracts/routes/properties.ts'
import { makeCarriers } from '../../../shared/table/carriers.ts'
import { withCursor } from '../../../shared/table/table.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import type { Tenants } from '../../middleware/tenants.ts'

/** Carriers of the portfolio. */
export const makeListCarriers =
  ({ tenants }: { tenants: Tenants }): ApiHandler<(typeof carrierRoutes)[1]> =>
  async ({ principal: { portfolioId }, query }) => {
    const carriers = makeCarriers(await tenants.table(portfolioId))
    const found = await withCursor(query.cursor, () => carriers.list(portfolioId, query))
    return isRefusal(found) ? found : answer(200, found)
  }
