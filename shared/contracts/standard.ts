import * as z from 'zod'
import { durationMs, IsoDuration } from './ids.ts'

/** Severity of an anomaly or incident. */
export const Severity = z.enum(['low', 'medium', 'high'])
export type Severity = z.infer<typeof Severity>

/** Kinds of incident; each has a ladder in the standard (or falls back to `default`). */
export const IncidentKind = z.enum(['no_intake', 'count_mismatch', 'forced', 'held_open', 'probing', 'reported_bypass'])
export type IncidentKind = z.infer<typeof IncidentKind>

/** Who a rung tells: the kiosk's own screen, a carrier contact, or everybody in a role with access to the property. */
export const RungRecipient = z.enum([
  'kiosk_prompt',
  'carrier_contact:driver',
  'carrier_contact:station',
  'carrier_contact:district_manager',
  'role:attendant',
  'role:manager',
  'role:owner',
])
export type RungRecipient = z.infer<typeof RungRecipient>

/** One rung of an escalation ladder: told `after` the incident was opened; `ackWithin` is the deadline shown to the person. */
export const Rung = z.strictObject({ to: RungRecipient, after: IsoDuration, ackWithin: IsoDuration.optional() })
export type Rung = z.infer<typeof Rung>

const Ladder = z
  .array(Rung)
  .min(1)
  .max(10)
  .refine(
    (rungs) => rungs.every(({ after }, i) => i === 0 || durationMs(after) >= durationMs(rungs[i - 1]?.after ?? 'PT0S')),
    'rungs must stand in rising order of `after`',
  )

/** Ladders by incident kind; `default` serves every kind without its own. Rungs in rising order of `after`. */
export const Ladders = z.strictObject({
  default: Ladder,
  no_intake: Ladder.optional(),
  forced: Ladder.optional(),
  held_open: Ladder.optional(),
})
export type Ladders = z.infer<typeof Ladders>

/** Times of the access-session machine (design: access-sessions, section 1), as ISO 8601 durations. */
export const SessionTimes = z.strictObject({
  doorWait: IsoDuration.default('PT20S').describe('T1-T3: how long after the grant the door may open'),
  mergeWithin: IsoDuration.default('PT2M').describe('T4: same credential again within this is the same session'),
  heldWarn: IsoDuration.default('PT90S').describe('T5: chirp'),
  heldAlarm: IsoDuration.default('PT180S').describe('T5: held-open alarm'),
  quiet: IsoDuration.default('PT60S').describe('T7: door closed and no motion for this long is an exit'),
  maxInside: IsoDuration.default('PT30M').describe('T8: no exit seen within this'),
  blindExit: IsoDuration.default('PT120S').describe('T9: exit in a room without interior sensors'),
  grace: IsoDuration.default('PT15M').describe('T11-T14: time after exit to log'),
  before: IsoDuration.default('PT2M').describe('T10: an intake this long before the grant still belongs'),
  reportWait: IsoDuration.default('PT150S').describe(
    'T14: a device heard from within this is still reporting, its watermark is waited for before a verdict of no data',
  ),
  lateWithin: IsoDuration.default('PT72H').describe('T18-T19: later events do not revise'),
})
export type SessionTimes = z.infer<typeof SessionTimes>

/** The portfolio's policy: every threshold that code decides by. */
export const Standard = z.strictObject({
  session: SessionTimes.prefault({}),
  door: z
    .strictObject({
      relock: IsoDuration.default('PT5S').describe('the lock closes again after this where the door was not opened'),
    })
    .prefault({})
    .describe('what controllers are set to, with `heldWarn` and `heldAlarm` of the session'),
  ladders: Ladders.prefault({
    default: [
      { to: 'role:attendant', after: 'PT0S', ackWithin: 'PT2H' },
      { to: 'role:manager', after: 'PT2H', ackWithin: 'PT22H' },
      { to: 'role:owner', after: 'PT24H' },
    ],
    no_intake: [
      { to: 'kiosk_prompt', after: 'PT0S' },
      { to: 'carrier_contact:driver', after: 'PT5M' },
      { to: 'role:attendant', after: 'PT15M', ackWithin: 'PT105M' },
      { to: 'role:manager', after: 'PT2H', ackWithin: 'PT22H' },
      { to: 'role:owner', after: 'PT24H' },
      { to: 'carrier_contact:district_manager', after: 'PT24H' },
    ],
  }),
  credentials: z
    .strictObject({
      carrierLease: IsoDuration.default('PT24H'),
      residentCodeMaxAge: IsoDuration.default('P7D'),
      pickupGrace: IsoDuration.default('PT2H').describe('a resident code lives this long after the pickup'),
      placeWithin: IsoDuration.default('PT30S').describe(
        'after this a code that is not on the device is told as not yet confirmed',
      ),
    })
    .prefault({}),
  packages: z.strictObject({ linkMaxAge: IsoDuration.default('P30D') }).prefault({}),
  retention: z.strictObject({ events: IsoDuration.default('P400D') }).prefault({}),
})
export type Standard = z.infer<typeof Standard>

/** The standard a new portfolio starts with. */
export const defaultStandard = (): Standard => Standard.parse({})
