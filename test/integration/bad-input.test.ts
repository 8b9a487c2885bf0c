import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ApiClient } from '../../local/api-client.ts'
import { readPicture } from '../../local/live-room.ts'
import { asOwner, systemUnderTest } from '../system.ts'

const system = systemUnderTest()
const params = { propertyId: system.ids.propertyId } as never
const { roomId } = system.ids
let owner: ApiClient
beforeAll(async () => {
  owner = await asOwner(system)
})

/** What a refused call answers: its stable code, and words that name the value or the fix. */
const refusalOf = async (call: Promise<unknown>) => {
  try {
    await call
  } catch (error) {
    const { code, detail, status } = (error as { problem: { code: string; detail: string; status: number } }).problem
    expect(detail.length).toBeGreaterThan(10)
    return { code, status }
  }
  throw new Error('the call was not refused')
}
const receive = (body: object) => owner.call('createPackage', { body: { roomId, ...body } as never })
const resident = async (name: string) => {
  const { items } = await owner.call('listResidents', { params, query: { name } as never })
  return items[0]?.id
}
const upload = (body: object) => owner.call('createEvidenceUpload', { body: { roomId, ...body } as never })

describe('an address', () => {
  it.each([
    ['GET', '/nothing-of-ours'],
    ['DELETE', '/packages'],
  ])('that is no route is refused like everything else: %s %s', async (method, path) => {
    const response = await fetch(`${system.apiUrl}${path}`, { method })
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({
      status: 404,
      code: 'resource.not_found',
      detail: `There is no ${method} /v1${path}. /v1/openapi.json lists what there is.`,
    })
  })
})

describe('a picture', () => {
  it('of another type or too large is refused before it is uploaded', async () => {
    expect(await refusalOf(upload({ contentType: 'application/pdf', bytes: 1000 }))).toEqual({
      code: 'evidence.type',
      status: 415,
    })
    expect(await refusalOf(upload({ contentType: 'image/png', bytes: 20_000_000 }))).toEqual({
      code: 'evidence.size',
      status: 413,
    })
  })

  it('is held to the type and the size that were asked for', async () => {
    const { upload: signed } = await upload({ contentType: 'image/png', bytes: 100 })
    const put = (headers: Record<string, string>, bytes: number) =>
      fetch(signed.url, { method: 'PUT', headers, body: new Uint8Array(bytes) })
    expect((await put(signed.headers, 20_000)).status).toBe(403)
    expect((await put({ ...signed.headers, 'content-type': 'text/html' }, 100)).status).toBe(403)
  })

  it('that is made up, or was never read, comes with no package', async () => {
    const { id } = await upload({ contentType: 'image/png', bytes: 100 })
    const tail = '01h455vb4pex5vsknk084sn02q'
    const unread = id.replace('evd_', 'rdg_')
    for (const body of [{ labelReadingId: unread }, { evidenceId: `evd_${tail}` }, { labelReadingId: `rdg_${tail}` }])
      expect(await refusalOf(receive(body))).toEqual({ code: 'evidence.missing', status: 422 })
  })

  it('that never arrived, or is no picture, cannot be read, and says so', async () => {
    const { id } = await upload({ contentType: 'image/png', bytes: 100 })
    const missing = owner.call('createLabelReading', { body: { roomId, evidenceId: id } as never })
    expect((await refusalOf(missing)).code).toBe('evidence.missing')
    const file = join(system.directory, 'no-picture.png')
    await writeFile(file, 'this is a text')
    expect((await refusalOf(readPicture(owner, roomId, file))).code).toBe('label.unreadable')
  })
})

describe('a file of residents', () => {
  const send = (csv: string) => owner.call('importResidents', { params, body: { csv } })
  it('that is empty or has other columns is refused whole', async () => {
    expect((await refusalOf(send(''))).code).toBe('import.empty')
    expect((await refusalOf(send('name,flat\nJack,20\n'))).code).toBe('import.columns')
  })
})

describe('an intake', () => {
  it('for a unit, a resident or a room that is not there is refused', async () => {
    expect((await refusalOf(receive({ unit: '9999' }))).code).toBe('unit.unknown')
    expect((await refusalOf(receive({ residentId: 'res_01k9zzzzzzzzzzzzzzzzzzzzzz' }))).code).toBe('resident.unknown')
    expect((await refusalOf(receive({ roomId: 'room_01k9zzzzzzzzzzzzzzzzzzzzzz' }))).code).toBe('room.unknown')
  })

  it('for somebody who has moved out or not moved in yet is refused', async () => {
    expect((await refusalOf(receive({ residentId: await resident('Moved-Out') }))).code).toBe('resident.moved_out')
    expect((await refusalOf(receive({ residentId: await resident('Not-Yet') }))).code).toBe('resident.not_yet')
  })

  it('with a number that lies in the room already is refused', async () => {
    const parcel = { carrier: 'usps', trackingNumber: '9400111899223197428490' }
    await receive(parcel)
    expect(await refusalOf(receive(parcel))).toEqual({ code: 'package.duplicate_tracking', status: 409 })
  })

  it('without the key that makes it safe to repeat is refused', async () => {
    const me = await owner.call('getMe', {})
    expect(me.scopes).toContain('packages:write')
    const answer = await fetch(`${system.origin}/v1/packages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer nobody' },
      body: '{}',
    })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
  })
})

describe('a request', () => {
  const raw = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`${system.origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    })
  it('that is no JSON, or has another shape, is told what is wrong', async () => {
    const broken = await raw('/v1/tokens', '{"email": ')
    expect([broken.status, ((await broken.json()) as { code: string }).code]).toEqual([400, 'request.not_json'])
    const strange = await raw('/v1/tokens', '{"mail": "x"}')
    expect([strange.status, ((await strange.json()) as { code: string }).code]).toEqual([400, 'request.invalid'])
  })

  it('with a wrong password learns nothing about the account', async () => {
    const wrong = await refusalOf(
      owner.as(undefined).call('createToken', { body: { email: system.owner.email, password: 'Wrong-Pass-2026' } }),
    )
    const nobody = await refusalOf(
      owner.as(undefined).call('createToken', { body: { email: 'nobody@example.com', password: 'Wrong-Pass-2026' } }),
    )
    expect(wrong).toEqual({ code: 'auth.credentials_wrong', status: 401 })
    expect(nobody).toEqual(wrong)
  })

  it('with a cursor of another list is refused', async () => {
    expect((await refusalOf(owner.call('listCarriers', { query: { cursor: 'bm90IG91cnM' } }))).code).toBe(
      'request.cursor_invalid',
    )
  })

  it('for a grant whose window makes no sense is refused', async () => {
    const carrierId = (await owner.call('listCarriers', {})).items[0]?.id
    const grant = (body: object) =>
      owner.call('createAccessGrant', { body: { roomId, holder: { kind: 'carrier', carrierId }, ...body } as never })
    const window = await refusalOf(grant({ startsAt: '2026-12-02T00:00:00Z', endsAt: '2026-12-01T00:00:00Z' }))
    expect(window.code).toBe('grant.window_invalid')
    expect(
      (await refusalOf(grant({ holder: { kind: 'carrier', carrierId: 'car_01k9zzzzzzzzzzzzzzzzzzzzzz' } }))).code,
    ).toBe('carrier.unknown')
  })
})
