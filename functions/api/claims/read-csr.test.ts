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

  it('is handed on as it was signed, with the key that it was signed with', async () => {
    const request = await requestOn('P-256')
    const read = await readCsr(request.toString('pem'))
    const again = new Pkcs10CertificateRequest(read?.pem ?? '')
    expect(Buffer.from(again.rawData).equals(Buffer.from(request.rawData))).toBe(true)
    expect(read?.publicKeyPem.replace(/\s/g, '')).toBe(request.publicKey.toString('pem').replace(/\s/g, ''))
  })

  it('is not taken with a bit changed, a byte missing or a byte too many, wherever it is', async () => {
    const good = Buffer.from((await requestOn('P-256')).rawData)
    const pemOf = (der: Buffer) =>
      `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----`
    expect(await readCsr(pemOf(good))).not.toBeNull()
    for (let at = 0; at < good.length; at++) {
      const changed = Buffer.from(good)
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8))
      const cut = Buffer.concat([good.subarray(0, at), good.subarray(at + 1)])
      const longer = Buffer.concat([good.subarray(0, at), Buffer.from([0]), good.subarray(at)])
      for (const der of [changed, cut, longer]) expect(await readCsr(pemOf(der)), `${at}`).toBeNull()
    }
  })
})
