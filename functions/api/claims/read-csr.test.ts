import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { Pkcs10CertificateRequest, Pkcs10CertificateRequestGenerator } from '@peculiar/x509'
import { describe, expect, it } from 'vitest'
import { readCsr } from './read-csr.ts'

const requestOn = async (namedCurve: 'P-256' | 'P-384') => {
  const algorithm = { name: 'ECDSA', namedCurve, hash: 'SHA-256' }
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair
  return Pkcs10CertificateRequestGenerator.create({ name: 'CN=vestibule-device', keys, signingAlgorithm: algorithm })
}

describe('a signing request', () => {
  it('is read with its key and a hash that names it', async () => {
    const pem = (await requestOn('P-256')).toString('pem')
    const read = await readCsr(pem)
    expect(read?.publicKeyPem).toContain('BEGIN PUBLIC KEY')
    expect(await readCsr(`\n${pem}\n`)).toMatchObject({ hash: read?.hash })
  })

  it('is not taken on another curve, with a wrong signature, or where it is none', async () => {
    expect(await readCsr((await requestOn('P-384')).toString('pem'))).toBeNull()
    const bytes = Buffer.from((await requestOn('P-256')).rawData)
    const last = bytes.length - 1
    bytes[last] = (bytes[last] ?? 0) ^ 1
    expect(await readCsr(new Pkcs10CertificateRequest(bytes).toString('pem'))).toBeNull()
    expect(await readCsr('x'.repeat(200))).toBeNull()
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
