import { describe, expect, test } from 'vitest'
import { type ApiHandlers, apiArea } from '../../functions/middleware/api.ts'
import { handedOn, problemOf, send } from '../../functions/middleware/requests.fixture.ts'
import { PortfolioId, PropertyId } from '../../shared/contracts/ids.ts'
import type { Principal } from '../../shared/contracts/principal.ts'
import { ROUTES } from '../../shared/contracts/routes/all.ts'
import {
  AREAS,
  KIOSK_SCOPES,
  PICKUP_LINK_SCOPES,
  ROLE_SCOPES,
  ROLES,
  type Route,
  SCOPES,
  type Scope,
} from '../../shared/contracts/routes/route.ts'

/** Every way to be somebody, with the scopes that come with it. */
const WAYS: readonly { readonly who: string; readonly scopes: readonly Scope[] }[] = [
  ...ROLES.map((role) => ({ who: role, scopes: ROLE_SCOPES[role] })),
  { who: 'kiosk', scopes: KIOSK_SCOPES },
  { who: 'pickup link', scopes: PICKUP_LINK_SCOPES },
  { who: 'nothing', scopes: [] },
]

const principal = (scopes: readonly Scope[], propertyIds: Principal['propertyIds'] = null): Principal => ({
  portfolioId: PortfolioId.parse('pf_01h455vb4pex5vsknk084sn02q'),
  kind: 'user',
  id: 'usr_01h455vb4pex5vsknk084sn02q',
  name: 'Somebody',
  role: null,
  scopes: [...scopes],
  propertyIds,
  subject: {},
})

const REACHED = 'reached the handler'
/** An area of one route, whose handler only says that it was reached. */
const areaOf = (route: Route) =>
  apiArea([route], {
    [route.operationId]: async () => ({ status: 200, text: JSON.stringify(REACHED) }),
  } as ApiHandlers<readonly Route[]>)

const PREFIX_OF: Record<string, string> = {
  propertyId: 'prop',
  roomId: 'room',
  residentId: 'res',
  carrierId: 'car',
  apiKeyId: 'key',
  accessGrantId: 'grant',
  commandId: 'cmd',
  labelReadingId: 'rdg',
  packageId: 'pkg',
  incidentId: 'inc',
}
const TAIL = '01h455vb4pex5vsknk084sn02q'
const pathOf = (route: Route, id: (param: string) => string) =>
  route.path.replace(/\{(\w+)\}/g, (_, param: string) => encodeURIComponent(id(param)))
const someId = (param: string) => (param === 'thing' ? `rc-${TAIL}` : `${PREFIX_OF[param] ?? 'unknown'}_${TAIL}`)

const requestOf = (route: Route, authorizer?: Record<string, unknown>, path = pathOf(route, someId)) => ({
  method: route.method,
  path,
  headers: { 'idempotency-key': 'k' },
  ...(route.body ? { body: {} } : {}),
  ...(authorizer ? { authorizer } : {}),
})

const PUBLIC = ['claimDevice', 'confirmSignUp', 'createToken', 'getOpenApi', 'signUp']
const guarded = ROUTES.filter(({ scope }) => scope !== 'public')

describe('routes', () => {
  test('only these need no principal', () => {
    const open = ROUTES.filter(({ scope }) => scope === 'public').map(({ operationId }) => operationId)
    expect(open.sort()).toEqual(PUBLIC)
  })

  test('are declared once, in a known area, with a known scope', () => {
    expect(new Set(ROUTES.map(({ operationId }) => operationId)).size).toBe(ROUTES.length)
    expect(new Set(ROUTES.map(({ method, path }) => `${method} ${path}`)).size).toBe(ROUTES.length)
    for (const { area, scope } of ROUTES) {
      expect(AREAS).toContain(area)
      expect([...SCOPES, 'public']).toContain(scope)
    }
  })

  test('that concern the whole portfolio are these', () => {
    const wide = ROUTES.filter(({ portfolioWide }) => portfolioWide).map(({ operationId }) => operationId)
    expect(wide.sort()).toEqual(['createProperty', 'putStandard'])
  })

  test('name every parameter of their path, and no portfolio anywhere', () => {
    for (const route of ROUTES) {
      const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      expect(Object.keys(route.params?.shape ?? {}).sort()).toEqual(inPath.sort())
      const fields = [route.params, route.query, route.body].flatMap((schema) =>
        schema && 'shape' in schema ? Object.keys(schema.shape as object) : [],
      )
      expect(fields).not.toContain('portfolioId')
    }
  })

  test('that make something take an Idempotency-Key', () => {
    const repeatable = [
      'signUp',
      'confirmSignUp',
      'createToken',
      'createLiveTicket',
      'claimDevice',
      'createEvidenceUpload',
      'createLabelReading',
      'confirmPickup',
    ]
    const keyed = ROUTES.filter(({ method, idempotency }) => method === 'POST' && idempotency !== 'key')
    expect(keyed.map(({ operationId }) => operationId).sort()).toEqual([...repeatable].sort())
  })
})

describe.each(guarded.map((route) => [route.operationId, route] as const))('%s', (_, route) => {
  const area = areaOf(route)
  const scope = route.scope as Scope

  test('is refused to nobody: 401', async () => {
    const refused = { refused: 'auth.unauthenticated', detail: 'The access token has expired.' }
    expect(await send(area, requestOf(route, refused))).toMatchObject(problemOf('auth.unauthenticated'))
  })

  test.each(WAYS.filter(({ scopes }) => !scopes.includes(scope)).map((way) => [way.who, way.scopes] as const))(
    'is refused to %s: 403',
    async (__, scopes) => {
      expect(await send(area, requestOf(route, handedOn(principal(scopes))))).toMatchObject(problemOf('auth.forbidden'))
    },
  )

  test('lets in who has the scope', async () => {
    const got = await send(area, requestOf(route, handedOn(principal([scope]))))
    // What follows is the handler, or a refusal of what was sent; never a refusal of who sent it.
    expect([401, 403, 404, 500]).not.toContain(got.status)
  })

  test('is refused to somebody of some properties where it concerns all', async () => {
    const some = handedOn(principal([scope], [PropertyId.parse(`prop_${TAIL}`)]))
    const got = await send(area, requestOf(route, some))
    if (route.portfolioWide) expect(got).toMatchObject(problemOf('auth.portfolio_wide'))
    else expect(got.status).not.toBe(403)
  })

  test('hides what no id of ours names: 404', async () => {
    for (const wrong of ['x', '../me', `prop_${TAIL}0`, "'; --", 'PF#registry#KEY']) {
      if (!route.params) return
      const path = pathOf(route, () => wrong)
      const got = await send(area, requestOf(route, handedOn(principal([scope])), path))
      expect(got).toMatchObject(problemOf('resource.not_found'))
    }
  })
})
