import * as z from 'zod'
import { SessionRole } from './access-session.ts'
import { CarrierId, PackageId, ResidentId, ThingName } from './ids.ts'

const ms = z.int().min(0)

/**
 * What every room event carries. `id` is `<thing>#<ep>#<seq>` for what a device said, or any other stable id
 * (`package:<id>`) for what the API recorded: the same fact always has the same id, so a repeat is recognised.
 */
const base = {
  id: z.string().min(1).max(120),
  thing: ThingName.or(z.literal('api')).describe('the device that said it; `api` for facts recorded over HTTP'),
  at: ms.describe('event time, epoch ms, after the clock rule (domain: eventTime)'),
  receivedAt: ms.describe('when it reached the cloud, epoch ms; decides whether it is late (T18, T19)'),
  tq: z.enum(['s', 'h', 'u']).describe('time quality as reported: synced, holdover, unknown'),
  uncertain: z
    .strictObject({ fromMs: ms, toMs: ms })
    .optional()
    .describe('the clock rule could only bound the event time; verdicts that depend on it stay unverified'),
  clockOffMs: z
    .int()
    .optional()
    .describe('the device called its clock synced, but it was slow by this much (negative: fast); `at` is corrected'),
}

const sid = z.string().min(1).max(120).nullable()
const DoorState = z.enum(['open', 'closed', 'ajar', 'forced', 'fault', 'unknown'])
const LockState = z.enum(['locked', 'unlocked', 'locking', 'unlocking', 'jammed', 'unknown'])
/** State of a door. */
export type DoorState = z.infer<typeof DoorState>
/** State of a lock. */
export type LockState = z.infer<typeof LockState>

const via = z.enum(['keypad', 'qr', 'remote', 'key', 'rex'])

/** One normalised fact about a room: the input of the access-session reducer. Kinds are those of the device contract. */
export const RoomEvent = z.discriminatedUnion('kind', [
  z.strictObject({
    ...base,
    kind: z.literal('access.granted'),
    cr: z.string().nullable().describe('credential id on the device; null: a button or a key'),
    role: SessionRole.optional().describe('role as the device knew it'),
    via,
  }),
  z.strictObject({ ...base, kind: z.literal('access.denied'), cr: z.string().nullable(), via, why: z.string() }),
  z.strictObject({ ...base, kind: z.literal('lock.state'), to: LockState, src: z.string().optional() }),
  z.strictObject({ ...base, kind: z.literal('door.state'), to: DoorState, src: z.string().optional() }),
  z.strictObject({ ...base, kind: z.literal('alarm.raised'), code: z.string(), sev: z.string().optional() }),
  z.strictObject({ ...base, kind: z.literal('alarm.cleared'), code: z.string() }),
  z.strictObject({ ...base, kind: z.literal('motion'), on: z.boolean() }),
  z.strictObject({
    ...base,
    kind: z.literal('zone.delta'),
    z: z.string(),
    occ: z.boolean(),
    dg: z.number().describe('change of weight, grams'),
  }),
  z.strictObject({ ...base, kind: z.literal('kiosk.login'), sid: z.string().min(1), carrierId: CarrierId.nullable() }),
  z.strictObject({ ...base, kind: z.literal('kiosk.logout'), sid }),
  z.strictObject({
    ...base,
    kind: z.literal('scan'),
    sid,
    impliedCarrierId: CarrierId.nullable(),
    refused: z
      .string()
      .optional()
      .describe('the kiosk offered this package and the API refused it for good: the problem code'),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('intake'),
    sid: sid.describe('the kiosk session of a login event, or the id of an access session (a link that staff opened)'),
    packageId: PackageId.nullable().describe('null: drained from a kiosk, not recorded as a package yet'),
    impliedCarrierId: CarrierId.nullable().describe('the carrier that the tracking number implies'),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('pickup'),
    sid,
    packageId: PackageId,
    residentId: ResidentId.nullable(),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('attest'),
    sid,
    what: z.enum(['none_today', 'returns', 'redelivery']),
    carrierId: CarrierId.nullable(),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('hb'),
    class: z.enum(['rc', 'ks']),
    drainedMs: ms.describe('everything of this device up to this event time has arrived'),
  }),
  z
    .strictObject({
      ...base,
      kind: z.literal('data.gap'),
      class: z.enum(['rc', 'ks']),
      fromMs: ms,
      toMs: ms,
    })
    .describe('events of this span are lost for good (sys.overflow, a new epoch)'),
])
export type RoomEvent = z.infer<typeof RoomEvent>
