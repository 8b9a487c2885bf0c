import { expect, test } from 'vitest'
import { makeMemoryTable } from '../../test/fakes/memory-table.ts'
import type { Principal } from '../contracts/principal.ts'
import { makeLiveTickets } from './live-tickets.ts'
import { PORTFOLIO, TAIL } from './requests.fixture.ts'

const principal: Principal = {
  portfolioId: PORTFOLIO,
  kind: 'user',
  id: `usr_${TAIL}`,
  name: 'Olga',
  role: 'viewer',
  scopes: ['portfolio:read'],
  propertyIds: null,
  subject: {},
}

test('a ticket opens once, and is kept under its hash only', async () => {
  const { table, items } = makeMemoryTable()
  const tickets = makeLiveTickets(table)
  await tickets.give('some-ticket', principal, 30_000)
  expect(JSON.stringify(items())).not.toContain('some-ticket')
  expect(items()).toMatchObject([{ pk: expect.stringMatching(/^PF#registry#TICKET#/), expiresAt: 30 }])
  expect(await tickets.use('other-ticket', 1)).toBeNull()
  expect(await tickets.use('some-ticket', 29_999)).toEqual(principal)
  expect(await tickets.use('some-ticket', 29_999)).toBeNull()
})

test('a ticket that has ended opens nothing', async () => {
  const tickets = makeLiveTickets(makeMemoryTable().table)
  await tickets.give('some-ticket', principal, 30_000)
  expect(await tickets.use('some-ticket', 30_000)).toBeNull()
})
