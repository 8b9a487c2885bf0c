import { createHmac } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import type { DomainEvent } from '../../../shared/contracts/domain-event.ts'
import { PortfolioId } from '../../../shared/contracts/ids.ts'
import type { Principal } from '../../../shared/contracts/principal.ts'
import { Resident } from '../../../shared/contracts/resident.ts'
import { intakeRoutes } from '../../../shared/contracts/routes/packages.ts'
import { KIOSK_SCOPES } from '../../../shared/contracts/routes/route.ts'
import { evidenceIdFor } from '../../../shared/domain/packages/evidence-id.ts'
import { readingIdOf } from '../../../shared/domain/packages/package-id.ts'
import { answer, commit } from '../../../shared/table/commit.ts'
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
/** Stands for the key of a portfolio: text in, text out, and another text for another portfolio. */
const signerOf = async (of: PortfolioId) => ({
  sign: (text: string) => createHmac('sha256', of).update(text).digest('base64url'),
})
const pictureOf = async (of: PortfolioId, roomId: string) => evidenceIdFor(await signerOf(of), roomId, id('evd'))

let memory = makeMemoryTable()
let handler: unknown
let sent = 0
beforeEach(async () => {
  memory = makeMemoryTable()
  const { table } = memory
  handler = apiArea(intakeRoutes, { createPackage: makeCreatePackage({ places, signerOf, table: async () => table }) })
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
  test('that was read costs no call of its own, and comes with its reading', async () => {
    const before = memory.calls()
    const evidenceId = await pictureOf(portfolioId, id('room'))
    const labelReadingId = readingIdOf(evidenceId)
    const got = await receive({ labelReadingId, trackingNumber: '1Z0000000000000001' })
    expect(got).toMatchObject({ status: 201, body: { evidenceId, labelReadingId } })
    expect(memory.calls() - before).toBe(2)
  })

  test('may be without a reading', async () => {
    expect(await receive({ evidenceId: await pictureOf(portfolioId, id('room')) })).toMatchObject({ status: 201 })
  })

  test.each([
    ['is invented', async () => id('evd', 9)],
    ['is of another room', () => pictureOf(portfolioId, id('room', 2))],
    ['is of another portfolio', () => pictureOf(PortfolioId.parse(id('pf', 2)), id('room'))],
  ])('that %s is refused, with a reading or without', async (_, picture) => {
    const evidenceId = await picture()
    for (const body of [{ evidenceId }, { labelReadingId: readingIdOf(evidenceId) }])
      expect(await receive(body)).toMatchObject(problemOf('evidence.missing'))
  })
})
