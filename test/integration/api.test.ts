import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { type ApiClient, ApiRefusal, makeApiClient } from '../../local/api-client.ts'
import { TEST_DATA } from '../../local/demo/portfolio.ts'
import { signUp } from '../../local/onboarding.ts'
import { until } from '../../local/until.ts'
import { mailboxOf, systemUnderTest } from '../system.ts'

const system = systemUnderTest()
let owner: ApiClient
let propertyId: string
const ownerLogin = { email: `elias-${process.pid}@example.com`, password: 'Another-Pass-2026' }

const propertyOf = (name: string) => ({
  name,
  address: { street: '1 Main', city: 'Troy', region: 'NY', postalCode: '12180' },
  timeZone: 'America/New_York',
})

/** The code that an operation is refused with, and its status. */
const refusalOf = async (asked: Promise<unknown>): Promise<string> => {
  try {
    await asked
  } catch (error) {
    if (error instanceof ApiRefusal) return `${error.problem.status} ${error.problem.code}`
    throw error
  }
  return 'none'
}

/** A live page’s WebSocket, once it is open. */
const openLive = (query: string): Promise<WebSocket> =>
  new Promise((opened, failed) => {
    const socket = new WebSocket(`${system.origin.replace(/^http/, 'ws')}/live?${query}`)
    socket.onopen = () => opened(socket)
    socket.onerror = failed
  })

beforeAll(async () => {
  const form = { ...ownerLogin, portfolioName: 'Elm Portfolio', name: 'Elias' }
  owner = (await signUp(system.origin, mailboxOf(system), form)).api
  propertyId = (await owner.call('createProperty', { body: propertyOf('Elm House') })).id
})

describe('signing up', () => {
  const api = makeApiClient(system.origin)
  const login = { email: `elm-${process.pid}@example.com`, password: 'Another-Pass-2026' }
  const form = { ...login, portfolioName: 'Elm', name: 'Elma' }

  it('goes from the form over the code to tokens that can be renewed, and makes one portfolio', async () => {
    expect(await refusalOf(api.call('signUp', { body: { ...form, password: 'short' } }))).toBe('400 auth.password_weak')
    expect(await api.call('signUp', { body: form })).toMatchObject({ status: 'confirmation_sent' })
    expect(await refusalOf(api.call('signUp', { body: form }))).toBe('409 auth.email_taken')
    expect(await refusalOf(api.call('createToken', { body: login }))).toBe('409 auth.sign_up_unconfirmed')
    const wrong = api.call('confirmSignUp', { body: { email: login.email, code: '999999' } })
    expect(await refusalOf(wrong)).toBe('400 auth.code_wrong')
    const [mail] = await mailboxOf(system).of(login.email)
    const code = mail?.text.match(/\b\d{6}\b/)?.[0] ?? ''
    await api.call('confirmSignUp', { body: { email: login.email, code } })
    await api.call('confirmSignUp', { body: { email: login.email, code } })
    const tokens = await api.call('createToken', { body: login })
    const me = await api.as(`Bearer ${tokens.accessToken}`).call('getMe')
    expect(me).toMatchObject({ portfolio: { name: 'Elm' }, role: 'owner', propertyIds: null })
    const renewed = await api.call('createToken', { body: { refreshToken: tokens.refreshToken ?? '' } })
    expect((await api.as(`Bearer ${renewed.accessToken}`).call('getMe')).portfolio.id).toBe(me.portfolio.id)
    const bad = api.call('createToken', { body: { ...login, password: 'Wrong-Pass-2026' } })
    expect(await refusalOf(bad)).toBe('401 auth.credentials_wrong')
  })

  it('invites users, who replace their first password', async () => {
    const email = `ann-${process.pid}@example.com`
    const invite = { email, name: 'Ann', role: 'attendant' as const, propertyIds: [propertyId] }
    const user = await owner.call('createUser', { body: invite, idempotencyKey: 'ann' })
    expect(await owner.call('createUser', { body: invite, idempotencyKey: 'ann' })).toEqual(user)
    expect(await refusalOf(owner.call('createUser', { body: invite }))).toBe('409 auth.email_taken')
    const [mail] = await mailboxOf(system).of(email)
    const first = mail?.text.match(/temporary password is (\S+)\.$/)?.[1] ?? ''
    const firstTime = api.call('createToken', { body: { email, password: first } })
    expect(await refusalOf(firstTime)).toBe('409 auth.new_password_required')
    const { accessToken } = await api.call('createToken', {
      body: { email, password: first, newPassword: 'Anns-Own-Pass-2026' },
    })
    const ann = api.as(`Bearer ${accessToken}`)
    expect(await ann.call('getMe')).toMatchObject({ name: 'Ann', role: 'attendant', propertyIds: [propertyId] })
    expect(await refusalOf(ann.call('createProperty', { body: propertyOf('Annex') }))).toBe('403 auth.forbidden')
  })
})

