import type { makeCognito } from '../../../shared/adapters/cognito.ts'
import { refuse } from '../../../shared/contracts/problem.ts'
import type { publicRoutes } from '../../../shared/contracts/routes/portfolio.ts'
import { hashEmail } from '../../../shared/domain/sign-up/email-hash.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import { commit } from '../../../shared/table/commit.ts'
import { eventOf } from '../../../shared/table/events.ts'
import { makePortfolios } from '../../../shared/table/portfolios.ts'
import { makeRegistry } from '../../../shared/table/registry.ts'
import type { Table } from '../../../shared/table/table.ts'
import { makeUsers } from '../../../shared/table/users.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'

/** Confirms the address and makes the portfolio with its owner, in one transaction; again changes nothing. */
export const makeConfirmSignUp =
  ({
    cognito,
    table,
  }: {
    cognito: Pick<ReturnType<typeof makeCognito>, 'confirm' | 'account'>
    table: Table
  }): ApiHandler<(typeof publicRoutes)[1]> =>
  async ({ body, route, now }) => {
    const registry = makeRegistry(table)
    const refused = await cognito.confirm(body.email, body.code)
    if (refused) return refused
    const [waiting, account] = await Promise.all([registry.signUp(hashEmail(body.email)), cognito.account(body.email)])
    if (!waiting || !account)
      return refuse('auth.code_wrong', 'There is no sign-up of this address to confirm. Sign up first.')
    const { portfolioId, userId, name, portfolioName } = waiting
    const createdAt = instant(now)
    const result = answer(200, { email: body.email, status: 'confirmed' })
    const done = await commit(table, undefined, result, [
      makePortfolios(table).create(
        { id: portfolioId, name: portfolioName, createdAt },
        eventOf({
          type: 'portfolio.created',
          portfolioId,
          resource: portfolioId,
          principal: `user:${userId}`,
          operationId: route.operationId,
          occurredAt: createdAt,
          recordedAt: createdAt,
        }),
      ),
      makeUsers(table).create(portfolioId, {
        id: userId,
        email: body.email,
        name,
        role: 'owner',
        propertyIds: null,
        createdAt,
      }),
      registry.addMembership({ sub: account.sub, portfolioId, userId, name, role: 'owner', propertyIds: null }),
    ])
    // The portfolio, or a membership of this account, stands already: confirmed before.
    return 'failed' in done ? result : done
  }
