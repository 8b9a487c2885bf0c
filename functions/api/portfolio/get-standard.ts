import type { portfolioRoutes } from '../../../shared/contracts/routes/portfolio.ts'
import { makePortfolios } from '../../../shared/table/portfolios.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import type { Tenants } from '../../middleware/tenants.ts'

/** The portfolio’s standard. */
export const makeGetStandard =
  ({ tenants }: { tenants: Tenants }): ApiHandler<(typeof portfolioRoutes)[2]> =>
  async ({ principal: { portfolioId } }) =>
    answer(200, await makePortfolios(await tenants.table(portfolioId)).standard(portfolioId))
