import { expect, test } from 'vitest'
import type { Principal } from '../../../shared/contracts/principal.ts'
import { portfolioRoutes } from '../../../shared/contracts/routes/portfolio.ts'
import { makeLiveTickets } from '../../../shared/table/live-tickets.ts'
import { PORTFOLIO, TAIL } from '../../../shared/table/requests.fixture.ts'
import { makeMemoryTable } from '../../../test/fakes/memory-table.ts'
import { makeCreateLiveTicket } from './create-live-ticket.ts'

const { table } = makeMemoryTable()
const tickets = makeLiveTickets(table)
const createLiveTicket = makeCreateLiveTicket({ tickets })
const as = (kind: Principal['kind']): Principal => ({
  portfolioId: PORTFOLIO,
  kind,
  id: `usr_${TAIL}`,
  name: 'Olga',
  role: null,
  scopes: ['portfolio:read'],
  propertyIds: null,
  subject: {},
})
const ask = (kind: Principal['kind']) =>
  createLiveTicket({
    route: portfolioRoutes[10],
    principal: as(kind),
    params: undefined,
    query: undefined,
    body: undefined,
    once: undefined,
    now: 0,
  })

test('a user gets a ticket of their own for half a minute', async () => {
  const given = (await ask('user')) as { status: number; body: { ticket: string; expiresAt: string } }
  expect(given).toMatchObject({ status: 201, body: { expiresAt: '1970-01-01T00:00:30.000Z' } })
  expect(await tickets.use(given.body.ticket, 29_999)).toEqual(as('user'))
})

test.each(['api_key', 'device', 'link'] as const)('a principal of the kind %s gets none', async (kind) => {
  expect(await ask(kind)).toMatchObject({ refused: 'auth.forbidden' })
})
