import { describe, expect, it } from 'vitest'
import { ApiProblem, makeCall } from './http.ts'

/** A fetch that keeps what it was asked and answers one thing. */
const fakeFetch = (status: number, body: string) => {
  const asked: { url: string; init: RequestInit }[] = []
  const fetch = async (url: string | URL | Request, init: RequestInit = {}) => {
    asked.push({ url: String(url), init })
    return new Response(body, { status, headers: { 'x-request-id': 'r-1' } })
  }
  return { asked, fetch: fetch as typeof globalThis.fetch }
}
const anybody = async () => 'Bearer token'

describe('a call', () => {
  it('fills path and query, leaves empty filters out, and sends what the route asks for', async () => {
    const { asked, fetch } = fakeFetch(200, '{"items":[]}')
    const call = makeCall({ authorization: anybody, fetch })
    await call('GET /v1/properties/{propertyId}/residents', {
      params: { propertyId: 'a/b' },
      query: { unit: '', name: 'Zoë', limit: 5 },
    })
    expect(asked[0]?.url).toBe('/v1/properties/a%2Fb/residents?name=Zo%C3%AB&limit=5')
    expect(asked[0]?.init.headers).toEqual({ accept: 'application/json', authorization: 'Bearer token' })
    await call('POST /v1/packages/{packageId}/pickup', { params: { packageId: 'p' }, body: {}, idempotencyKey: 'k-1' })
    expect(asked[1]?.init).toMatchObject({ method: 'POST', body: '{}', headers: { 'idempotency-key': 'k-1' } })
  })

  it('throws the problem document of a refusal, with the reference of its answer', async () => {
    const problem = { type: 'about:blank', title: 'x', status: 409, code: 'incident.closed', detail: 'It is resolved.' }
    const { fetch } = fakeFetch(409, JSON.stringify(problem))
    const refused = makeCall({ authorization: anybody, fetch })('GET /v1/me', {})
    await expect(refused).rejects.toMatchObject({
      code: 'incident.closed',
      detail: 'It is resolved.',
      reference: 'r-1',
    })
  })

  it.each([
    [401, '{"message":"Unauthorized"}', 'auth.unauthenticated'],
    [403, '{"message":"Forbidden"}', 'auth.forbidden'],
    [502, '<html>', 'server'],
  ])('gives a %i without a problem document a code of its own', async (status, body, code) => {
    const call = makeCall({ authorization: anybody, fetch: fakeFetch(status, body).fetch })
    await expect(call('GET /v1/me', {})).rejects.toMatchObject({ status, code })
  })

  it('tells silence from refusal', async () => {
    const call = makeCall({ authorization: anybody, fetch: () => Promise.reject(new TypeError('failed')) })
    const error = await call('GET /v1/me', {}).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ApiProblem)
    expect(error).toMatchObject({ status: 0, code: 'network.unreachable' })
  })
})
