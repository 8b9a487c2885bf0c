import { beforeEach, describe, expect, test } from 'vitest'
import type { DomainEvent } from '../../../shared/contracts/domain-event.ts'
import { PortfolioId } from '../../../shared/contracts/ids.ts'
import type { Principal } from '../../../shared/contracts/principal.ts'
import { Property, Room } from '../../../shared/contracts/property.ts'
import { Resident } from '../../../shared/contracts/resident.ts'
import { residentRoutes } from '../../../shared/contracts/routes/properties.ts'
import { ROLE_SCOPES } from '../../../shared/contracts/routes/route.ts'
import { grantIdOf } from '../../../shared/domain/credentials/grant-id.ts'
import { type GrantRecord, makeAccessGrants } from '../../../shared/table/access-grants.ts'
import { answer, commit, type Write } from '../../../shared/table/commit.ts'
import { residentKey } from '../../../shared/table/credential-item.ts'
import { makeCredentials } from '../../../shared/table/credentials.ts'
import { makeProperties } from '../../../shared/table/properties.ts'
import { makeResidents } from '../../../shared/table/residents.ts'
import { makeRooms } from '../../../shared/table/rooms.ts'
import { makeMemoryTable } from '../../../test/fakes/memory-table.ts'
import { apiArea } from '../../middleware/api.ts'
import { handedOn, send } from '../../middleware/requests.fixture.ts'
import { makeImportResidents } from './import-residents.ts'
import { makeUpdateResident } from './update-resident.ts'

const id = (prefix: string, n = 1) => `${prefix}_01jb${String(n).padStart(22, '0')}`
const portfolioId = PortfolioId.parse(id('pf'))
const THING = 'rc-01jb0000000000000000000001'
const event = { id: 'seed' } as DomainEvent
const manager: Principal = {
  portfolioId,
  kind: 'user',
  id: id('usr'),
  name: 'Mia',
  role: 'manager',
  scopes: [...ROLE_SCOPES.manager],
  propertyIds: null,
  subject: {},
}
const DAY = 86_400_000
const dayFrom = (days: number) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10)
const property = Property.parse({
  id: id('prop'),
  name: 'Maple',
  address: { street: 'Maple 1', city: 'Albany', region: 'NY', postalCode: '12207', country: 'US' },
  timeZone: 'UTC',
  createdAt: '2026-01-01T00:00:00Z',
})
const room = Room.parse({
  id: id('room'),
  propertyId: property.id,
  name: 'Lobby',
  capacity: 60,
  zones: [{ id: 'A', name: 'Small' }],
  interiorSensors: true,
  createdAt: '2026-01-01T00:00:00Z',
})
const resident = Resident.parse({
  id: id('res'),
  propertyId: property.id,
  externalId: 'R-1',
  firstName: 'Ana',
  lastName: 'López',
  unit: '12',
  email: 'ana@example.com',
  phone: null,
  moveIn: '2020-01-01',
  moveOut: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
})
const code = {
  key: residentKey(resident.id),
  credentialId: id('cred'),
  kind: 'resident' as const,
  selector: '0012',
  x: 'x',
  startsAtMs: Date.now() - DAY,
  endsAtMs: Date.now() + 20 * DAY,
  window: null,
  thing: THING,
}

let memory = makeMemoryTable()
let handler: unknown
beforeEach(async () => {
  memory = makeMemoryTable()
  const { table } = memory
  const deps = { tenants: { table: async () => table } }
  handler = apiArea([residentRoutes[2], residentRoutes[3]], {
    updateResident: makeUpdateResident(deps),
    importResidents: makeImportResidents(deps),
  })
  const grant = {
    id: grantIdOf(code.credentialId),
    propertyId: property.id,
    roomId: room.id,
    thing: THING,
    holder: { kind: 'resident', residentId: resident.id },
    selector: code.selector,
    state: 'on_device',
    startsAt: new Date(code.startsAtMs).toISOString(),
    endsAt: new Date(code.endsAtMs).toISOString(),
    wantedAt: new Date(code.startsAtMs).toISOString(),
    createdAt: new Date(code.startsAtMs).toISOString(),
  } as unknown as GrantRecord
  const credentials = makeCredentials(table)
  const write = (...writes: readonly Write[]) => commit(table, undefined, answer(200), writes)
  await write(...makeProperties(table).create(portfolioId, property, event))
  await write(makeRooms(table).create(portfolioId, room, event))
  await write(makeResidents(table).create(portfolioId, resident, event))
  await write(credentials.appoint(portfolioId, room.id, { thing: THING, propertyId: property.id, timeZone: 'UTC' }))
  await write(
    ...credentials.place(portfolioId, room.id, code, { askedAtMs: Date.now() }),
    makeAccessGrants(table).create(portfolioId, grant, event),
  )
})

const update = (body: object) =>
  send(handler, {
    method: 'PATCH',
    path: `/v1/properties/${property.id}/residents/${resident.id}`,
    body,
    authorizer: handedOn(manager),
  })
const endsAt = async () => {
  const found = await makeCredentials(memory.table).get(portfolioId, room.id, code.key)
  const grant = await makeAccessGrants(memory.table).ofRoom(portfolioId, room.id, grantIdOf(code.credentialId))
  expect(grant?.endsAt).toBe(new Date(found?.endsAtMs ?? 0).toISOString())
  return found?.endsAtMs
}

describe('a resident with a code who moves out', () => {
  test('later keeps it until that day begins', async () => {
    expect(await update({ moveOut: dayFrom(5) })).toMatchObject({ status: 200 })
    expect(await endsAt()).toBe(Date.parse(`${dayFrom(5)}T00:00:00Z`))
  })

  test('today or earlier loses it at once, which the controller hears of', async () => {
    const before = Date.now()
    expect(await update({ moveOut: dayFrom(-3) })).toMatchObject({ status: 200 })
    const end = (await endsAt()) ?? 0
    expect(end).toBeGreaterThanOrEqual(before)
    expect(end).toBeLessThanOrEqual(Date.now())
    const events = memory.items().map((item) => (item.event as DomainEvent | undefined)?.type)
    expect(events).toContain('access_grant.changed')
  })

  test('after the code has ended anyway changes nothing about it', async () => {
    await update({ moveOut: dayFrom(60) })
    expect(await endsAt()).toBe(code.endsAtMs)
  })

  test('loses it by an import too', async () => {
    const head =
      'externalId,firstName,lastName,unit,email,phone,moveIn,moveOut,language,preferredChannel,accessibleHeight'
    const row = `R-1,Ana,López,12,ana@example.com,,2020-01-01,${dayFrom(5)},en,email,false`
    const imported = await send(handler, {
      method: 'POST',
      path: `/v1/properties/${property.id}/resident-imports`,
      headers: { 'idempotency-key': 'k' },
      body: { csv: `${head}\n${row}` },
      authorizer: handedOn(manager),
    })
    expect(imported).toMatchObject({ status: 200, body: { updated: 1 } })
    expect(await endsAt()).toBe(Date.parse(`${dayFrom(5)}T00:00:00Z`))
  })
})
