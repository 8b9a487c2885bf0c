import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Account } from '../../../shared/adapters/cognito.ts'
import { PortfolioId } from '../../../shared/contracts/ids.ts'
import type { Principal } from '../../../shared/contracts/principal.ts'
import { portfolioRoutes } from '../../../shared/contracts/routes/portfolio.ts'
import { ROLE_SCOPES, type Role } from '../../../shared/contracts/routes/route.ts'
import { type MembershipEntry, makeRegistry } from '../../../shared/table/registry.ts'
import { makeCreateUser } from './create-user.ts'

const dynamo = mockClient(DynamoDBDocumentClient)
beforeEach(() => {
  dynamo.reset()
  dynamo.on(TransactWriteCommand).resolves({})
})

const TAIL = '01h455vb4pex5vsknk084sn02q'
const portfolioId = PortfolioId.parse(`pf_${TAIL}`)
const table = { client: DynamoDBDocumentClient.from(new DynamoDBClient({})), name: 'T' }
const owner: Principal = {
  portfolioId,
  kind: 'user',
  id: `usr_${TAIL}`,
  name: 'Olga',
  role: 'owner',
  scopes: [...ROLE_SCOPES.owner],
  propertyIds: null,
  subject: {},
}
const invite = (
  some: {
    invited?: Account | null
    account?: Account | null
    membership?: MembershipEntry | null
    by?: Principal
    role?: Role
  } = {},
) => {
  const { invited = { sub: 's1', state: 'invited' as const }, account = null, membership = null } = some
  const createUser = makeCreateUser({
    tenants: { table: async () => table },
    cognito: { invite: async () => invited, account: async () => account },
    registry: { ...makeRegistry(table), membership: async () => membership },
  })
  const principal = some.by ?? owner
  return createUser({
    route: portfolioRoutes[4],
    principal,
    params: undefined,
    query: undefined,
    body: { email: 'ann@example.com', name: 'Ann', role: some.role ?? 'attendant', propertyIds: null },
    once: { portfolioId, operationId: 'createUser', key: 'k', bodyHash: 'h', now: 0 },
    now: 0,
  })
}
const ann: MembershipEntry = {
  sub: 's1',
  portfolioId,
  userId: `usr_${TAIL}`,
  name: 'Ann',
  role: 'attendant',
  propertyIds: null,
}
const writes = () => dynamo.commandCalls(TransactWriteCommand).map((call) => call.args[0].input.TransactItems?.length)

describe('inviting a user', () => {
  it('adds the membership, then the user with the answer', async () => {
    expect(await invite()).toMatchObject({ status: 201 })
    expect(writes()).toEqual([1, 2])
  })

  it('takes up an account that an earlier try made, and a membership that it added', async () => {
    const account: Account = { sub: 's1', state: 'invited' }
    expect(await invite({ invited: null, account })).toMatchObject({ status: 201 })
    dynamo.resetHistory()
    const again = await invite({ invited: null, account, membership: ann })
    expect(again).toMatchObject({ status: 201, body: { id: ann.userId } })
    expect(writes()).toEqual([2])
  })

  it('is refused for the address of somebody else’s account', async () => {
    const taken = { refused: 'auth.email_taken' }
    for (const state of ['unconfirmed', 'confirmed'] as const)
      expect(await invite({ invited: null, account: { sub: 's1', state } })).toMatchObject(taken)
    const elsewhere = { ...ann, portfolioId: PortfolioId.parse('pf_01h455vb4pex5vsknk084sn03q') }
    expect(
      await invite({ invited: null, account: { sub: 's1', state: 'invited' }, membership: elsewhere }),
    ).toMatchObject(taken)
    expect(writes()).toEqual([])
  })

  it('gives no role that goes beyond one’s own scopes', async () => {
    const by: Principal = { ...owner, kind: 'api_key', role: null, scopes: ['keys:write'] }
    expect(await invite({ by, role: 'viewer' })).toMatchObject({ refused: 'auth.forbidden' })
    expect(writes()).toEqual([])
  })
})
