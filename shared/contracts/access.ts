import * as z from 'zod'
import { Name } from './common.ts'
import { AccessGrantId, CarrierId, CredentialId, Instant, PropertyId, ResidentId, RoomId, ThingName } from './ids.ts'
import { secret } from './secret.ts'

/** Hours of a week in the property’s time zone; `days` 1 = Monday … 7 = Sunday; minutes of the day. */
export const WeeklyWindow = z.strictObject({
  days: z.array(z.int().min(1).max(7)).min(1),
  fromMinute: z.int().min(0).max(1439),
  toMinute: z.int().min(1).max(1440),
})

/** Whom a grant is for. */
export const GrantHolder = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('carrier'), carrierId: CarrierId }),
  z.strictObject({ kind: z.literal('resident'), residentId: ResidentId }),
  z.strictObject({ kind: z.literal('staff'), name: Name }),
])
export type GrantHolder = z.infer<typeof GrantHolder>

export const NewAccessGrant = z.strictObject({
  roomId: RoomId,
  holder: GrantHolder,
  startsAt: Instant.optional().describe('default: now'),
  endsAt: Instant.optional().describe(
    'default: 90 days for carriers, the standard’s age for residents; never absent in the answer',
  ),
  window: WeeklyWindow.nullable().default(null),
})

/** Life of a credential on one controller (device contract, section 4). */
export const CredentialState = z.enum([
  'draft',
  'pending',
  'on_device',
  'active',
  'revoking',
  'revoked',
  'expired',
  'failed',
])
export type CredentialState = z.infer<typeof CredentialState>

/** How far the desired state has reached the device. */
export const GrantStatus = z.enum(['setting', 'set', 'removing', 'unset', 'unknown'])
export type GrantStatus = z.infer<typeof GrantStatus>

export const CodedNote = z.strictObject({ code: z.string(), message: z.string() })
export const PendingMutation = z.strictObject({ from: CredentialState.nullable(), to: CredentialState })

/** Who may open what, when; with its credential on the room’s controller. */
export const AccessGrant = z.strictObject({
  id: AccessGrantId,
  propertyId: PropertyId,
  roomId: RoomId,
  holder: GrantHolder,
  startsAt: Instant,
  endsAt: Instant,
  window: WeeklyWindow.nullable(),
  credentialId: CredentialId,
  thing: ThingName,
  selector: z.string(),
  status: GrantStatus,
  credentialState: CredentialState,
  errors: z.array(CodedNote),
  warnings: z.array(CodedNote),
  pendingMutations: z.array(PendingMutation),
  createdAt: Instant,
  setAt: Instant.nullable(),
  revokedAt: Instant.nullable(),
  removedAt: Instant.nullable(),
})
export type AccessGrant = z.infer<typeof AccessGrant>

/** Answer of creating a grant: with the typed code (selector + secret), shown once. */
export const CreatedAccessGrant = AccessGrant.extend({ code: secret(z.string().regex(/^\d{8,10}$/)) })
