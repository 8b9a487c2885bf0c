import 'reflect-metadata'
import { createPublicKey, webcrypto } from 'node:crypto'
import { Pkcs10CertificateRequest, Pkcs10CertificateRequestGenerator } from '@peculiar/x509'
import { describe, expect, it } from 'vitest'
import { readCsr } from './read-csr.ts'

const requestOn = async (namedCurve: 'P-256' | 'P-384', hash = 'SHA-256') => {
  const algorithm = { name: 'ECDSA', namedCurve, hash }
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair
  return Pkcs10CertificateRequestGenerator.create({ name: 'CN=vestibule-device', keys, signingAlgorithm: algorithm })
}

const pemOf = (der: Uint8Array): string =>
  `-----BEGIN CERTIFICATE REQUEST-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE REQUEST-----`

describe('a signing request', () => {
  it('is read with its key and a hash that names it', async () => {
    const pem = (await requestOn('P-256')).toString('pem')
    const read = readCsr(pem)
    const same = new Pkcs10CertificateRequest(pem)
    expect(createPublicKey(read?.publicKeyPem ?? '').export({ format: 'der', type: 'spki' })).toEqual(
      Buffer.from(same.publicKey.rawData),
    )
    expect(new Pkcs10CertificateRequest(read?.pem ?? '').equal(same)).toBe(true)
    expect(readCsr(`\n${pem.replaceAll('\n', '\r\n')}\n`)).toEqual(read)
    expect(readCsr((await requestOn('P-256')).toString('pem'))?.hash).not.toBe(read?.hash)
  })

  it('may be signed with any hash of SHA-2', async () => {
    for (const hash of ['SHA-256', 'SHA-384', 'SHA-512'])
      expect(readCsr((await requestOn('P-256', hash)).toString('pem'))).not.toBeNull()
  })

  it('is not taken on another curve, or where it is none', async () => {
    expect(readCsr((await requestOn('P-384')).toString('pem'))).toBeNull()
    expect(readCsr('x'.repeat(200))).toBeNull()
    expect(readCsr(pemOf(Buffer.alloc(200)))).toBeNull()
    expect(readCsr(pemOf(Buffer.alloc(3000, 0x30)))).toBeNull()
  })

  it('is not taken where a byte of it was changed, added or is missing', async () => {
    const bytes = Buffer.from((await requestOn('P-256')).rawData)
    expect(readCsr(pemOf(bytes))).not.toBeNull()
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at] = (bytes[at] ?? 0) ^ 1
      expect(readCsr(pemOf(changed)), `byte ${at}`).toBeNull()
    }
    expect(readCsr(pemOf(bytes.subarray(0, -1)))).toBeNull()
    expect(readCsr(pemOf(Buffer.concat([bytes, Buffer.from([0])])))).toBeNull()
  })
})
