import { randomBytes } from 'node:crypto'
import { wrapForDevice } from '../../../device-shadow/documents/wrap.ts'
import type { makeThings } from '../../../shared/adapters/iot.ts'
import type { makeVault, Seal } from '../../../shared/adapters/vault.ts'
import { ApiKeyId, PropertyId } from '../../../shared/contracts/ids.ts'
import { type Refusal, refuse } from '../../../shared/contracts/problem.ts'
import type { claimRoutes } from '../../../shared/contracts/routes/access.ts'
import { KIOSK_SCOPES } from '../../../shared/contracts/routes/route.ts'
import { hashKey, keyIdOf, keyText } from '../../../shared/domain/api-keys/key-text.ts'
import { claimCodeHash } from '../../../shared/domain/devices/claim-code.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import { newId, newToken } from '../../../shared/runtime/ids.ts'
import { count } from '../../../shared/runtime/metrics.ts'
import { type Claim, makeClaims } from '../../../shared/table/claims.ts'
import { commit } from '../../../shared/table/commit.ts'
import { type DeviceKeys, makeDevices } from '../../../shared/table/devices.ts'
import { makeRegistry } from '../../../shared/table/registry.ts'
import type { Table } from '../../../shared/table/table.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import type { Tenants } from '../../middleware/tenants.ts'
import { readCsr, type SigningRequest } from './read-csr.ts'
import { takeIn } from './take-in.ts'

/**
 * What a claim needs: `registry` is opened with the function’s own role, which reaches claims, assignments and keys; all else
 * is the portfolio’s that the claim names, and reached with its tenant role.
 */
export interface ClaimDeps {
  readonly registry: Table
  readonly tenants: Tenants
  readonly things: ReturnType<typeof makeThings>
  readonly vault: Pick<ReturnType<typeof makeVault>, 'seal'>
  readonly ca: () => Promise<string>
  readonly endpoint: { readonly host: string; readonly port: number }
}

const KEY_BYTES = 32

const unknownCode = (): Refusal => {
  count('ClaimRefused')
  return refuse(
    'claim.unknown',
    'The claim code is unknown, used or expired. Register the device again and enter its new code within 30 minutes.',
  )
}

const newKeys = (claim: Claim, seal: Seal): DeviceKeys => {
  const key = () => seal.close(randomBytes(KEY_BYTES).toString('base64url'))
  const forHttp = () => seal.close(keyText(newId('apiKey'), newToken(KEY_BYTES)).text)
  return { kPin: key(), kSnap: key(), ...(claim.class === 'ks' ? { apiKey: forHttp() } : {}) }
}

/** The same request again gets the same certificate, so that a device finishes what was cut off. */
const certificateFor = async ({ registry, things }: ClaimDeps, claim: Claim, csr: SigningRequest) => {
  const kept =
    claim.certificateArn && claim.certificatePem ? { arn: claim.certificateArn, pem: claim.certificatePem } : null
  const certificate = kept ?? (await things.certify(csr.pem))
  if (!kept) await makeClaims(registry).keepCertificate(claim.codeHash, certificate)
  await things.admit(claim.thing, claim.class, certificate.arn)
  return certificate
}

const addApiKey = async (registry: Table, claim: Claim, text: string): Promise<void> => {
  const { portfolioId, propertyId, roomId, thing } = claim
  const write = makeRegistry(registry).addKey({
    keyId: ApiKeyId.parse(keyIdOf(text)),
    hash: hashKey(text),
    kind: 'device',
    portfolioId,
    name: thing,
    scopes: [...KIOSK_SCOPES],
    propertyIds: [PropertyId.parse(propertyId)],
    subject: { roomId, propertyId, thing },
    revokedAt: null,
    lastUsedAt: null,
  })
  // It fails where a try before this one added it: the key is the same.
  await commit(registry, undefined, answer(201), [write])
}

/**
 * A device exchanges its code and CSR for a certificate and its keys, wrapped for its own key. Nothing of the answer is of use
 * to anybody else, so the same request again is answered again; with another CSR the code is used up.
 */
export const makeClaimDevice =
  (deps: ClaimDeps): ApiHandler<(typeof claimRoutes)[0]> =>
  async ({ body, now }) => {
    const claims = makeClaims(deps.registry)
    const claim = await claims.find(claimCodeHash(body.claimCode))
    if (!claim) return unknownCode()
    const csr = readCsr(body.csrPem)
    if (!csr)
      return refuse(
        'claim.csr_invalid',
        'The request must be a PKCS #10 request in PEM for a P-256 key, signed with that key.',
      )
    const usedAt = await claims.use(claim.codeHash, csr.hash, instant(now))
    if (!usedAt) return unknownCode()
    const table = await deps.tenants.table(claim.portfolioId)
    const certificate = await certificateFor(deps, claim, csr)
    const seal = await deps.vault.seal('device-keys', claim.portfolioId)
    const keys = await makeDevices(table).keepKeys(claim.portfolioId, claim.thing, newKeys(claim, seal))
    const apiKey = keys.apiKey ? seal.open(keys.apiKey) : null
    if (apiKey) await addApiKey(deps.registry, claim, apiKey)
    await takeIn({ ...deps, table, seal }, claim, { usedAtMs: Date.parse(usedAt), now })
    const wrapped = (bytes: Buffer) => wrapForDevice(csr.publicKeyPem, bytes)
    const wrappedKey = (closed: string) => wrapped(Buffer.from(seal.open(closed), 'base64url'))
    return answer(201, {
      thing: claim.thing,
      class: claim.class,
      certificatePem: certificate.pem,
      caPem: await deps.ca(),
      endpoint: deps.endpoint,
      keys: { kPin: wrappedKey(keys.kPin), kSnap: wrappedKey(keys.kSnap) },
      apiKey: apiKey && wrapped(Buffer.from(apiKey, 'utf8')),
      propertyId: claim.propertyId,
      roomId: claim.roomId,
    })
  }
