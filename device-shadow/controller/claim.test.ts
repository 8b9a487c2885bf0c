import type { webcrypto } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type * as z from 'zod'
import { type DeviceClaim, NewDeviceClaim } from '../../shared/contracts/device.ts'
import { wrapForDevice } from '../documents/wrap.ts'
import { claimDevice, readIdentity } from './claim.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'claim-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const kPin = Buffer.alloc(32, 1)
const kSnap = Buffer.alloc(32, 2)

/** Answers a claim as the cloud does: a certificate from the request, the keys wrapped under its public key. */
const answer = async (csrPem: string, signing?: webcrypto.CryptoKeyPair): Promise<z.input<typeof DeviceClaim>> => {
  const csr = new x509.Pkcs10CertificateRequest(csrPem)
  expect(await csr.verify()).toBe(true)
  const ca = (await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair
  const certificate = await x509.X509CertificateGenerator.create({
    subject: 'CN=device',
    issuer: 'CN=ca',
    notAfter: new Date(Date.now() + 86_400_000),
    publicKey: signing?.publicKey ?? (await csr.publicKey.export()),
    signingKey: ca.privateKey,
    signingAlgorithm: ALGORITHM,
  })
  const publicKey = csr.publicKey.toString('pem')
  return {
    thing: 'rc-01k9zzzzzzzzzzzzzzzzzzzzzz',
    class: 'rc',
    propertyId: 'prop_01k9zzzzzzzzzzzzzzzzzzzzzz',
    roomId: 'room_01k9zzzzzzzzzzzzzzzzzzzzzz',
    apiKey: null,
    certificatePem: certificate.toString('pem'),
    caPem: 'ca',
    endpoint: { host: 'localhost', port: 8883 },
    keys: { kPin: wrapForDevice(publicKey, kPin), kSnap: wrapForDevice(publicKey, kSnap) },
  }
}

const cloud = (reply: (csrPem: string) => Promise<Response>) => {
  const calls: { url: string; key: string | null; csrPem: string }[] = []
  const fetch = (async (url, init) => {
    const { csrPem } = NewDeviceClaim.parse(JSON.parse(String(init?.body)))
    calls.push({ url: String(url), key: new Headers(init?.headers).get('idempotency-key'), csrPem })
    return reply(csrPem)
  }) as typeof globalThis.fetch
  return { fetch, calls }
}
const claim = (fetch: typeof globalThis.fetch, claimCode = 'CLAIM-CODE') =>
  claimDevice({ apiUrl: 'https://api.example/', claimCode, stateDir: dir, fetch })

describe('a claim', () => {
  it('gives the device its identity, readable by its owner only', async () => {
    const { fetch, calls } = cloud(async (csrPem) => Response.json(await answer(csrPem), { status: 201 }))
    const identity = await claim(fetch)
    expect(calls[0]?.url).toBe('https://api.example/v1/device-claims')
    expect(identity).toMatchObject({
      kPin: kPin.toString('base64url'),
      kSnap: kSnap.toString('base64url'),
      apiKey: null,
    })
    expect(readIdentity(dir)).toEqual(identity)
    expect(statSync(join(dir, 'identity.json')).mode & 0o077).toBe(0)
  })

  it('that was cut off is finished with the same request and key', async () => {
    const broken = cloud(async () => Promise.reject(new Error('network')))
    await expect(claim(broken.fetch)).rejects.toThrow('network')
    const { fetch, calls } = cloud(async (csrPem) => Response.json(await answer(csrPem)))
    await claim(fetch)
    expect(calls).toEqual(broken.calls)
    await claim(fetch, 'OTHER-CODE')
    expect(calls[1]?.key).not.toBe(calls[0]?.key)
  })

  it('that is refused says why and leaves no identity', async () => {
    const { fetch } = cloud(async () =>
      Response.json({ code: 'claim.unknown', detail: 'the code was used' }, { status: 404 }),
    )
    await expect(claim(fetch)).rejects.toThrow('claim.unknown the code was used')
    expect(readIdentity(dir)).toBeNull()
  })

  it('does not take a certificate for another key', async () => {
    const other = (await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair
    const { fetch } = cloud(async (csrPem) => Response.json(await answer(csrPem, other)))
    await expect(claim(fetch)).rejects.toThrow('another key')
    expect(readIdentity(dir)).toBeNull()
  })
})
