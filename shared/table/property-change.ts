import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { AccessSession } from '../contracts/access-session.ts'
import { Device } from '../contracts/device.ts'
import type { LiveTopic } from '../contracts/live.ts'
import { Room, RoomState } from '../contracts/property.ts'
import type { Change, IncidentPart, PackagePart } from '../domain/property-state/change.ts'
import { toSession } from './access-sessions.ts'
import { toIncident } from './incidents.ts'
import { packageFrom } from './package-item.ts'
import { packagePart } from './package-part.ts'
import type { StreamRecord } from './stream-record.ts'

const RoomImage = z.object(Room.shape).pick({ propertyId: true, id: true, name: true, capacity: true })
const DeviceImage = z
  .object(Device.shape)
  .pick({ propertyId: true, roomId: true, thing: true, name: true, status: true })
  .extend({
    reported: z.object({
      door: z.object({ door: RoomState.shape.door, lock: RoomState.shape.lock }).partial().optional(),
      net: z.object({ hbS: z.number() }).partial().optional(),
    }),
  })
const InboxImage = z.object({ propertyId: z.string(), roomId: z.string(), thing: z.string(), lastHeardMs: z.number() })

/** A change of a property’s state, and whose it is. */
export interface PropertyChange {
  readonly propertyId: string
  readonly change: Change
}

/** Short name of a partition, unique among the few that a property’s changes come from; the state holds one for each. */
const sourceOf = (pk: string): string => createHash('sha256').update(pk).digest('base64url').slice(0, 8)

type Image = Record<string, unknown> | null

const packageOrNone = (image: Image): PackagePart | null => (image ? packagePart(image) : null)
const incidentPart = (image: Image): IncidentPart | null => (image ? toIncident(image) : null)

const TOPIC_OF = {
  package: 'package',
  incident: 'incident',
  access_grant: 'grant',
  device: 'device',
  room: 'room',
  property: 'property',
} as const

/** What an item is, by its key or by the entity it was written as. */
export type ItemKind =
  | 'package'
  | 'inbox'
  | 'device'
  | 'room'
  | 'incident'
  | 'access_session'
  | 'access_grant'
  | 'property'

const ENTITIES: readonly string[] = ['device', 'room', 'incident', 'access_session', 'access_grant', 'property']

/** See {@link ItemKind}; null for every other item. */
export const kindOf = ({ pk, sk, before, after }: StreamRecord): ItemKind | null => {
  if (pk.endsWith('#PKG')) return 'package'
  if (pk.includes('#THING#') && sk === 'INBOX') return 'inbox'
  const entity = (after ?? before)?.__edb_e__
  return typeof entity === 'string' && ENTITIES.includes(entity) ? (entity as ItemKind) : null
}

/** The carrier of an access session that was written; null where the record is about anything else, or about nobody’s. */
export const carrierOf = (record: StreamRecord): string | null =>
  kindOf(record) === 'access_session' && record.after ? toSession(record.after).carrierId : null

/** What open pages are told that changed; null for what they do not show. Sessions are shown with their room. */
export const topicOf = (record: StreamRecord): LiveTopic | null => {
  const kind = kindOf(record)
  const image = record.after ?? record.before
  if (!kind || kind === 'inbox' || !image) return null
  if (kind === 'access_session') {
    const { roomId, propertyId } = toSession(image)
    return { kind: 'room', id: roomId, propertyId }
  }
  const inKey = /#PROP#([^#]+)#/.exec(record.pk)?.[1]
  const id = String(image.id ?? image.thing ?? record.sk)
  return { kind: TOPIC_OF[kind], id, propertyId: String(inKey ?? image.propertyId ?? id) }
}

/**
 * What a record of the stream means for the state of its property, or null where nothing. `who` names the carrier or role
 * of an access session.
 */
export const propertyChangeOf = (
  record: StreamRecord,
  who: (session: Pick<AccessSession, 'carrierId' | 'role'>) => string,
): PropertyChange | null => {
  const { before, after, sequence, at } = record
  const source = sourceOf(record.pk)
  const from = { source, sequence, at }
  switch (kindOf(record)) {
    case 'package': {
      const { propertyId } = packageFrom(after ?? before ?? {})
      return {
        propertyId,
        change: { ...from, kind: 'package', before: packageOrNone(before), after: packageOrNone(after) },
      }
    }
    case 'incident': {
      const { propertyId } = toIncident(after ?? before ?? {})
      return {
        propertyId,
        change: { ...from, kind: 'incident', before: incidentPart(before), after: incidentPart(after) },
      }
    }
    case 'room': {
      if (!after) return null
      const { propertyId, ...room } = RoomImage.parse(after)
      return { propertyId, change: { ...from, kind: 'room', after: room } }
    }
    case 'device': {
      if (!after) return null
      const { propertyId, reported, ...device } = DeviceImage.parse(after)
      const beatMs = reported.net?.hbS === undefined ? null : Math.round(reported.net.hbS * 1000)
      const { door = null, lock = null } = reported.door ?? {}
      return { propertyId, change: { ...from, kind: 'device', after: { ...device, beatMs, door, lock } } }
    }
    case 'inbox': {
      const image = InboxImage.safeParse(after)
      if (!image.success) return null
      const { propertyId, lastHeardMs, ...device } = image.data
      return { propertyId, change: { ...from, kind: 'heard', after: { ...device, heardMs: lastHeardMs } } }
    }
    case 'access_session': {
      if (!after) return null
      const session = toSession(after)
      const named = { ...session, who: who(session) }
      return { propertyId: session.propertyId, change: { ...from, kind: 'session', after: named } }
    }
    default:
      return null
  }
}
