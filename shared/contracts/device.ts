import * as z from 'zod'
import { Name } from './common.ts'
import { CommandId, DeviceClass, Instant, PropertyId, RoomId, ThingName } from './ids.ts'
import { secret } from './secret.ts'

export const NewDevice = z.strictObject({
  class: DeviceClass,
  name: Name,
  roomId: RoomId,
  points: z
    .array(z.string().regex(/^[a-z0-9_-]{1,16}$/))
    .max(20)
    .default([])
    .describe('what is wired to it: door, motion, zones'),
})

/** `registered` (claim code given) → `claimed` (certificate made) → `in_service` (self-test passed) → `retired`. */
export const DeviceStatus = z.enum(['registered', 'claimed', 'in_service', 'retired'])

export const Device = z.strictObject({
  thing: ThingName,
  class: DeviceClass,
  name: Name,
  propertyId: PropertyId,
  roomId: RoomId,
  points: z.array(z.string()),
  status: DeviceStatus,
  online: z.boolean(),
  lastHeardAt: Instant.nullable(),
  drainedAt: Instant.nullable().describe('everything up to this event time has arrived'),
  reported: z.record(z.string(), z.unknown()).describe('last reported state by shadow name'),
  createdAt: Instant,
  claimedAt: Instant.nullable(),
})
export type Device = z.infer<typeof Device>

/** Something from a device that could not be taken as it was, or that no honest device does. */
export const DeviceAnomaly = z.strictObject({
  kind: z.enum([
    'malformed',
    'oversized',
    'foreign_topic',
    'unknown_topic',
    'integrity_conflict',
    'clock_suspect',
    'credentials_refused',
    'credentials_drift',
    'shadow_tampered',
  ]),
  at: Instant,
  note: z.string().describe('what was wrong, without what a person typed'),
})

/** A device with what was odd about it. */
export const DeviceDetail = Device.extend({
  anomalies: z.array(DeviceAnomaly).describe('of the last 90 days, newest first, at most 20'),
})

/** Answer of registering: the one-time claim code, shown once, 30 minutes. */
export const RegisteredDevice = Device.extend({ claimCode: secret(z.string()), claimExpiresAt: Instant })

export const NewDeviceClaim = z.strictObject({
  claimCode: secret(z.string().min(8).max(64)),
  csrPem: z.string().min(100).max(8192),
})
export const DeviceClaim = z.strictObject({
  thing: ThingName,
  class: DeviceClass,
  certificatePem: z.string(),
  caPem: z.string(),
  endpoint: z.strictObject({ host: z.string(), port: z.int() }),
  keys: z
    .strictObject({
      kPin: secret(z.string()).nullable().describe('null for devices without a keypad'),
      kSnap: secret(z.string()),
    })
    .describe('wrapped under the device’s own public key, base64url'),
  apiKey: secret(z.string())
    .nullable()
    .describe('kiosks: the key for the HTTP API, wrapped likewise; null for other classes'),
  propertyId: PropertyId,
  roomId: RoomId,
})

export const NewCommand = z.strictObject({
  op: z.enum(['unlock', 'identify', 'resync']),
  reason: z.string().trim().min(1).max(200),
})
export const CommandStatus = z.enum(['sent', 'done', 'expired', 'refused', 'jam', 'dup'])
export const Command = z.strictObject({
  id: CommandId,
  thing: ThingName,
  op: z.string(),
  reason: z.string(),
  status: CommandStatus,
  sentAt: Instant,
  answeredAt: Instant.nullable(),
})
