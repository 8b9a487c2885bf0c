import type * as z from 'zod'
import type { SessionRole } from '../../contracts/access-session.ts'
import type { DoorState, LockState, RoomEvent } from '../../contracts/room-event.ts'
import type { SessionTimes } from '../../contracts/standard.ts'

/** The room event of one kind. */
export type EventOf<K extends RoomEvent['kind']> = Extract<RoomEvent, { kind: K }>
/** Role whose credential opened a session. */
type Role = z.infer<typeof SessionRole>

/** What the cloud knows about a credential that a controller calls `cr`. */
export interface RoomCredential {
  readonly role: Role
  readonly carrierId: string | null
  readonly grantId: string | null
  readonly credentialId: string | null
}

/** How a room is judged: times of the standard, and what the room has. */
export interface RoomProfile {
  readonly times: SessionTimes
  readonly hasInteriorSensors: boolean
  readonly hasKiosk: boolean
}

/** Event time up to which everything has arrived, per class of device, epoch ms; null: never heard. */
export interface Watermarks {
  readonly controller: number | null
  readonly kiosk: number | null
}

/** What was so before the first event of the window; nothing is said about what was anchored before `judgeFromMs`. */
export interface WindowStart {
  readonly lock?: LockState
  readonly door?: DoorState
  readonly judgeFromMs?: number
}

/** People who were inside together, from the first entry to the exit. `id` = id of its first session. */
export interface Visit {
  readonly id: string
  readonly drafts: Draft[]
  readonly openings: DoorOpening[]
  /** zones that gained weight while somebody was inside */
  readonly rises: EventOf<'zone.delta'>[]
  /** when the first grant of the visit reached the cloud: later structure is late against this */
  readonly anchorReceivedAt: number
  lastEntryAt: number
  lastActivityAt: number
  closed: boolean
  exitAt: number | null
  logoutSeen: boolean
  overlap: boolean
  uncertain: boolean
  /** a device spoke during the visit whose clock was far off, though it called it synced */
  clockOff: boolean
  weakDoor: boolean
}

/** A session while it is being read from the events; all times epoch ms. */
export interface Draft {
  readonly id: string
  readonly cr: string | null
  readonly role: Role
  readonly credential: RoomCredential | null
  readonly grantedAt: number
  readonly grantReceivedAt: number
  readonly regrantIds: string[]
  lastGrantAt: number
  entryAt: number | null
  visit: Visit | null
  blindEntry: boolean
  uncertain: boolean
  clockOff: boolean
  late: boolean
  intakes: number
  attestations: number
  pickups: number
  /** intakes of the visit that could be this session's or another's */
  unclear: number
  /** an intake or attestation of unknown time could be this session's */
  maybeLogged: boolean
  /** why the API refused packages that the kiosk offered it during this session: problem codes */
  readonly refusals: string[]
}

/** One opening of the door. `ids`: every event that says so, the first is its name; `alarmAt`: the controller raised `held`. */
export interface DoorOpening {
  readonly id: string
  readonly ids: string[]
  readonly at: number
  closedAt: number | null
  alarmAt: number | null
  readonly visit: Visit | null
}

/** A door event without a session behind it. */
export interface LooseOpening {
  readonly id: string
  readonly at: number
}

/** A door that was forced. `ids`: every event that shows it, the first is its name. */
export interface Forcing extends LooseOpening {
  readonly ids: string[]
}

/** Evidence that somebody logged, attested or collected, or tried to log and was refused (`scan`). */
export type Evidence = EventOf<'intake'> | EventOf<'attest'> | EventOf<'pickup'> | EventOf<'scan'>

/** Everything that one pass over a room's events yields. */
export interface RoomReading {
  readonly drafts: Draft[]
  readonly openings: DoorOpening[]
  readonly forced: Forcing[]
  readonly unattributed: LooseOpening[]
  readonly logins: Map<string, EventOf<'kiosk.login'>>
  readonly evidence: Evidence[]
  readonly gaps: EventOf<'data.gap'>[]
  readonly watermarks: Watermarks
  /** instant at which the open visit would end by quiet or by T8; null: no visit is open */
  readonly visitEndsAt: number | null
}
