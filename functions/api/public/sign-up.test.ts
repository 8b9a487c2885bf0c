import { describe, expect, it } from 'vitest'
import type { Account } from '../../../shared/adapters/cognito.ts'
import { type Refusal, refuse } from '../../../shared/contracts/problem.ts'
import { publicRoutes } from '../../../shared/contracts/routes/portfolio.ts'
import { hashEmail } from '../../../shared/domain/sign-up/email-hash.ts'
import type { SignUpEntry } from '../../../shared/table/registry.ts'
import { makeSignUp } from './sign-up.ts'

const body = { portfolioName: 'Maple', name: 'Olga', email: 'o@example.com', password: 'Correct-Horse-9!' }
const request = {
  route: publicRoutes[0],
  principal: undefined,
  params: undefined,
  query: undefined,
  body,
  once: undefined,
  now: 0,
}
const taken = refuse('auth.email_taken', 'taken')

const world = (some: { refused?: Refusal; account?: Account; waiting?: SignUpEntry } = {}) => {
  const kept: SignUpEntry[] = []
  let resent = 0
  const signUp = makeSignUp({
    cognito: {
      signUp: async () => some.refused,
      account: async () => some.account ?? null,
      resendCode: async () => {
        resent += 1
        return undefined
      },
    },
    registry: { signUp: async () => some.waiting ?? null, putSignUp: async (entry) => void kept.push(entry) },
  })
  return { signUp, kept, resent: () => resent }
}

describe('signing up', () => {
  it('keeps the portfolio’s name until the address is confirmed, and no password', async () => {
    const { signUp, kept } = world()
    expect(await signUp(request)).toMatchObject({ status: 202, body: { status: 'confirmation_sent' } })
    expect(kept).toEqual([expect.objectContaining({ portfolioName: 'Maple', emailHash: hashEmail(body.email) })])
    expect(JSON.stringify(kept)).not.toContain(body.password)
    expect(JSON.stringify(kept)).not.toContain(body.email)
  })

  it('takes up a try that ended between account and name', async () => {
    const { signUp, kept, resent } = world({ refused: taken, account: { sub: 's', state: 'unconfirmed' } })
    expect(await signUp(request)).toMatchObject({ status: 202 })
    expect(kept).toHaveLength(1)
    expect(resent()).toBe(1)
  })

  it('changes nothing of an account that stands, nor of one that waits for its code', async () => {
    const waiting = { portfolioName: 'Theirs' } as SignUpEntry
    for (const some of [
      { account: { sub: 's', state: 'confirmed' } as const },
      { account: { sub: 's', state: 'invited' } as const },
      { account: { sub: 's', state: 'unconfirmed' } as const, waiting },
    ]) {
      const { signUp, kept, resent } = world({ refused: taken, ...some })
      expect(await signUp(request)).toMatchObject({ refused: 'auth.email_taken' })
      expect(kept).toEqual([])
      expect(resent()).toBe(0)
    }
  })

  it('is refused with a weak password', async () => {
    const { signUp, kept } = world({ refused: refuse('auth.password_weak', 'weak') })
    expect(await signUp(request)).toMatchObject({ refused: 'auth.password_weak' })
    expect(kept).toEqual([])
  })
})
