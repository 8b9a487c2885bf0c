import { refuse } from '../../../shared/contracts/problem.ts'
import type { portfolioRoutes } from '../../../shared/contracts/routes/portfolio.ts'
import { makePortfolios } from '../../../shared/table/portfolios.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import type { Tenants } from '../../middleware/tenants.ts'

/** The portfolio. */
export const makeGetPortfolio =
  ({ tenants }: { tenants: Tenants }): ApiHandler<(typeof portfolioRoutes)[1]> =>
  async ({ principal: { portfolioId } }) => {
    const portfolio = await makePortfolios(await tenants.table(portfolioId)).get(portfolioId)
    return portfolio ? answer(200, portfolio) : refuse('resource.not_found', 'The portfolio does not stand any more.')
  }
