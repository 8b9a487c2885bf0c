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
import { isOnline } from '../../../shared/domain/devices/online.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import { newId, newToken } from '../../../shared/runtime/ids.ts'
import { count } from '../../../shared/runtime/metrics.ts'
import { makeAssignments } from '../../../shared/table/assignments.ts'
import { type Claim, makeClaims } from '../../../shared/table/claims.ts'
import { commit, type Write } from '../../../shared/table/commit.ts'
import { makeCredentials } from '../../../shared/table/credentials.ts'
import { makeDeviceInbox } from '../../../shared/table/device-inbox.ts'
import { type DeviceKeys, makeDevices } from '../../../shared/table/devices.ts'
import { eventOf } from '../../../shared/table/events.ts'
import { makeProperties } from '../../../shared/table/properties.ts'
import { makeRegistry } from '../../../shared/table/registry.ts'
import type { Table } from '../../../shared/table/table.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import { readCsr, type SigningRequest } from './read-csr.ts'

/** What a claim needs; the table is opened with the function’s own role. */
export interface ClaimDeps {
  readonly table: Table
  readonly things: ReturnType<typeof makeThings>
  readonly vault: Pick<ReturnType<typeof makeVault>, 'seal'>
  readonly ca: () => Promise<string>
  readonly endpoint: { readonly host: string; readonly port: number }
}

const KEY_BYTES = 32
const HEARTBEAT_MS = 60_000

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
const certificateFor = async (deps: ClaimDeps, claim: Claim, csr: SigningRequest) => {
  const kept =
    claim.certificateArn && claim.certificatePem ? { arn: claim.certificateArn, pem: claim.certificatePem } : null
  const certificate = kept ?? (await deps.things.certify(csr.pem))
  if (!kept) await makeClaims(deps.table).keepCertificate(claim.codeHash, certificate)
  await deps.things.admit(claim.thing, claim.class, certificate.arn)
  return certificate
}

const addApiKey = async (table: Table, claim: Claim, text: string): Promise<void> => {
  const { portfolioId, propertyId, roomId, thing } = claim
  const write = makeRegistry(table).addKey({
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
  await commit(table, undefined, answer(201), [write])
}

/**
 * Whether another controller of the room works: then the new one is another device in the room, and the codes stay where they
 * are. One that is silent is replaced by the new one.
 */
const hasLiveController = async (table: Table, { portfolioId, roomId, thing }: Claim, now: number) => {
  const set = await makeCredentials(table).set(portfolioId, roomId)
  if (!set || set.thing === thing) return false
  const inbox = await makeDeviceInbox(table).get(portfolioId, set.thing)
  return isOnline(inbox?.lastHeardMs ?? null, HEARTBEAT_MS, now)
}

const takeIn = async (table: Table, claim: Claim, now: number): Promise<void> => {
  const { portfolioId, propertyId, roomId, thing } = claim
  const property = await makeProperties(table).get(portfolioId, propertyId)
  if (!property) throw new Error(`the property ${propertyId} of a claim is gone`)
  const event = eventOf({
    type: 'device.claimed',
    portfolioId,
    propertyId,
    resource: thing,
    principal: `device:${thing}`,
    operationId: 'claimDevice',
    occurredAt: instant(now),
    recordedAt: instant(now),
    data: { roomId, class: claim.class },
  })
  const opensDoors = (claim.class === 'rc' || claim.class === 'lb') && !(await hasLiveController(table, claim, now))
  const writes: Write[] = [
    makeDevices(table).claim(portfolioId, thing, instant(now), event),
    makeAssignments(table).begin(thing, { portfolioId, propertyId, roomId, class: claim.class, fromMs: now }),
    ...(opensDoors
      ? [makeCredentials(table).appoint(portfolioId, roomId, { thing, propertyId, timeZone: property.timeZone })]
      : []),
  ]
  // It fails where a try before this one took the device in.
  await commit(table, undefined, answer(201), writes)
}

/**
 * A device exchanges its code and CSR for a certificate and its keys, wrapped for its own key. Nothing of the answer is of use
 * to anybody else, so the same request again is answered again; with another CSR the code is used up.
 */
export const makeClaimDevice =
  (deps: ClaimDeps): ApiHandler<(typeof claimRoutes)[0]> =>
  async ({ body, now }) => {
    const claims = makeClaims(deps.table)
    const claim = await claims.find(claimCodeHash(body.claimCode))
    if (!claim) return unknownCode()
    const csr = readCsr(body.csrPem)
    if (!csr)
      return refuse(
        'claim.csr_invalid',
        'The request must be a PKCS #10 request in PEM for a P-256 key, signed with that key.',
      )
    if (!(await claims.use(claim.codeHash, csr.hash, instant(now)))) return unknownCode()
    const certificate = await certificateFor(deps, claim, csr)
    const seal = await deps.vault.seal('device-keys', claim.portfolioId)
    const keys = await makeDevices(deps.table).keepKeys(claim.portfolioId, claim.thing, newKeys(claim, seal))
    const apiKey = keys.apiKey ? seal.open(keys.apiKey) : null
    if (apiKey) await addApiKey(deps.table, claim, apiKey)
    await takeIn(deps.table, claim, now)
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
