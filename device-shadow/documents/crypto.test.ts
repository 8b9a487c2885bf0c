import { generateKeyPairSync, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CredentialEntry } from './credentials.ts'
import { CredentialDocument } from './credentials.ts'
import {
  canonical,
  credentialDigest,
  credentialVerifier,
  type Json,
  signCommand,
  signCredentials,
  verifyCommand,
  verifyCredentials,
} from './crypto.ts'
import { LIMITS } from './limits.ts'
import { unwrapOnDevice, wrapForDevice } from './wrap.ts'

const key = randomBytes(32).toString('base64url')
const entry = (n: number): CredentialEntry => ({
  c: `cred_01k9zz${String(n).padStart(20, '0')}`,
  k: 'carrier',
  s: String(10 + (n % 90)),
  x: credentialVerifier(key, String(10 + (n % 90)), String(n).padStart(6, '0')),
  a: 1_795_338_270,
  z: 1_803_114_270,
  w: { d: 127, f: 360, t: 1320, o: -300 },
  u: null,
})

describe('canonical JSON', () => {
  it('is the same for every order of keys and reads back as the same value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue() as fc.Arbitrary<Json>), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse())
        expect(canonical(turned)).toBe(canonical(value))
        expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})

describe('the credential set', () => {
  it('has a digest that does not depend on its order', () => {
    const set = [1, 2, 3, 4].map(entry)
    expect(credentialDigest([...set].reverse())).toBe(credentialDigest(set))
    expect(credentialDigest(set.slice(1))).not.toBe(credentialDigest(set))
  })

  it('has verifiers of 128 bits that depend on key, selector and secret', () => {
    const x = credentialVerifier(key, '07', '123456')
    expect(Buffer.from(x, 'base64url')).toHaveLength(16)
    const others = [
      credentialVerifier(key, '071', '23456'),
      credentialVerifier(key, '08', '123456'),
      credentialVerifier(randomBytes(32).toString('base64url'), '07', '123456'),
    ]
    expect(others).not.toContain(x)
  })

  it('fits 500 entries into one message', () => {
    const e = Array.from({ length: LIMITS.credentials }, (_, n) => entry(n))
    const signed = signCredentials(key, {
      v: 1,
      rev: 1,
      base: null,
      lease: { c: 1, r: 2 },
      e,
      dig: credentialDigest(e),
    })
    const text = JSON.stringify(CredentialDocument.parse(signed))
    expect(Buffer.byteLength(text)).toBeLessThan(LIMITS.messageBytes)
  })

  it('is refused when anything in it was changed', () => {
    const e = [entry(1)]
    const doc = signCredentials(key, { v: 1, rev: 7, base: null, lease: { c: 9, r: 9 }, e, dig: credentialDigest(e) })
    expect(verifyCredentials(key, doc)).toBe(true)
    expect(verifyCredentials(key, { ...doc, rev: 8 })).toBe(false)
    expect(verifyCredentials(key, { ...doc, lease: { c: 10, r: 9 } })).toBe(false)
    expect(verifyCredentials(randomBytes(32).toString('base64url'), doc)).toBe(false)
  })
})

describe('a command', () => {
  it('is verified with the same key and refused when changed', () => {
    const unlock = { v: 1, id: 'cmd_1', nbf: 1, exp: 2, op: 'unlock', args: { cr: null, role: 'staff' } } as const
    const signed = signCommand(key, unlock)
    expect(verifyCommand(key, signed)).toBe(true)
    expect(verifyCommand(key, { ...signed, exp: 3 })).toBe(false)
  })
})

describe('wrapped keys', () => {
  const pair = () =>
    generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })

  it('are read by the device only and not when altered', () => {
    const [device, other] = [pair(), pair()]
    const secret = randomBytes(32)
    const wrapped = wrapForDevice(device.publicKey, secret)
    expect(unwrapOnDevice(device.privateKey, wrapped)).toEqual(secret)
    expect(() => unwrapOnDevice(other.privateKey, wrapped)).toThrow()
    const bytes = Buffer.from(wrapped, 'base64url')
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
    expect(() => unwrapOnDevice(device.privateKey, bytes.toString('base64url'))).toThrow()
  })

  it('are not made for a key of another kind', () => {
    const rsa = generateKeyPairSync('ed25519', {
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
    expect(() => wrapForDevice(rsa.publicKey, randomBytes(32))).toThrow('P-256')
  })
})
