import * as z from 'zod'
import { CredentialId } from '../../shared/contracts/ids.ts'
import { LIMITS } from './limits.ts'

/** Epoch seconds. Shadows and credential documents carry seconds; events, heartbeats and commands carry milliseconds. */
export const EpochS = z.int().min(0).max(9_999_999_999)

/** Base64url text of exactly `bytes` bytes. */
export const b64u = (bytes: number) =>
  z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${Math.ceil((bytes * 4) / 3)}}$`), `must be ${bytes} bytes in base64url`)

/** Whose credential it is; the same words as the role of an access session. */
export const CredentialKind = z.enum(['carrier', 'resident', 'staff', 'break_glass'])
export type CredentialKind = z.infer<typeof CredentialKind>

/**
 * Weekly window, already resolved to a fixed UTC offset by the cloud (which sends the set again when the property's
 * offset changes). `d` bit mask of days, Monday = 1 … Sunday = 64; `f` first minute of the day and `t` the minute after the
 * last one, local time; `t <= f` runs over midnight and belongs to the day on which it starts; `o` minutes east of UTC.
 */
export const WeekWindow = z.strictObject({
  d: z.int().min(1).max(127),
  f: z.int().min(0).max(1439),
  t: z.int().min(0).max(1440),
  o: z.int().min(-840).max(840),
})
export type WeekWindow = z.infer<typeof WeekWindow>

/** First half of a typed code: 2-4 digits that name the carrier's slot or the unit. */
export const Selector = z.string().regex(/^\d{2,4}$/, 'must be 2 to 4 digits')

/** One credential as the device keeps it. */
export const CredentialEntry = z.strictObject({
  c: CredentialId,
  k: CredentialKind,
  s: Selector,
  x: b64u(16).describe('verifier of selector and secret, see credentialVerifier'),
  a: EpochS.describe('not before'),
  z: EpochS.describe('expires; never absent'),
  w: WeekWindow.nullable().describe('null = any time of the week'),
  u: z
    .int()
    .min(1)
    .max(1000)
    .nullable()
    .describe('uses in all, null = any number; the device counts them itself, so a use does not change the set'),
})
export type CredentialEntry = z.infer<typeof CredentialEntry>

/** Ends of the offline leases: `c` carriers, `r` residents and staff. Break-glass codes live until their own expiry. */
export const Lease = z.strictObject({ c: EpochS, r: EpochS })
export type Lease = z.infer<typeof Lease>

const head = { v: z.literal(1), rev: z.int().min(1), lease: Lease, dig: b64u(32), mac: b64u(32) }
const entries = z.array(CredentialEntry)

/** The whole set. `dig` is the digest of `e`, `mac` covers everything but itself. */
export const CredentialSnapshot = z.strictObject({ ...head, base: z.null(), e: entries.max(LIMITS.credentials) })
export type CredentialSnapshot = z.infer<typeof CredentialSnapshot>

/** Changes on top of revision `base`: entries put (new or replaced by `c`) and removed; `dig` is of the resulting set. */
export const CredentialPatch = z.strictObject({
  ...head,
  base: z.int().min(1),
  e: entries.max(LIMITS.patchChanges),
  d: z.array(CredentialId).max(LIMITS.patchChanges),
})
export type CredentialPatch = z.infer<typeof CredentialPatch>

/** Answer to a device whose `rev` and `dig` are current: nothing changed, the leases run on. */
export const LeaseRenewal = z.strictObject({ ...head, base: z.literal('same') })
export type LeaseRenewal = z.infer<typeof LeaseRenewal>

/** What arrives on `dn/cred`. */
export const CredentialDocument = z.union([CredentialSnapshot, CredentialPatch, LeaseRenewal])
export type CredentialDocument = z.infer<typeof CredentialDocument>

/** Why a set was not taken: wrong mac, `rev` not above ours, too many entries, one selector and verifier twice, digest. */
export const CredentialFault = z.enum(['mac', 'rollback', 'space', 'dup', 'digest'])
export type CredentialFault = z.infer<typeof CredentialFault>

/** `up/credget`: asks for the set; `rev` and `dig` are what the device has (0 and null when it has none). */
export const CredentialRequest = z.strictObject({ v: z.literal(1), rev: z.int().min(0), dig: b64u(32).nullable() })
export type CredentialRequest = z.infer<typeof CredentialRequest>
