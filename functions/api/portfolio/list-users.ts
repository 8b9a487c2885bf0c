import { isRefusal } from '../../../shared/contracts/problem.ts'
import type { portfolioRoutes } from '../../../shared/contracts/routes/portfolio.ts'
import { withCursor } from '../../../shared/table/table.ts'
import { makeUsers } from '../../../shared/table/users.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import type { Tenants } from '../../middleware/tenants.ts'

/** Users with their roles. */
export const makeListUsers =
  ({ tenants }: { tenants: Tenants }): ApiHandler<(typeof portfolioRoutes)[5]> =>
  async ({ principal: { portfolioId }, query }) => {
    const users = makeUsers(await tenants.table(portfolioId))
    const found = await withCursor(query.cursor, () => users.list(portfolioId, query))
    return isRefusal(found) ? found : answer(200, found)
  }
