import { refuse } from '../../../shared/contracts/problem.ts'
import type { portfolioRoutes } from '../../../shared/contracts/routes/portfolio.ts'
import { makePortfolios } from '../../../shared/table/portfolios.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import type { Tenants } from '../../middleware/tenants.ts'

/** Who is signed in, with the portfolio. */
export const makeGetMe =
  ({ tenants }: { tenants: Tenants }): ApiHandler<(typeof portfolioRoutes)[0]> =>
  async ({ principal }) => {
    const portfolios = makePortfolios(await tenants.table(principal.portfolioId))
    const portfolio = await portfolios.get(principal.portfolioId)
    if (!portfolio) return refuse('resource.not_found', 'The portfolio does not stand any more.')
    return answer(200, {
      portfolio,
      principal: `${principal.kind}:${principal.id}`,
      name: principal.name,
      role: principal.role,
      scopes: principal.scopes,
      propertyIds: principal.propertyIds,
    })
  }
