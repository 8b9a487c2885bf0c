import { beforeEach, describe, expect, test } from 'vitest'
import type { DomainEvent } from '../../../shared/contracts/domain-event.ts'
import { PortfolioId } from '../../../shared/contracts/ids.ts'
import type { Principal } from '../../../shared/contracts/principal.ts'
import { Resident } from '../../../shared/contracts/resident.ts'
import { intakeRoutes } from '../../../shared/contracts/routes/packages.ts'
import { KIOSK_SCOPES } from '../../../shared/contracts/routes/route.ts'
import { answer, commit } from '../../../shared/table/commit.ts'
import { makeEvidence } from '../../../shared/table/evidence.ts'
import { makeResidents } from '../../../shared/table/residents.ts'
import { makeMemoryTable } from '../../../test/fakes/memory-table.ts'
import { apiArea } from '../../middleware/api.ts'
import type { Places } from '../../middleware/places.ts'
import { handedOn, problemOf, send } from '../../middleware/requests.fixture.ts'
import { makeCreatePackage } from './create-package.ts'

const id = (prefix: string, n = 1) => `${prefix}_01jb${String(n).padStart(22, '0')}`
const portfolioId = PortfolioId.parse(id('pf'))
const kiosk: Principal = {
  portfolioId,
  kind: 'device',
  id: 'ks-01jb0000000000000000000001',
  name: 'Kiosk',
  role: null,
  scopes: [...KIOSK_SCOPES],
  propertyIds: null,
  subject: {},
}
const places = {
  roomFor: async () => ({ room: { id: id('room') }, property: { id: id('prop'), timeZone: 'UTC' } }),
} as unknown as Places
const READ = { propertyId: id('prop'), roomId: id('room'), isRead: true }

let memory = makeMemoryTable()
let handler: unknown
let sent = 0
beforeEach(async () => {
  memory = makeMemoryTable()
  const { table } = memory
  handler = apiArea(intakeRoutes, { createPackage: makeCreatePackage({ places, table: async () => table }) })
  const at = '2026-01-01T00:00:00Z'
  const resident = Resident.parse({
    id: id('res'),
    propertyId: id('prop'),
    firstName: 'Ana',
    lastName: 'López',
    unit: '12',
    email: 'ana@example.com',
    phone: null,
    moveIn: '2020-01-01',
    moveOut: null,
    createdAt: at,
    updatedAt: at,
  })
  await commit(table, undefined, answer(200), [makeResidents(table).create(portfolioId, resident, {} as DomainEvent)])
  await makeEvidence(table).put(portfolioId, id('evd', 1), READ, Date.now())
  await makeEvidence(table).put(portfolioId, id('evd', 2), { ...READ, isRead: false }, Date.now())
  await makeEvidence(table).put(portfolioId, id('evd', 3), { ...READ, roomId: id('room', 2) }, Date.now())
})
const receive = (body: object) =>
  send(handler, {
    method: 'POST',
    path: '/v1/packages',
    headers: { 'idempotency-key': String(sent++) },
    body: { roomId: id('room'), residentId: id('res'), ...body },
    authorizer: handedOn(kiosk),
  })

describe('the picture of an intake', () => {
  test('that was read costs no call of its own', async () => {
    const before = memory.calls()
    const got = await receive({ labelReadingId: id('rdg', 1), trackingNumber: '1Z0000000000000001' })
    expect(got).toMatchObject({ status: 201, body: { evidenceId: id('evd', 1), labelReadingId: id('rdg', 1) } })
    expect(memory.calls() - before).toBe(2)
  })

  test('may be without a reading', async () => {
    expect(await receive({ evidenceId: id('evd', 2) })).toMatchObject({ status: 201 })
  })

  test.each([
    ['is invented', { evidenceId: id('evd', 9) }],
    ['has an invented reading', { labelReadingId: id('rdg', 9) }],
    ['was never read', { labelReadingId: id('rdg', 2) }],
    ['is of another room', { labelReadingId: id('rdg', 3) }],
  ])('that %s is refused', async (_, body) => {
    expect(await receive(body)).toMatchObject(problemOf('evidence.missing'))
  })
})
