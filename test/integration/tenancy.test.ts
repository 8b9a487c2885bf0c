import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ApiClient } from '../../local/api-client.ts'
import { ROUTES } from '../../shared/contracts/routes/all.ts'
import type { Route } from '../../shared/contracts/routes/route.ts'
import { asOwner, asStranger, systemUnderTest } from '../system.ts'

const system = systemUnderTest()
let owner: ApiClient
let stranger: ApiClient
/** Ids of the demo portfolio, by the names that paths, queries and bodies use. */
let theirs: Record<string, string>

const guarded = ROUTES.filter((route) => route.scope !== 'public')

/** Some id of the right form where the demo portfolio has none. */
const SOME_ID = '01k9zzzzzzzzzzzzzzzzzzzzzz'

const ask = (route: Route, authorization: string | undefined) => {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(theirs[name] ?? `x_${SOME_ID}`))
  const wanted = route.query ? Object.keys(route.query.shape) : []
  const query = new URLSearchParams(
    wanted.flatMap((name) => (theirs[name] ? [[name, theirs[name]] as [string, string]] : [])),
  )
  return fetch(`${system.origin}${path}?${query}`, {
    method: route.method,
    headers: {
      ...(authorization ? { authorization } : {}),
      ...(route.body ? { 'content-type': 'application/json' } : {}),
      'idempotency-key': randomUUID(),
    },
    ...(route.body ? { body: JSON.stringify(bodies[route.operationId] ?? {}) } : {}),
  })
}

/** A valid body of each route, naming things of the demo portfolio. */
let bodies: Record<string, unknown>

beforeAll(async () => {
  owner = await asOwner(system)
  stranger = await asStranger(system)
  const { propertyId, roomId, controller } = system.ids
  const [residents, carriers, grants] = [
    await owner.call('listResidents', { params: { propertyId } as never }),
    await owner.call('listCarriers', {}),
    await owner.call('listAccessGrants', { query: { roomId } as never }),
  ]
  const carrierId = carriers.items[0]?.id as string
  const today = new Date().toISOString().slice(0, 10)
  const residentId = residents.items.find(
    ({ moveIn, moveOut }) => moveIn < today && (moveOut === null || moveOut > today),
  )?.id as string
  const grant =
    grants.items[0] ??
    (await owner.call('createAccessGrant', { body: { roomId, holder: { kind: 'carrier', carrierId } } as never }))
  const parcel = await owner.call('createPackage', {
    body: { roomId, residentId, carrier: 'ups', trackingNumber: '1Z0000000000000001' } as never,
  })
  theirs = {
    propertyId,
    roomId,
    residentId,
    carrierId,
    thing: controller,
    accessGrantId: grant.id,
    packageId: parcel.id,
  }
  bodies = {
    createRoom: { name: 'Mine now' },
    createUnit: { number: '999' },
    createResident: { firstName: 'A', lastName: 'B', unit: '1', moveIn: '2026-01-01' },
    updateResident: { lastName: 'Changed' },
    importResidents: { csv: 'externalId,firstName,lastName,unit\n' },
    createCarrierContact: { kind: 'driver', name: 'Mine' },
    registerDevice: { class: 'ks', name: 'Mine', roomId },
    sendCommand: { op: 'unlock', reason: 'let me in' },
    createAccessGrant: { roomId, holder: { kind: 'carrier', carrierId } },
    createEvidenceUpload: { roomId, contentType: 'image/png', bytes: 1000 },
    createLabelReading: { roomId, evidenceId: `evd_${SOME_ID}` },
    createPackage: { roomId },
    assignPackage: { residentId },
    pickUpPackage: {},
    acknowledgeIncident: {},
    resolveIncident: { disposition: 'other', reason: 'because' },
    confirmPickup: { packageId: parcel.id },
    createApiKey: { name: 'k', scopes: ['packages:read'] },
    createUser: { email: 'x@example.com', name: 'x', role: 'viewer' },
  }
})

const token = async (client: ApiClient): Promise<string> => {
  let seen = ''
  const original = globalThis.fetch
  globalThis.fetch = ((input, init) => {
    seen = new Headers(init?.headers).get('authorization') ?? ''
    return original(input, init)
  }) as typeof fetch
  try {
    await client.call('getMe', {})
  } finally {
    globalThis.fetch = original
  }
  return seen
}

describe('every route', () => {
  it.each(guarded.map((route) => [route.operationId, route] as const))('%s needs a credential', async (_, route) => {
    expect((await ask(route, undefined)).status).toBe(401)
    expect([401, 403]).toContain((await ask(route, 'Bearer not-a-token')).status)
  })

  const naming = guarded.filter(
    (route) =>
      route.scope !== 'link:pickup' &&
      /[{]|roomId|propertyId/.test(
        `${route.path} ${Object.keys(route.query?.shape ?? {}).join(' ')} ${route.operationId}`,
      ),
  )
  it.each(naming.map((route) => [route.operationId, route] as const))(
    '%s shows another portfolio nothing',
    async (_, route) => {
      const response = await ask(route, await token(stranger))
      const text = await response.text()
      if (response.status === 200) expect(JSON.parse(text)).toMatchObject({ items: [] })
      else expect([404, 422]).toContain(response.status)
      for (const secret of ['Maple Court', 'Sparrow', '1Z0000000000000001']) expect(text).not.toContain(secret)
    },
  )

  it('leaves what belongs to the first portfolio as it was', async () => {
    const parcel = await owner.call('getPackage', { params: { packageId: theirs.packageId } as never })
    expect(parcel.status).toBe('stored')
    const grant = await owner.call('getAccessGrant', { params: { accessGrantId: theirs.accessGrantId } as never })
    expect(grant.revokedAt).toBeNull()
  })
})

describe('an API key', () => {
  it('reaches what its scopes cover, until it is revoked', async () => {
    const key = await owner.call('createApiKey', { body: { name: 'Partner', scopes: ['packages:read'] } })
    const partner = owner.as(`Bearer ${key.secret}`)
    await partner.call('listPackages', { query: { propertyId: theirs.propertyId } as never })
    await expect(partner.call('listCarriers', {})).rejects.toMatchObject({ problem: { code: 'auth.forbidden' } })
    const listed = await owner.call('listApiKeys', {})
    expect(JSON.stringify(listed)).not.toContain(key.secret)
    await owner.call('revokeApiKey', { params: { apiKeyId: key.id } })
    const fresh = await owner.call('createApiKey', { body: { name: 'Never used', scopes: ['packages:read'] } })
    await owner.call('revokeApiKey', { params: { apiKeyId: fresh.id } })
    await expect(
      owner.as(`Bearer ${fresh.secret}`).call('listPackages', { query: { propertyId: theirs.propertyId } as never }),
    ).rejects.toMatchObject({ problem: { status: 401 } })
  })
})
