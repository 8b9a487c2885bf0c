import type { makeCognito } from '../../../shared/adapters/cognito.ts'
import { isRefusal } from '../../../shared/contracts/problem.ts'
import type { publicRoutes } from '../../../shared/contracts/routes/portfolio.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'

/** Exchanges a password, or a refresh token, for tokens. */
export const makeCreateToken =
  ({
    cognito,
  }: {
    cognito: Pick<ReturnType<typeof makeCognito>, 'signIn' | 'refresh'>
  }): ApiHandler<(typeof publicRoutes)[2]> =>
  async ({ body }) => {
    const tokens =
      'refreshToken' in body
        ? await cognito.refresh(body.refreshToken)
        : await cognito.signIn(body.email, body.password, body.newPassword)
    return isRefusal(tokens) ? tokens : answer(200, tokens)
  }
