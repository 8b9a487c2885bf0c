import { beforeEach, describe, expect, test } from 'vitest'
import type { DomainEvent } from '../../../shared/contracts/domain-event.ts'
import { PortfolioId, PropertyId } from '../../../shared/contracts/ids.ts'
import type { Principal } from '../../../shared/contracts/principal.ts'
import { Property } from '../../../shared/contracts/property.ts'
import { portfolioRoutes } from '../../../shared/contracts/routes/portfolio.ts'
import { ROLE_SCOPES } from '../../../shared/contracts/routes/route.ts'
import { answer, commit } from '../../../shared/table/commit.ts'
import { makeProperties } from '../../../shared/table/properties.ts'
import { makeRegistry } from '../../../shared/table/registry.ts'
import { makeMemoryTable } from '../../../test/fakes/memory-table.ts'
import { apiArea } from '../../middleware/api.ts'
import { handedOn, problemOf, send } from '../../middleware/requests.fixture.ts'
import { makeCreateApiKey } from './create-api-key.ts'
import { makeListApiKeys } from './list-api-keys.ts'
import { makeRevokeApiKey } from './revoke-api-key.ts'

const id = (prefix: string, n: number) => `${prefix}_01jb${String(n).padStart(22, '0')}`
const portfolioId = PortfolioId.parse(id('pf', 1))
const [HERE, THERE, INVENTED] = [1, 2, 3].map((n) => PropertyId.parse(id('prop', n)))
const owner = (propertyIds: Principal['propertyIds']): Principal => ({
  portfolioId,
  kind: 'user',
  id: id('usr', 1),
  name: 'Olga',
  role: 'owner',
  scopes: [...ROLE_SCOPES.owner],
  propertyIds,
  subject: {},
})

let handler: unknown
let sent = 0
const create = (propertyIds: readonly unknown[] | null, by = owner(null)) =>
  send(handler, {
    method: 'POST',
    path: '/v1/api-keys',
    headers: { 'idempotency-key': String(sent++) },
    body: { name: 'PMS', scopes: ['properties:read'], propertyIds },
    authorizer: handedOn(by),
  })
const made = async (propertyIds: readonly unknown[] | null) =>
  String(((await create(propertyIds)).body as { id: string }).id)
const revoke = (keyId: string, by: Principal) =>
  send(handler, { method: 'DELETE', path: `/v1/api-keys/${keyId}`, authorizer: handedOn(by) })
const listed = async (by: Principal) => {
  const { body } = await send(handler, { method: 'GET', path: '/v1/api-keys', authorizer: handedOn(by) })
  return (body as { items: { id: string }[] }).items.map((key) => key.id)
}

beforeEach(async () => {
  const { table } = makeMemoryTable()
  const registry = makeRegistry(table)
  const deps = { tenants: { table: async () => table }, registry }
  const [, , , , , , createApiKey, listApiKeys, revokeApiKey] = portfolioRoutes
  handler = apiArea([createApiKey, listApiKeys, revokeApiKey], {
    createApiKey: makeCreateApiKey(deps),
    listApiKeys: makeListApiKeys(deps),
    revokeApiKey: makeRevokeApiKey(deps),
  })
  for (const [n, propertyId] of [HERE, THERE].entries()) {
    const address = { street: 'Maple 1', city: 'Albany', region: 'NY', postalCode: '12207', country: 'US' }
    const property = Property.parse({
      id: propertyId,
      name: `House ${n}`,
      address,
      timeZone: 'America/New_York',
      createdAt: '2026-01-01T00:00:00Z',
    })
    await commit(table, undefined, answer(200), makeProperties(table).create(portfolioId, property, {} as DomainEvent))
  }
})

describe('the keys of an owner of some properties', () => {
  test('are those of no more properties than theirs, to see and to revoke', async () => {
    const [all, both, there, here] = [
      await made(null),
      await made([HERE, THERE]),
      await made([THERE]),
      await made([HERE]),
    ]
    const some = owner([HERE] as Principal['propertyIds'])
    expect(await listed(some)).toEqual([here])
    expect(new Set(await listed(owner(null)))).toEqual(new Set([all, both, there, here]))
    for (const foreign of [all, both, there])
      expect(await revoke(foreign, some)).toMatchObject(problemOf('resource.not_found'))
    expect(await revoke(here, some)).toMatchObject({ status: 200, body: { id: here } })
    expect(await revoke(all, owner(null))).toMatchObject({ status: 200 })
  })
})

describe('a new key', () => {
  test('is not made for a property that is not there', async () => {
    expect(await create([HERE, INVENTED])).toMatchObject(problemOf('resource.not_found'))
    expect(await create([HERE, THERE])).toMatchObject({ status: 201 })
  })
})
