import type { portfolioRoutes } from '../../../shared/contracts/routes/portfolio.ts'
import { commit } from '../../../shared/table/commit.ts'
import { makePortfolios } from '../../../shared/table/portfolios.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import { changeBy } from '../../middleware/change.ts'
import type { Tenants } from '../../middleware/tenants.ts'

/** Replaces the standard; what happens from now on is decided by it. */
export const makePutStandard =
  ({ tenants }: { tenants: Tenants }): ApiHandler<(typeof portfolioRoutes)[3]> =>
  async (request) => {
    const { portfolioId } = request.principal
    const table = await tenants.table(portfolioId)
    const event = changeBy(request, 'standard.changed', portfolioId)
    const result = answer(200, request.body)
    await commit(table, undefined, result, [makePortfolios(table).putStandard(portfolioId, request.body, event)])
    return result
  }
