import * as z from 'zod'
import { CredentialId, PackageId } from '../../shared/contracts/ids.ts'
import { b64u, CredentialFault, CredentialKind } from './credentials.ts'
import { LIMITS } from './limits.ts'

const EpochMs = z.int().min(0).max(9_999_999_999_999)
const Word = z.string().min(1).max(64)

/** Quality of the device's clock: synced, holdover (was synced, runs free), unknown. */
export const TimeQuality = z.enum(['s', 'h', 'u'])
export type TimeQuality = z.infer<typeof TimeQuality>

export const LockState = z.enum(['locked', 'unlocked', 'locking', 'unlocking', 'jammed', 'unknown'])
export type LockState = z.infer<typeof LockState>
export const DoorState = z.enum(['open', 'closed', 'ajar', 'forced', 'fault', 'unknown'])
export type DoorState = z.infer<typeof DoorState>

/** How the door was asked to open. `rex` is the request-to-exit sensor inside: it is no entry and starts no session. */
export const AccessVia = z.enum(['keypad', 'qr', 'remote', 'key', 'rex'])
export type AccessVia = z.infer<typeof AccessVia>

/** Why an attempt was refused. `restricted` = outside the weekly window; `lease` = offline for too long. */
export const DenialReason = z.enum([
  'unknown',
  'expired',
  'not_yet',
  'restricted',
  'revoked',
  'lease',
  'clock',
  'lockout',
  'used',
  'disabled',
])
export type DenialReason = z.infer<typeof DenialReason>

export const AlarmCode = z.enum(['jam', 'forced', 'held', 'tamper', 'lockout', 'power', 'batt_low', 'fault', 'temp'])
export type AlarmCode = z.infer<typeof AlarmCode>
export const AlarmSeverity = z.enum(['low', 'medium', 'high'])
export type AlarmSeverity = z.infer<typeof AlarmSeverity>

const access = {
  cr: CredentialId.nullable().describe('null when no credential was found or none was used'),
  role: z.enum([...CredentialKind.options, 'unknown']),
  via: AccessVia,
  n: z.int().min(0).describe('granted: uses of this credential; denied: wrong tries on the ladder'),
  off: z.boolean().describe('decided while offline'),
}
const transition = <T extends z.ZodType>(state: T) =>
  z.strictObject({ from: state, to: state, src: z.enum(['keypad', 'remote', 'auto', 'sensor', 'key', 'rex', 'boot']) })
const alarm = z.strictObject({ code: AlarmCode, sev: AlarmSeverity })
const kiosk = {
  ks: Word.describe('kiosk session, made by the kiosk at login'),
  sid: Word.optional().describe('access session `<thing>#<ep>#<seq>` where the kiosk knows it'),
  carrier: Word.optional().describe('carrier id or code chosen at login'),
}

/** Payload schema of every event kind. */
export const EVENT_PAYLOADS = {
  'access.granted': z.strictObject(access),
  'access.denied': z.strictObject({ ...access, why: DenialReason }),
  'lock.state': transition(LockState),
  'door.state': transition(DoorState),
  'alarm.raised': alarm,
  'alarm.cleared': alarm,
  motion: z.strictObject({ on: z.boolean() }),
  'zone.delta': z.strictObject({ z: Word, occ: z.boolean(), g: z.int(), dg: z.int() }),
  people: z.strictObject({ in: z.int(), out: z.int() }),
  'cmp.state': z.strictObject({ c: Word, d: DoorState, l: z.int(), o: z.int(), f: z.int() }),
  'kiosk.login': z.strictObject(kiosk),
  'kiosk.logout': z.strictObject({ ...kiosk, unit: z.int().min(0).optional().describe('packages logged') }),
  scan: z.strictObject({
    ...kiosk,
    trk: Word.optional(),
    photo: Word.optional(),
    z: Word.optional(),
    why: Word.optional().describe('an intake that the API refused for good: the problem code'),
    of: EpochMs.optional().describe("with `why`: when the package was offered, by the device's clock"),
  }),
  intake: z.strictObject({ ...kiosk, pk: PackageId, trk: Word.optional(), z: Word.optional(), c: Word.optional() }),
  pickup: z.strictObject({ ...kiosk, pk: PackageId, z: Word.optional(), c: Word.optional() }),
  attest: z.strictObject({ ...kiosk, what: z.enum(['none_today', 'returns', 'redelivery']) }),
  'cred.applied': z.strictObject({ rev: z.int(), dig: b64u(32), n: z.int() }),
  'cred.failed': z.strictObject({ rev: z.int(), err: CredentialFault }),
  'sys.boot': z.strictObject({ cause: z.enum(['power', 'restart', 'flash_loss']), fw: Word }),
  'sys.time_step': z.strictObject({ from: EpochMs, to: EpochMs }),
  'sys.overflow': z.strictObject({ lost: z.tuple([z.int().min(1), z.int().min(1)]).describe('first and last seq') }),
} as const

