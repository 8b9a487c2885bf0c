import { expect, test } from 'vitest'
import type { DomainEvent } from '../../../shared/contracts/domain-event.ts'
import { PortfolioId, PropertyId } from '../../../shared/contracts/ids.ts'
import type { Principal } from '../../../shared/contracts/principal.ts'
import { Property } from '../../../shared/contracts/property.ts'
import { propertyRoutes } from '../../../shared/contracts/routes/properties.ts'
import { answer, commit } from '../../../shared/table/commit.ts'
import { makeProperties } from '../../../shared/table/properties.ts'
import { makeMemoryTable } from '../../../test/fakes/memory-table.ts'
import { apiArea } from '../../middleware/api.ts'
import { handedOn, problemOf, send } from '../../middleware/requests.fixture.ts'
import { makeListProperties } from './list-properties.ts'

const portfolioId = PortfolioId.parse('pf_01jb0000000000000000000001')
const propertyId = (n: number) => PropertyId.parse(`prop_01jb${String(n).padStart(22, '0')}`)
const principal = (propertyIds: Principal['propertyIds']): Principal => ({
  portfolioId,
  kind: 'user',
  id: 'usr_01jb0000000000000000000001',
  name: 'Sam',
  role: 'viewer',
  scopes: ['properties:read'],
  propertyIds,
  subject: {},
})

const portfolioOf = async (count: number) => {
  const memory = makeMemoryTable()
  for (let n = 1; n <= count; n++) {
    const property = Property.parse({
      id: propertyId(n),
      name: `House ${n}`,
      address: { street: 'Maple 1', city: 'Albany', region: 'NY', postalCode: '12207', country: 'US' },
      timeZone: 'America/New_York',
      createdAt: '2026-01-01T00:00:00Z',
    })
    const writes = makeProperties(memory.table).create(portfolioId, property, {} as DomainEvent)
    await commit(memory.table, undefined, answer(200), writes)
  }
  const area = apiArea([propertyRoutes[1]], {
    listProperties: makeListProperties({ tenants: { table: async () => memory.table } }),
  })
  const list = (propertyIds: Principal['propertyIds'], query: Record<string, string>) =>
    send(area, { method: 'GET', path: '/v1/properties', query, authorizer: handedOn(principal(propertyIds)) })
  return { memory, list }
}
const idsIn = (body: unknown) => (body as { items: { id: string }[] }).items.map(({ id }) => id)

test('whoever sees some properties gets them at once, however many others there are', async () => {
  const { memory, list } = await portfolioOf(30)
  const before = memory.calls()
  const { body } = await list([propertyId(29), propertyId(27)], { limit: '10' })
  expect(idsIn(body)).toEqual([propertyId(27), propertyId(29)])
  expect(body).not.toHaveProperty('cursor')
  expect(memory.calls() - before).toBe(1)
})

test('pages follow one another, and one that is gone is left out', async () => {
  const { list } = await portfolioOf(4)
  const own = [propertyId(1), propertyId(3), propertyId(4), propertyId(99)]
  const first = await list(own, { limit: '2' })
  expect(idsIn(first.body)).toEqual([propertyId(1), propertyId(3)])
  const { cursor } = first.body as { cursor: string }
  const second = await list(own, { limit: '2', cursor })
  expect(idsIn(second.body)).toEqual([propertyId(4)])
  expect(second.body).not.toHaveProperty('cursor')
  expect(await list(own, { cursor: 'nonsense' })).toMatchObject(problemOf('request.cursor_invalid'))
})
