import { createHmac } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import type { AccessSession } from '../../../shared/contracts/access-session.ts'
import type { DomainEvent } from '../../../shared/contracts/domain-event.ts'
import type { PortfolioId } from '../../../shared/contracts/ids.ts'
import type { Incident } from '../../../shared/contracts/incident.ts'
import type { Principal } from '../../../shared/contracts/principal.ts'
import { sessionRoutes } from '../../../shared/contracts/routes/access.ts'
import { incidentRoutes } from '../../../shared/contracts/routes/incidents.ts'
import { ROLE_SCOPES } from '../../../shared/contracts/routes/route.ts'
import { openIncident } from '../../../shared/domain/incidents/incident-state.ts'
import { evidenceIdFor } from '../../../shared/domain/packages/evidence-id.ts'
import { makeAccessSessions } from '../../../shared/table/access-sessions.ts'
import { commit, type Write } from '../../../shared/table/commit.ts'
import { incidentIdOf, makeIncidents } from '../../../shared/table/incidents.ts'
import { makeRooms } from '../../../shared/table/rooms.ts'
import { makeMemoryTable } from '../../../test/fakes/memory-table.ts'
import { apiArea } from '../../middleware/api.ts'
import { handedOn, problemOf, send } from '../../middleware/requests.fixture.ts'
import { makeAcknowledgeIncident } from './acknowledge-incident.ts'
import { makeGetIncident } from './get-incident.ts'
import { makeListAccessSessions } from './list-access-sessions.ts'
import { makeListIncidents } from './list-incidents.ts'
import { makeResolveIncident } from './resolve-incident.ts'

const id = (prefix: string, n: number) => `${prefix}_01jb${String(n).padStart(22, '0')}`
const PF = id('pf', 1) as PortfolioId
const signer = { sign: (text: string) => createHmac('sha256', PF).update(text).digest('base64url') }
const OPENED = Date.UTC(2026, 9, 5, 9)
const event = { id: 'seed' } as DomainEvent
const principal = (more: Partial<Principal> = {}): Principal => ({
  portfolioId: PF,
  kind: 'user',
  id: id('usr', 1),
  name: 'Sam',
  role: 'attendant',
  scopes: [...ROLE_SCOPES.attendant],
  propertyIds: null,
  subject: {},
  ...more,
})
const incidentIn = (n: number, propertyId: string): Incident =>
  openIncident(
    {
      key: `door:rc-01jb0000000000000000000001#1#${n}:forced`,
      kind: 'forced',
      severity: 'high',
      subject: { type: 'door', id: `rc-01jb0000000000000000000001#1#${n}` },
      propertyId,
      roomId: id('room', 1),
      sessionId: null,
      carrierId: null,
      title: 'A door was forced',
      openedAt: new Date(OPENED + n * 1000).toISOString(),
      otherKeys: [],
      ended: null,
    },
    { id: incidentIdOf(`k${n}`, OPENED + n * 1000), now: new Date(OPENED + n * 1000).toISOString() },
  )
const HERE = incidentIn(1, id('prop', 1))
const THERE = incidentIn(2, id('prop', 2))
const session = {
  id: 'rc-01jb0000000000000000000001#1#7',
  propertyId: id('prop', 1),
  roomId: id('room', 1),
  role: 'carrier',
  credentialId: null,
  grantId: null,
  carrierId: null,
  state: 'inside',
  grantedAt: new Date(OPENED).toISOString(),
  entryAt: null,
  exitAt: null,
  regrants: 0,
  intakes: 0,
  attestations: 0,
  pickups: 0,
  verdict: null,
  verdictReason: 'Somebody is inside',
  verdictAt: null,
  confidence: 'normal',
  visitId: null,
  rev: 0,
  revisions: [],
  anomalies: [],
  dueAt: null,
} satisfies AccessSession

let memory = makeMemoryTable()
let handler: unknown
const call = (
  method: string,
  path: string,
  more: { body?: unknown; key?: string; query?: Record<string, string>; as?: Principal } = {},
) =>
  send(handler, {
    method,
    path,
    query: more.query ?? {},
    ...(more.body === undefined ? {} : { body: more.body }),
    headers: more.key ? { 'idempotency-key': more.key } : {},
    authorizer: handedOn(more.as ?? principal()),
  })

beforeEach(async () => {
  memory = makeMemoryTable()
  const { table } = memory
  const tenants = { table: async () => table }
  handler = apiArea([...sessionRoutes, ...incidentRoutes], {
    listAccessSessions: makeListAccessSessions({ tenants }),
    listIncidents: makeListIncidents({ tenants }),
    getIncident: makeGetIncident({ tenants }),
    acknowledgeIncident: makeAcknowledgeIncident({ tenants }),
    resolveIncident: makeResolveIncident({ tenants, signerOf: async () => signer }),
  })
  const write = (...writes: Write[]) => commit(table, undefined, { status: 200 }, writes)
  const incidents = makeIncidents(table)
  await write(
    incidents.open(PF, { incident: HERE, run: 1 }, event),
    incidents.open(PF, { incident: THERE, run: 1 }, event),
    makeAccessSessions(table).put(PF, session, null),
    makeRooms(table).create(
      PF,
      {
        id: id('room', 1),
        propertyId: id('prop', 1),
        name: 'Parcels',
        zones: [],
        capacity: 60,
        interiorSensors: true,
        createdAt: session.grantedAt,
      },
      event,
    ),
  )
})

