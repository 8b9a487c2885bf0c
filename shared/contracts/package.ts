import * as z from 'zod'
import { CarrierCode } from './carrier.ts'
import { Channel } from './common.ts'
import { EvidenceId, Instant, LabelReadingId, PackageId, PropertyId, ResidentId, RoomId } from './ids.ts'
import { TimeZone, UnitNumber } from './property.ts'
import { secret } from './secret.ts'

export const EvidenceType = z.enum(['image/jpeg', 'image/png', 'image/webp'])
/** Largest picture that is taken, in bytes. */
export const MAX_EVIDENCE_BYTES = 15_000_000

export const NewEvidence = z.strictObject({
  roomId: RoomId,
  kind: z.enum(['label', 'package', 'clip']).default('label'),
  contentType: z
    .string()
    .max(100)
    .describe(`one of ${EvidenceType.options.join(', ')}`),
  bytes: z.int().min(1).describe(`at most ${MAX_EVIDENCE_BYTES}`),
})
/** Where to PUT the file: the url and headers are signed, so type and size cannot be changed. */
export const EvidenceUpload = z.strictObject({
  id: EvidenceId,
  upload: z.strictObject({
    method: z.literal('PUT'),
    url: secret(z.string()),
    headers: z.record(z.string(), z.string()),
    expiresAt: Instant,
  }),
})

export const NewLabelReading = z.strictObject({ roomId: RoomId, evidenceId: EvidenceId })

/** `queued`: no sure match, waits for staff; `stored`: on the shelf; then collected, returned or removed. */
export const PackageStatus = z.enum(['queued', 'stored', 'collected', 'returned'])
export type PackageStatus = z.infer<typeof PackageStatus>

export const NewPackage = z.strictObject({
  roomId: RoomId,
  labelReadingId: LabelReadingId.nullable().default(null),
  evidenceId: EvidenceId.nullable().default(null),
  carrier: CarrierCode.nullable().default(null),
  trackingNumber: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z0-9]{4,40}$/)
    .nullable()
    .default(null),
  residentId: ResidentId.nullable().default(null).describe('null: to the queue, a person decides'),
  unit: UnitNumber.nullable().default(null),
  zone: z
    .string()
    .regex(/^[A-Z0-9]{1,4}$/)
    .nullable()
    .default(null),
  flags: z.array(z.enum(['oversized', 'perishable', 'refrigerated', 'signature', 'damaged'])).default([]),
  occurredAt: Instant.optional().describe('when it happened, from a kiosk that was offline; default: now'),
  kioskSessionId: z
    .string()
    .max(80)
    .nullable()
    .default(null)
    .describe('the kiosk’s own session (`sid` of its login event)'),
})

/** One link of the chain of custody. */
export const CustodyEvent = z.strictObject({
  kind: z.enum(['received', 'assigned', 'notified', 'collected', 'returned']),
  at: Instant,
  recordedAt: Instant,
  principal: z.string(),
  note: z.string(),
})

export const Package = z.strictObject({
  id: PackageId,
  propertyId: PropertyId,
  roomId: RoomId,
  residentId: ResidentId.nullable(),
  recipient: z.string().nullable().describe('name of the resident, for lists'),
  unit: z.string().nullable(),
  carrier: z.string().nullable(),
  trackingNumber: z.string().nullable(),
  zone: z.string().nullable(),
  flags: z.array(z.string()),
  status: PackageStatus,
  evidenceId: EvidenceId.nullable(),
  labelReadingId: LabelReadingId.nullable(),
  sessionId: z.string().nullable().describe('access session that it was attributed to'),
  kioskSessionId: z.string().nullable(),
  receivedAt: Instant,
  collectedAt: Instant.nullable(),
  custody: z.array(CustodyEvent),
})
export type Package = z.infer<typeof Package>

/** A message to a resident or contact, with what became of it. */
export const Message = z.strictObject({
  id: z.string(),
  packageId: PackageId.nullable(),
  reason: z.string(),
  channel: Channel,
  to: z.string().describe('masked'),
  status: z.enum(['queued', 'sent', 'delivered', 'bounced', 'failed']),
  at: Instant,
  error: z.string().nullable(),
})
export type Message = z.infer<typeof Message>

/** A package with its messages and pictures. */
export const PackageDetail = Package.extend({ messages: z.array(Message), photoUrl: secret(z.string()).nullable() })

export const NewAssignment = z.strictObject({ residentId: ResidentId })
export const NewPickup = z.strictObject({
  method: z.enum(['keypad', 'kiosk', 'link', 'desk']).default('desk'),
  occurredAt: Instant.optional(),
})
export type PackageDetail = z.infer<typeof PackageDetail>

/** What a resident sees on the pickup page. */
export const PickupPage = z.strictObject({
  property: z.string(),
  timeZone: TimeZone.describe('of the property; every time on the page is shown in it'),
  room: z.string(),
  resident: z.string(),
  code: secret(z.string()).nullable(),
  codeStatus: z.enum(['ready', 'not_yet_confirmed', 'none']),
  codeEndsAt: Instant.nullable(),
  packages: z.array(
    z.strictObject({
      id: PackageId,
      carrier: z.string().nullable(),
      trackingTail: z.string().nullable(),
      zone: z.string().nullable(),
      status: PackageStatus,
      receivedAt: Instant,
      collectedAt: Instant.nullable(),
      photoUrl: secret(z.string()).nullable(),
    }),
  ),
})
