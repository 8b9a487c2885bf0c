import type { makeCognito } from '../../../shared/adapters/cognito.ts'
import { UserId } from '../../../shared/contracts/ids.ts'
import { isRefusal, type Refusal, refuse } from '../../../shared/contracts/problem.ts'
import type { portfolioRoutes } from '../../../shared/contracts/routes/portfolio.ts'
import { ROLE_SCOPES } from '../../../shared/contracts/routes/route.ts'
import { grantable } from '../../../shared/domain/api-keys/grantable.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import { newId } from '../../../shared/runtime/ids.ts'
import { commit } from '../../../shared/table/commit.ts'
import type { MembershipEntry, makeRegistry } from '../../../shared/table/registry.ts'
import { makeUsers } from '../../../shared/table/users.ts'
import { type ApiHandler, type ApiRequest, answer } from '../../middleware/api.ts'
import { changeBy } from '../../middleware/change.ts'
import type { Tenants } from '../../middleware/tenants.ts'
import { unknownProperty } from '../../middleware/unknown-property.ts'

type CreateUser = (typeof portfolioRoutes)[4]

const taken = (email: string) =>
  refuse('auth.email_taken', `There is an account with the address ${email}. Invite another address.`)

/**
 * Invites a user: the account, then the membership, then the user with the answer. Each step takes up what an earlier try
 * with the same key has left, so that a try that ended half way can be repeated.
 */
export const makeCreateUser = ({
  tenants,
  cognito,
  registry,
}: {
  tenants: Tenants
  cognito: Pick<ReturnType<typeof makeCognito>, 'invite' | 'account'>
  registry: Pick<ReturnType<typeof makeRegistry>, 'membership' | 'addMembership' | 'write'>
}): ApiHandler<CreateUser> => {
  const member = async ({ body, principal }: ApiRequest<CreateUser>): Promise<MembershipEntry | Refusal> => {
    const account = (await cognito.invite(body)) ?? (await cognito.account(body.email))
    if (!account) return taken(body.email)
    const found = await registry.membership(account.sub)
    if (found) return found.portfolioId === principal.portfolioId ? found : taken(body.email)
    // Whoever signed up by themselves will be the owner of a portfolio of their own.
    if (account.state !== 'invited') return taken(body.email)
    const { portfolioId } = principal
    const { name, role, propertyIds } = body
    const made = { sub: account.sub, portfolioId, userId: UserId.parse(newId('user')), name, role, propertyIds }
    await registry.write([registry.addMembership(made)])
    return made
  }
  return async (request) => {
    const { principal, body, once, now } = request
    const table = await tenants.table(principal.portfolioId)
    const refused =
      grantable(principal, { scopes: ROLE_SCOPES[body.role], propertyIds: body.propertyIds }) ??
      (await unknownProperty(table, principal.portfolioId, body.propertyIds))
    if (refused) return refused
    const membership = await member(request)
    if (isRefusal(membership)) return membership
    const { userId: id, name, role, propertyIds } = membership
    const user = { id, email: body.email, name, role, propertyIds, createdAt: instant(now) }
    const event = changeBy(request, 'user.invited', id, { data: { role } })
    const done = await commit(table, once, answer(201, user), [
      makeUsers(table).create(principal.portfolioId, user, event),
    ])
    return 'failed' in done ? taken(body.email) : done
  }
}