const ack = (more: Parameters<typeof call>[2] = {}) =>
  call('POST', `/v1/incidents/${HERE.id}/acknowledgement`, { body: { note: 'On it' }, key: 'a', ...more })
const resolve = (more: Parameters<typeof call>[2] = {}) =>
  call('POST', `/v1/incidents/${HERE.id}/resolution`, {
    body: { disposition: 'false_sensor', reason: 'The contact is loose' },
    key: 'r',
    ...more,
  })
const keys = (answer: { body: unknown }) => (answer.body as { items: { key: string }[] }).items.map(({ key }) => key)

describe('incidents', () => {
  test('are listed newest first, as far as the principal may see them', async () => {
    expect(keys(await call('GET', '/v1/incidents'))).toEqual([THERE.key, HERE.key])
    const here = principal({ propertyIds: [id('prop', 1)] })
    expect(keys(await call('GET', '/v1/incidents', { as: here }))).toEqual([HERE.key])
    expect(keys(await call('GET', '/v1/incidents', { as: here, query: { propertyId: id('prop', 2) } }))).toEqual([])
    expect(keys(await call('GET', '/v1/incidents', { query: { status: 'resolved' } }))).toEqual([])
  })
  test('of another property look as if they were not there', async () => {
    const elsewhere = principal({ propertyIds: [id('prop', 2)] })
    expect(await call('GET', `/v1/incidents/${HERE.id}`)).toMatchObject({ status: 200, body: HERE })
    for (const answer of [
      await call('GET', `/v1/incidents/${HERE.id}`, { as: elsewhere }),
      await call('GET', `/v1/incidents/${id('inc', 9)}`),
      await ack({ as: elsewhere }),
      await resolve({ as: principal({ portfolioId: id('pf', 2) as PortfolioId }) }),
    ])
      expect(answer).toMatchObject(problemOf('resource.not_found'))
  })
  test('are acknowledged by somebody with a deadline, and the same request again answers the same', async () => {
    const first = await ack()
    expect(first.body).toMatchObject({
      status: 'acknowledged',
      rev: 2,
      acknowledgement: { by: `user:${id('usr', 1)}`, note: 'On it' },
      nextRungAt: null,
    })
    expect((await ack()).text).toBe(first.text)
    expect(await ack({ body: { note: 'Another' } })).toMatchObject(problemOf('idempotency.mismatch'))
    const item = memory.items().find(({ sk }) => sk === HERE.id)
    expect(item?.event).toMatchObject({ type: 'incident.acknowledged', principal: `user:${id('usr', 1)}` })
  })
  test('are resolved once, with what a person found out', async () => {
    const first = await resolve()
    expect(first.body).toMatchObject({ status: 'resolved', resolution: { kind: 'false_sensor' } })
    expect((await resolve()).text).toBe(first.text)
    expect(await resolve({ key: 'r2' })).toMatchObject(problemOf('incident.closed'))
    expect(await ack()).toMatchObject(problemOf('incident.closed'))
    expect(await resolve({ key: 'r3', body: { disposition: 'staff_logged', reason: 'x' } })).toMatchObject(
      problemOf('request.invalid'),
    )
  })
})

describe('access sessions', () => {
  test('of a room are listed, and of a room elsewhere not', async () => {
    const query = { roomId: id('room', 1) }
    expect((await call('GET', '/v1/access-sessions', { query })).body).toEqual({ items: [session] })
    const elsewhere = principal({ propertyIds: [id('prop', 2)] })
    expect(await call('GET', '/v1/access-sessions', { query, as: elsewhere })).toMatchObject(
      problemOf('resource.not_found'),
    )
    expect(await call('GET', '/v1/access-sessions', { query: { ...query, cursor: 'nonsense' } })).toMatchObject(
      problemOf('request.cursor_invalid'),
    )
  })
})

test('an incident is closed with evidence of its own room only', async () => {
  const resolve = (evidenceId: string) =>
    call('POST', `/v1/incidents/${HERE.id}/resolution`, {
      body: { disposition: 'false_sensor', reason: 'Looked', evidenceIds: [evidenceId] },
      key: `with ${evidenceId}`,
    })
  const foreign = evidenceIdFor(signer, id('room', 99), id('evd', 1))
  for (const evidenceId of [foreign, id('evd', 3)])
    expect(await resolve(evidenceId)).toMatchObject(problemOf('evidence.missing'))
  const own = evidenceIdFor(signer, HERE.roomId, id('evd', 1))
  expect(await resolve(own)).toMatchObject({ status: 200, body: { evidenceIds: [own] } })
})
