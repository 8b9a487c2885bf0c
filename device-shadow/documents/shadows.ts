import * as z from 'zod'
import { b64u, CredentialFault, EpochS } from './credentials.ts'
import { ClockReport, DoorState, LockState } from './events.ts'

const Seconds = z.number().min(0.1).max(86_400)

// A shadow drops keys that are set to null, so every nullable field reads as null where it is absent.

/** Settings of the door. The device echoes what it runs with in reported, so that the delta becomes empty. */
export const DoorDesired = z.strictObject({
  mode: z.enum(['normal', 'privacy', 'disabled']).describe('privacy and disabled refuse every code but break-glass'),
  relockS: Seconds.describe('locks again after this where the door was not opened'),
  heldWarnS: Seconds,
  heldAlarmS: Seconds,
  cfg: z.int().min(0).describe('stands for these settings: others have another'),
})
export type DoorDesired = z.infer<typeof DoorDesired>

export const DoorReported = z.strictObject({
  ...DoorDesired.shape,
  lock: LockState,
  bolt: z.enum(['extended', 'retracted', 'unknown']),
  door: DoorState,
  tamper: z.boolean(),
  jam: z.boolean(),
  forced: z.boolean(),
  held: z.boolean(),
  keypad: z.enum(['normal', 'lockout', 'privacy', 'disabled']),
  lockoutUntil: EpochS.describe('0 = the keypad is open'),
  cfgErr: z.string().max(120).nullable().default(null),
  lastEv: z.string().max(32).describe('`<ep>.<seq>` of the newest event'),
})
export type DoorReported = z.infer<typeof DoorReported>

/** What the device should hold; the set itself comes on `dn/cred`. `leaseH` hours, may be a fraction. */
export const CredDesired = z.strictObject({
  rev: z.int().min(0),
  dig: b64u(32).nullable().default(null),
  n: z.int().min(0),
  leaseH: z.number().min(0).max(24),
})
export type CredDesired = z.infer<typeof CredDesired>

export const CredReported = z.strictObject({
  ...CredDesired.shape,
  at: EpochS.describe('when the set was taken, 0 = never'),
  err: CredentialFault.nullable().default(null),
  slots: z.strictObject({ max: z.int(), used: z.int() }),
  leaseEnd: EpochS.describe("end of the carriers' lease"),
})
export type CredReported = z.infer<typeof CredReported>

export const NetDesired = z.strictObject({ fw: z.string().max(32), keepS: Seconds, hbS: Seconds })
export type NetDesired = z.infer<typeof NetDesired>

export const NetReported = z.strictObject({
  ...NetDesired.shape,
  boot: z.int().min(0),
  ep: z.int().min(1),
  seq: z.int().min(0),
  acked: z.int().min(0),
  outbox: z.int().min(0),
  drained: EpochS,
  clk: ClockReport,
  pwr: z.strictObject({ mains: z.boolean(), batt: z.int().min(0).max(100) }),
})
export type NetReported = z.infer<typeof NetReported>

export const SensDesired = z.strictObject({ cfg: z.int().min(0) })
export type SensDesired = z.infer<typeof SensDesired>

export const SensReported = z.strictObject({
  motion: z.strictObject({ on: z.boolean(), ok: z.boolean() }),
  z: z.record(z.string().regex(/^[A-Z]\d{1,2}$/), z.strictObject({ occ: z.boolean(), g: z.int(), ok: z.boolean() })),
  cfg: z.int().min(0),
})
export type SensReported = z.infer<typeof SensReported>

/** Desired and reported halves by shadow name. A delta is a partial desired. */
export const SHADOW_SCHEMAS = {
  door: { desired: DoorDesired, reported: DoorReported },
  cred: { desired: CredDesired, reported: CredReported },
  net: { desired: NetDesired, reported: NetReported },
  sens: { desired: SensDesired, reported: SensReported },
} as const