describe('who asks', () => {
  it('is told what is wrong with a token', async () => {
    const api = makeApiClient(system.origin)
    expect(await refusalOf(api.as('Bearer nonsense').call('getMe'))).toBe('401 auth.unauthenticated')
    expect(await refusalOf(api.as('Link nonsense').call('getPickupPage'))).toBe('401 auth.unauthenticated')
    // Without the header the gateway answers by itself.
    expect((await fetch(`${system.origin}/v1/me`)).status).toBe(401)
  })

  it('with an API key reaches what the key may, until it is revoked', async () => {
    const other = (await owner.call('createProperty', { body: propertyOf('Oak House') })).id
    const wanted = { name: 'PMS', scopes: ['properties:read' as const], propertyIds: [propertyId] }
    const key = await owner.call('createApiKey', { body: wanted, idempotencyKey: 'pms' })
    expect(await owner.call('createApiKey', { body: wanted, idempotencyKey: 'pms' })).toEqual(key)
    const partner = owner.as(`Bearer ${key.secret}`)
    expect((await partner.call('listProperties')).items.map(({ id }) => id)).toEqual([propertyId])
    expect(await refusalOf(partner.call('getProperty', { params: { propertyId: other } }))).toBe(
      '404 resource.not_found',
    )
    expect(await refusalOf(partner.call('listCarriers'))).toBe('403 auth.forbidden')
    const [listed] = (await owner.call('listApiKeys')).items
    expect(listed?.lastUsedAt).not.toBeNull()
    expect(JSON.stringify(listed)).not.toContain(key.secret)

    const unused = await owner.call('createApiKey', { body: wanted })
    await owner.call('revokeApiKey', { params: { apiKeyId: unused.id } })
    const revoked = owner.as(`Bearer ${unused.secret}`).call('listProperties')
    expect(await refusalOf(revoked)).toBe('401 auth.unauthenticated')
  })
})

describe('a property', () => {
  it('takes a dirty file of residents but for its bad lines, and the same file again changes nothing', async () => {
    const csv = await readFile(`${TEST_DATA.directories}/dirty-200.csv`, 'utf8')
    const call = { params: { propertyId }, body: { csv } }
    const first = await owner.call('importResidents', call)
    expect(first.rows).toBe(200)
    expect(first.created + first.rejected).toBe(200)
    expect(first.rejected).toBeGreaterThan(5)
    expect(first.problems.length).toBeGreaterThanOrEqual(first.rejected)
    expect(await owner.call('importResidents', call)).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: first.created,
    })
    const selectors = new Set<string>()
    let cursor: string | undefined
    do {
      const page = await owner.call('listUnits', { params: { propertyId }, query: { limit: 100, cursor } })
      for (const { selector } of page.items) {
        expect(selectors.has(selector)).toBe(false)
        selectors.add(selector)
      }
      cursor = page.cursor
    } while (cursor)
    const empty = owner.call('importResidents', { params: { propertyId }, body: { csv: 'a,b\n1,2\n' } })
    expect(await refusalOf(empty)).toBe('422 import.columns')
  })

  it('lists residents by page, unit and part of a name', async () => {
    const params = { propertyId }
    const page = await owner.call('listResidents', { params, query: { limit: 7 } })
    const next = await owner.call('listResidents', { params, query: { limit: 7, cursor: page.cursor } })
    expect(new Set([...page.items, ...next.items].map(({ id }) => id)).size).toBe(14)
    const [one] = page.items
    const found = await owner.call('listResidents', {
      params,
      query: { unit: one?.unit ?? '', name: one?.lastName ?? '' },
    })
    expect(found.items.map(({ id }) => id)).toContain(one?.id)
    const which = { propertyId, residentId: one?.id ?? '' }
    const patched = await owner.call('updateResident', { params: which, body: { language: 'es' } })
    expect(patched).toEqual({ ...one, language: 'es', updatedAt: patched.updatedAt })
    expect(await owner.call('getResident', { params: which })).toEqual(patched)
    const forged = owner.call('listResidents', { params, query: { cursor: 'zzz' } })
    expect(await refusalOf(forged)).toBe('400 request.cursor_invalid')
  })

  it('shows its rooms live, writes the audit trail, and tells open pages', async () => {
    const { ticket } = await owner.call('createLiveTicket')
    const heard: string[] = []
    const socket = await openLive(`ticket=${ticket}`)
    socket.onmessage = ({ data }) => void heard.push(String(data))
    const room = await owner.call('createRoom', { params: { propertyId }, body: { name: 'Main', capacity: 9 } })
    const live = await until('the room in the live state', async () => {
      const { rooms } = await owner.call('getPropertyState', { params: { propertyId } })
      return rooms.find(({ roomId }) => roomId === room.id)
    })
    expect(live).toMatchObject({ name: 'Main', capacity: 9, packagesInside: 0, door: 'unknown' })
    const entry = await until('the audit entry', async () =>
      (await owner.call('listAuditEntries')).items.find(({ resource }) => resource === room.id),
    )
    expect(entry).toMatchObject({ operationId: 'createRoom', summary: 'Room created' })
    await until('the push', () => heard.some((text) => text.includes(room.id)))
    socket.close()
  })

  it('opens no page twice with one ticket, nor with a token or nothing', async () => {
    const { ticket } = await owner.call('createLiveTicket')
    const { accessToken } = await makeApiClient(system.origin).call('createToken', { body: ownerLogin })
    ;(await openLive(`ticket=${ticket}`)).close()
    for (const query of [`ticket=${ticket}`, `ticket=${accessToken}`, `token=${accessToken}`, ''])
      await expect(openLive(query), query).rejects.toBeDefined()
  })
})
