import { createHash, createPublicKey, webcrypto } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import * as z from 'zod'
import { DeviceClaim } from '../../shared/contracts/device.ts'
import { DeviceIdentity } from '../documents/claim.ts'
import { unwrapOnDevice } from '../documents/wrap.ts'
import { readJson, writeDurably } from './disk.ts'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const PendingClaim = z.strictObject({ claimCode: z.string(), keyPem: z.string(), csrPem: z.string() })
type PendingClaim = z.infer<typeof PendingClaim>

const identityFile = (stateDir: string) => join(stateDir, 'identity.json')

/** The identity in a state folder, or null before the claim. */
export const readIdentity = (stateDir: string): DeviceIdentity | null =>
  readJson(identityFile(stateDir), DeviceIdentity)

/** A new P-256 key (PKCS #8 PEM, never leaves the device) and its signing request. */
export const makeKeyAndRequest = async (): Promise<{ keyPem: string; csrPem: string }> => {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const csr = await x509.Pkcs10CertificateRequestGenerator.create({
    name: 'CN=vestibule-device',
    keys,
    signingAlgorithm: ALGORITHM,
  })
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return { keyPem: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'), csrPem: csr.toString('pem') }
}

const publicHalf = (pem: string) => createPublicKey(pem).export({ type: 'spki', format: 'der' })

/**
 * Claims the device: makes key and CSR, sends the one-time code, unwraps the room's keys, keeps the identity in `stateDir`.
 * Key and CSR are on disk before they are sent and the Idempotency-Key follows from them, so a claim that was cut off is
 * finished by calling again. Throws with the API's own code and words when the code is unknown, used or expired.
 */
export const claimDevice = async (deps: {
  readonly apiUrl: string
  readonly claimCode: string
  readonly stateDir: string
  readonly fetch?: typeof globalThis.fetch
}): Promise<DeviceIdentity> => {
  const { apiUrl, claimCode, stateDir } = deps
  mkdirSync(stateDir, { recursive: true, mode: 0o700 })
  const pendingFile = join(stateDir, 'claim.json')
  let pending = readJson(pendingFile, PendingClaim)
  if (pending?.claimCode !== claimCode) {
    pending = { claimCode, ...(await makeKeyAndRequest()) } satisfies PendingClaim
    writeDurably(pendingFile, JSON.stringify(pending))
  }
  const { keyPem, csrPem } = pending
  const response = await (deps.fetch ?? fetch)(`${apiUrl.replace(/\/$/, '')}/v1/device-claims`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': createHash('sha256').update(`${claimCode}|${csrPem}`).digest('hex'),
    },
    body: JSON.stringify({ claimCode, csrPem }),
  })
  const body: unknown = await response.json().catch(() => null)
  if (!response.ok) {
    const { code, detail } = (body ?? {}) as { code?: string; detail?: string }
    throw new Error(`the claim was refused: ${code ?? response.status} ${detail ?? ''}`.trim())
  }
  const claim = DeviceClaim.parse(body)
  if (!publicHalf(claim.certificatePem).equals(publicHalf(keyPem))) {
    throw new Error('the certificate that came back is for another key')
  }
  const unwrap = (wrapped: string) => unwrapOnDevice(keyPem, wrapped).toString('base64url')
  const identity: DeviceIdentity = {
    thing: claim.thing,
    certPem: claim.certificatePem,
    caPem: claim.caPem,
    endpoint: claim.endpoint,
    keyPem,
    kPin: claim.keys.kPin === null ? null : unwrap(claim.keys.kPin),
    kSnap: unwrap(claim.keys.kSnap),
    apiKey: claim.apiKey === null ? null : unwrapOnDevice(keyPem, claim.apiKey).toString('utf8'),
  }
  writeDurably(identityFile(stateDir), JSON.stringify(identity))
  rmSync(pendingFile)
  return identity
}
