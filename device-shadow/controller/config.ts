import { LIMITS } from '../documents/limits.ts'
import type { DoorDesired } from '../documents/shadows.ts'

/** Every time and size by which an agent runs; a shortened day gives smaller ones. Names end in their unit. */
export interface AgentConfig {
  readonly fw: string
  /** Heartbeat while nobody is in the room; half of it while somebody is. The `net` shadow may change it. */
  readonly hbS: number
  /** MQTT keep-alive. */
  readonly keepS: number
  /** Least time between two reports of one shadow. */
  readonly reportMs: number
  /** The same for `net`, whose counters change with every event. */
  readonly netReportMs: number
  /** Every shadow is reported again after this long. */
  readonly refreshMs: number
  /** How often door times, lockout and clock are looked at. */
  readonly tickMs: number
  /** Events not acknowledged for this long are sent again. */
  readonly resendMs: number
  /** Events that may be on their way without an ack. */
  readonly windowEvents: number
  readonly backoffMinMs: number
  readonly backoffMaxMs: number
  readonly outboxEvents: number
  /** Credential entries the device has room for. */
  readonly slots: number
  /** After a shadow says that the set is newer: how long the set itself may take before it is asked for. */
  readonly credGraceMs: number
  /** How often a connected device asks for its lease to run on. */
  readonly leaseAskMs: number
  /** How often a connected device whose clock listens asks for the cloud’s time. */
  readonly timeAskMs: number
  /** How long the bolt may take before a command counts as jammed. */
  readonly boltMs: number
  /** First pause before an intake is sent again; doubles up to `backoffMaxMs`. */
  readonly intakeRetryMs: number
  /** Settings of the door until the cloud sends others. */
  readonly door: DoorDesired
}

/** What a device runs with where nothing else is said. */
export const DEFAULT_CONFIG: AgentConfig = {
  fw: '1.0.0',
  hbS: 60,
  keepS: 60,
  reportMs: 5000,
  netReportMs: 60_000,
  refreshMs: 6 * 3_600_000,
  tickMs: 200,
  resendMs: 30_000,
  windowEvents: 1000,
  backoffMinMs: 500,
  backoffMaxMs: 60_000,
  outboxEvents: LIMITS.outboxEvents,
  slots: LIMITS.credentials,
  credGraceMs: 2000,
  leaseAskMs: 3_600_000,
  timeAskMs: 3_600_000,
  boltMs: 5000,
  intakeRetryMs: 1000,
  door: { mode: 'normal', relockS: 5, heldWarnS: 90, heldAlarmS: 180, cfg: 0 },
}

/** Where an agent tells what it does; fields never hold digits typed, keys or codes. */
export type Log = (message: string, fields?: { readonly [name: string]: string | number | boolean | null }) => void
