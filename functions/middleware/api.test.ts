import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { PortfolioId, RoomId } from '../../shared/contracts/ids.ts'
import type { Principal } from '../../shared/contracts/principal.ts'
import { refuse } from '../../shared/contracts/problem.ts'
import { route } from '../../shared/contracts/routes/route.ts'
import { logger } from '../../shared/runtime/logger.ts'
import { type ApiHandlers, answer, apiArea } from './api.ts'
import { handedOn, problemOf, send } from './requests.fixture.ts'

const ROOM = 'room_01h455vb4pex5vsknk084sn02q'
const routes = [
  route({
    operationId: 'listThings',
    area: 'properties',
    method: 'GET',
    path: '/v1/things',
    scope: 'properties:read',
    idempotency: 'natural',
    summary: 'Things',
    query: z.object({ limit: z.coerce.number().int().max(100).default(25) }),
    responses: { 200: { description: 'ok', schema: z.strictObject({ limit: z.int() }) } },
  }),
  route({
    operationId: 'createThing',
    area: 'properties',
    method: 'POST',
    path: '/v1/rooms/{roomId}/things',
    scope: 'properties:write',
    idempotency: 'key',
    summary: 'A thing',
    params: z.object({ roomId: RoomId }),
    body: z.strictObject({ name: z.string().min(1) }),
    responses: { 201: { description: 'ok', schema: z.strictObject({ name: z.string(), key: z.string() }) } },
  }),
  route({
    operationId: 'ping',
    area: 'properties',
    method: 'GET',
    path: '/v1/ping',
    scope: 'public',
    idempotency: 'natural',
    summary: 'Ping',
    responses: { 200: { description: 'ok' } },
  }),
] as const

const handlers: ApiHandlers<typeof routes> = {
  listThings: async ({ query }) => answer(200, { limit: query.limit }),
  createThing: async ({ body, once }) => answer(201, { name: body.name, key: once.key }),
  ping: async () => answer(200, { pong: true }),
}

const principal: Principal = {
  portfolioId: PortfolioId.parse('pf_01h455vb4pex5vsknk084sn02q'),
  kind: 'user',
  id: 'usr_01h455vb4pex5vsknk084sn02q',
  name: 'Olga',
  role: 'owner',
  scopes: ['properties:read', 'properties:write'],
  propertyIds: null,
  subject: {},
}
const authorizer = handedOn(principal)
const create = { method: 'POST', path: `/v1/rooms/${ROOM}/things`, authorizer, headers: { 'idempotency-key': 'k' } }

const area = (some: Partial<typeof handlers> = {}) => apiArea(routes, { ...handlers, ...some })

describe('a request', () => {
  it('reaches its handler parsed', async () => {
    expect(await send(area(), { ...create, body: { name: 'a' } })).toMatchObject({
      status: 201,
      contentType: 'application/json',
      body: { name: 'a', key: 'k' },
    })
    const listed = await send(area(), { method: 'GET', path: '/v1/things', query: { limit: '7' }, authorizer })
    expect(listed.body).toEqual({ limit: 7 })
  })

  it('needs no principal on a public route', async () => {
    expect(await send(area(), { method: 'GET', path: '/v1/ping' })).toMatchObject({ status: 200, body: { pong: true } })
  })
})

describe('who asks', () => {
  it('is refused with the authorizer’s reason', async () => {
    const refused = { refused: 'auth.unauthenticated', detail: 'The access token has expired.' }
    const got = await send(area(), { method: 'GET', path: '/v1/things', authorizer: refused })
    expect(got).toMatchObject(problemOf('auth.unauthenticated'))
    expect(got.body).toHaveProperty('detail', 'The access token has expired.')
  })

  it('is refused without the scope', async () => {
    const viewer = handedOn({ ...principal, scopes: ['properties:read'] })
    expect(await send(area(), { ...create, authorizer: viewer, body: { name: 'a' } })).toMatchObject(
      problemOf('auth.forbidden'),
    )
  })

  it('is refused with a link that ended while the authorizer’s answer was cached', async () => {
    const link = handedOn({ ...principal, kind: 'link', subject: { endsAt: '2020-01-01T00:00:00Z' } })
    expect(await send(area(), { method: 'GET', path: '/v1/things', authorizer: link })).toMatchObject(
      problemOf('link.expired'),
    )
  })
})

describe('what is sent wrong', () => {
  it.each([
    ['a body of another shape', { body: { name: '' } }, 'request.invalid'],
    ['a field too many', { body: { name: 'a', portfolioId: 'pf_x' } }, 'request.invalid'],
    ['no JSON', { body: '{"name":' }, 'request.not_json'],
    [
      'another content type',
      { body: 'name=a', headers: { ...create.headers, 'content-type': 'text/plain' } },
      'request.not_json',
    ],
    ['no key', { body: { name: 'a' }, headers: {} }, 'idempotency.key_missing'],
    [
      'a key too long',
      { body: { name: 'a' }, headers: { 'idempotency-key': 'k'.repeat(129) } },
      'idempotency.key_missing',
    ],
    ['an id of no room', { path: '/v1/rooms/pf_1/things', body: { name: 'a' } }, 'resource.not_found'],
    ['no such path', { path: '/v1/nothing', body: { name: 'a' } }, 'resource.not_found'],
  ] as const)('%s is refused', async (_, some, code) => {
    expect(await send(area(), { ...create, ...some })).toMatchObject(problemOf(code))
  })

  it('names each wrong field', async () => {
    const got = await send(area(), { method: 'GET', path: '/v1/things', query: { limit: '1000' }, authorizer })
    expect(got).toMatchObject(problemOf('request.invalid'))
    expect(got.body).toHaveProperty('errors.0.path', 'query.limit')
  })
})

describe('what goes wrong inside', () => {
  beforeEach(() => void vi.spyOn(logger, 'error').mockReturnValue(undefined))
  afterEach(() => void vi.restoreAllMocks())
  const list = { method: 'GET', path: '/v1/things', authorizer }
  const fault = {
    status: 500,
    contentType: 'application/problem+json',
    body: { code: 'internal', instance: 'request-1' },
  }

  it('is a refusal where the handler refused', async () => {
    const full = area({ listThings: async () => refuse('resource.conflict', 'changed') })
    expect(await send(full, list)).toMatchObject(problemOf('resource.conflict'))
  })

  it('is told without internals', async () => {
    const failing = area({ listThings: async () => Promise.reject(new Error('table arn:aws:… is on fire')) })
    const got = await send(failing, list)
    expect(got).toMatchObject(fault)
    expect(got.text).not.toContain('fire')
  })

  it.each([{ scopes: 'all' }, {}, { principal: '{}' }])(
    'serves nobody when the authorizer hands on %o',
    async (handed) => {
      expect(await send(area(), { ...list, authorizer: handed })).toMatchObject(fault)
      expect(await send(area(), { method: 'GET', path: '/v1/things' })).toMatchObject(fault)
    },
  )

  it('is an answer that the route does not declare', async () => {
    const wrong = area({ listThings: async () => answer(200, { limit: 'many' }) })
    expect(await send(wrong, list)).toMatchObject(fault)
  })
})
