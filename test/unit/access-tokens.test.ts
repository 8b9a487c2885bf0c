import { createSign, generateKeyPairSync } from 'node:crypto'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import * as tls from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeLoopbackCertificate } from '../../local/certificate.ts'
import { makeAccessTokens } from '../../shared/adapters/access-tokens.ts'

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
const NOW_S = Math.floor(Date.now() / 1000)
const claims = {
  sub: 's1',
  iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_x',
  token_use: 'access',
  client_id: 'c',
  exp: NOW_S + 600,
}

const tokenOf = (payload: object, { key = pair.privateKey, kid = 'k1' } = {}) => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const said = `${part({ alg: 'RS256', kid, typ: 'JWT' })}.${part(payload)}`
  return `${said}.${createSign('sha256').update(said).sign(key, 'base64url')}`
}

let server: Server
let tokens: ReturnType<typeof makeAccessTokens>
const trusted = tls.getCACertificates('default')

beforeAll(async () => {
  const { certificate, privateKey } = await makeLoopbackCertificate(Date.now())
  tls.setDefaultCACertificates([...trusted, certificate])
  const keys = { keys: [{ ...pair.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }] }
  server = createServer({ cert: certificate, key: privateKey }, (_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(keys))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const jwksUri = `https://localhost:${port}/jwks.json`
  tokens = makeAccessTokens({ userPoolId: 'us-east-1_x', clientId: 'c', jwksUri })
})
afterAll(async () => {
  tls.setDefaultCACertificates(trusted)
  await new Promise((closed) => server.close(closed))
})

describe('an access token', () => {
  it('of our pool and client names its holder', async () => {
    expect(await tokens.holder(tokenOf(claims))).toEqual({ sub: 's1' })
  })

  it('that is over is told apart, so that a page knows to refresh', async () => {
    expect(await tokens.holder(tokenOf({ ...claims, exp: NOW_S - 10 }))).toEqual({ invalid: 'expired' })
  })

  it.each([
    ['of another pool', () => tokenOf({ ...claims, iss: `${claims.iss}y` })],
    ['of another client', () => tokenOf({ ...claims, client_id: 'd' })],
    ['that is an id token', () => tokenOf({ ...claims, token_use: 'id' })],
    ['signed by a stranger', () => tokenOf(claims, { key: stranger.privateKey })],
    ['under an unknown key', () => tokenOf(claims, { key: stranger.privateKey, kid: 'k2' })],
    ['under an unknown key once more', () => tokenOf(claims, { key: stranger.privateKey, kid: 'k3' })],
    ['without a signature', () => `${tokenOf(claims).split('.').slice(0, 2).join('.')}.`],
    ['that is no token', () => 'x.y.z'],
  ])('%s is foreign', async (_, token) => {
    expect(await tokens.holder(token())).toEqual({ invalid: 'foreign' })
  })
})
