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
  late: boolean
  intakes: number
  attestations: number
  pickups: number
  /** intakes of the visit that could be this session's or another's */
  unclear: number
  /** an intake or attestation of unknown time could be this session's */
  maybeLogged: boolean
}

/** One opening of the door. `deviceAlarm`: the controller itself raised `held`. */
export interface DoorOpening {
  readonly id: string
  readonly at: number
  closedAt: number | null
  deviceAlarm: boolean
  readonly visit: Visit | null
}

/** A door event without a session behind it. */
export interface LooseOpening {
  readonly id: string
  readonly at: number
}

/** Evidence that somebody logged, attested or collected. */
export type Evidence = EventOf<'intake'> | EventOf<'attest'> | EventOf<'pickup'>

/** Everything that one pass over a room's events yields. */
export interface RoomReading {
  readonly drafts: Draft[]
  readonly openings: DoorOpening[]
  readonly forced: LooseOpening[]
  readonly unattributed: LooseOpening[]
  readonly logins: Map<string, EventOf<'kiosk.login'>>
  readonly evidence: Evidence[]
  readonly gaps: EventOf<'data.gap'>[]
  readonly watermarks: Watermarks
  /** instant at which the open visit would end by quiet or by T8; null: no visit is open */
  readonly visitEndsAt: number | null
}