/** Kind of an event. */
export type EventKind = keyof typeof EVENT_PAYLOADS
/** Payload of one kind. */
export type EventPayload<K extends EventKind = EventKind> = z.infer<(typeof EVENT_PAYLOADS)[K]>

const identity = {
  ep: z.int().min(1).describe('epoch of the outbox; rises when flash was lost'),
  seq: z.int().min(1).describe('without holes inside an epoch'),
  t: EpochMs.describe("time by the device's clock"),
  m: z.int().min(0).describe('milliseconds since boot'),
  bt: z.int().min(0).describe('boot count'),
  tq: TimeQuality,
  pt: z.string().min(1).max(16).describe('point: door, keypad, motion, kiosk, a zone, a compartment, sys'),
}
const eventOf = <K extends EventKind>(k: K) =>
  z.strictObject({ ...identity, k: z.literal(k), p: EVENT_PAYLOADS[k] as (typeof EVENT_PAYLOADS)[K] })

/** One fact. Its key in the cloud is `<thing>#<ep>#<seq>`. */
export const DeviceEvent = z.discriminatedUnion('k', [
  eventOf('access.granted'),
  eventOf('access.denied'),
  eventOf('lock.state'),
  eventOf('door.state'),
  eventOf('alarm.raised'),
  eventOf('alarm.cleared'),
  eventOf('motion'),
  eventOf('zone.delta'),
  eventOf('people'),
  eventOf('cmp.state'),
  eventOf('kiosk.login'),
  eventOf('kiosk.logout'),
  eventOf('scan'),
  eventOf('intake'),
  eventOf('pickup'),
  eventOf('attest'),
  eventOf('cred.applied'),
  eventOf('cred.failed'),
  eventOf('sys.boot'),
  eventOf('sys.time_step'),
  eventOf('sys.overflow'),
])
export type DeviceEvent = z.infer<typeof DeviceEvent>

/** The device's clocks when a message was sent: wall, milliseconds since boot, boot count. */
export const SentAt = z.strictObject({ t: EpochMs, m: z.int().min(0), bt: z.int().min(0) })
export type SentAt = z.infer<typeof SentAt>

/** What travels on `evt` and `scan`: 1-50 events. Order and single delivery are not promised. */
export const Envelope = z.strictObject({
  v: z.literal(1),
  at: SentAt,
  e: z.array(DeviceEvent).min(1).max(LIMITS.batchEvents),
})
export type Envelope = z.infer<typeof Envelope>

/**
 * The same envelope with its events left unread, so that one bad event costs itself only: parse with this, then each
 * event with {@link DeviceEvent}.
 */
export const LooseEnvelope = z.strictObject({
  v: z.literal(1),
  at: SentAt,
  e: z.array(z.unknown()).min(1).max(LIMITS.batchEvents),
})

/** Quality and offset (milliseconds against the last time source) of the device's clock. */
export const ClockReport = z.strictObject({ tq: TimeQuality, offMs: z.int() })

/**
 * What travels on `hb`; it has no seq and may be lost. `drained` (epoch ms, device clock): every event and every intake of
 * up to that time has been acknowledged. `ep` and `seq` are the newest given out, so the cloud can see a hole at the end.
 */
export const Heartbeat = z.strictObject({
  v: z.literal(1),
  at: SentAt,
  hb: z.strictObject({
    drained: EpochMs,
    outbox: z.int().min(0).describe('events and intakes not yet acknowledged'),
    ep: z.int().min(1),
    seq: z.int().min(0),
    clk: ClockReport,
    doors: z.record(z.string().max(16), DoorState).describe('empty for a kiosk'),
    occ: z.boolean().describe('somebody is in the room, as far as the device sees'),
  }),
})
export type Heartbeat = z.infer<typeof Heartbeat>
