import type { makeCognito } from '../../../shared/adapters/cognito.ts'
import { PortfolioId, UserId } from '../../../shared/contracts/ids.ts'
import type { publicRoutes } from '../../../shared/contracts/routes/portfolio.ts'
import { hashEmail } from '../../../shared/domain/sign-up/email-hash.ts'
import { newId } from '../../../shared/runtime/ids.ts'
import type { makeRegistry } from '../../../shared/table/registry.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'

/** A sign-up that nobody confirms is forgotten after this. */
const WAITS_SECONDS = 7 * 24 * 3600

/**
 * Makes the account and keeps the portfolio’s name until the address is confirmed. Where an earlier try made the account
 * and ended before it kept the name, this one keeps it and has the code sent again.
 */
export const makeSignUp = ({
  cognito,
  registry,
}: {
  cognito: Pick<ReturnType<typeof makeCognito>, 'signUp' | 'account' | 'resendCode'>
  registry: Pick<ReturnType<typeof makeRegistry>, 'signUp' | 'putSignUp'>
}): ApiHandler<(typeof publicRoutes)[0]> => {
  const isHalfDone = async (email: string): Promise<boolean> => {
    const [account, waiting] = await Promise.all([cognito.account(email), registry.signUp(hashEmail(email))])
    return account?.state === 'unconfirmed' && waiting === null
  }
  return async ({ body, now }) => {
    const refused = await cognito.signUp(body)
    const resumes = refused?.refused === 'auth.email_taken' && (await isHalfDone(body.email))
    if (refused && !resumes) return refused
    await registry.putSignUp({
      emailHash: hashEmail(body.email),
      portfolioName: body.portfolioName,
      name: body.name,
      portfolioId: PortfolioId.parse(newId('portfolio')),
      userId: UserId.parse(newId('user')),
      expiresAt: Math.floor(now / 1000) + WAITS_SECONDS,
    })
    const unsent = resumes ? await cognito.resendCode(body.email) : undefined
    return unsent ?? answer(202, { email: body.email, status: 'confirmation_sent' })
  }
}
