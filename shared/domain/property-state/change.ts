import type { AccessSession } from '../../contracts/access-session.ts'
import type { Device } from '../../contracts/device.ts'
import type { Incident } from '../../contracts/incident.ts'
import type { Package } from '../../contracts/package.ts'
import type { Room, RoomState } from '../../contracts/property.ts'

/** What the state needs to know of a package. */
export type PackagePart = Pick<Package, 'roomId' | 'status'> & {
  readonly receivedAtMs: number
  readonly collectedAtMs: number | null
}
/** What the state needs to know of an incident. */
export type IncidentPart = Pick<Incident, 'roomId' | 'status'>
/** What the state needs to know of a room. */
type RoomFacts = Pick<Room, 'id' | 'name' | 'capacity'>
/** What the state needs to know of a device; `door` and `lock` only of what moves the door, `beatMs` once it said so. */
export type DevicePart = Pick<Device, 'thing' | 'name' | 'roomId' | 'status'> & {
  readonly beatMs: number | null
  readonly door: RoomState['door'] | null
  readonly lock: RoomState['lock'] | null
}
/** That a device was heard. */
export type HeardPart = Pick<Device, 'thing' | 'roomId'> & { readonly heardMs: number }
/** What the state needs to know of an access session; `who` is the carrier’s name or the role. */
export type SessionPart = Pick<AccessSession, 'id' | 'roomId' | 'role' | 'entryAt' | 'verdict' | 'verdictReason'> & {
  readonly who: string
}

interface From {
  /** Partition that the change comes from, without what all keys of the property share. */
  readonly source: string
  /** Sequence number in that partition’s stream, decimal digits. */
  readonly sequence: string
  /** When the change was written, RFC 3339. */
  readonly at: string
}

/** One change of the table that the state of a property follows; null before: added, null after: removed. */
export type Change = From &
  (
    | { readonly kind: 'package'; readonly before: PackagePart | null; readonly after: PackagePart | null }
    | { readonly kind: 'incident'; readonly before: IncidentPart | null; readonly after: IncidentPart | null }
    | { readonly kind: 'room'; readonly after: RoomFacts }
    | { readonly kind: 'device'; readonly after: DevicePart }
    | { readonly kind: 'heard'; readonly after: HeardPart }
    | { readonly kind: 'session'; readonly after: SessionPart }
  )

/** The room that a change is about. */
export const roomOf = (change: Change): string =>
  change.kind === 'room'
    ? change.after.id
    : ((change.after ?? ('before' in change ? change.before : null))?.roomId ?? '')
