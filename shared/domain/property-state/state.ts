import * as z from 'zod'
import { Instant, PropertyId, RoomId, ThingName } from '../../contracts/ids.ts'
import { type Property, PropertyState, RoomState } from '../../contracts/property.ts'

import { isOnline } from '../devices/online.ts'

/** A room’s part of the state. `devices` by thing, `lastVisit` of whoever is no resident. */
export const RoomPart = z.strictObject({
  name: z.string(),
  capacity: z.int(),
  inside: z.int().describe('packages that are in the room now'),
  incidents: z.int().describe('incidents that are not resolved'),
  door: RoomState.shape.door,
  lock: RoomState.shape.lock,
  devices: z.record(
    ThingName,
    z.strictObject({
      name: z.string(),
      beatMs: z.int().describe('how often it says that it lives'),
      heardMs: z.int().nullable(),
    }),
  ),
  lastVisit: RoomState.shape.lastVisit,
  updatedAt: Instant,
})
export type RoomPart = z.infer<typeof RoomPart>

/** Packages of one local day of the property. */
const DayCount = z.strictObject({ received: z.int(), collected: z.int() })

/**
 * The state of a property as it is kept: one item. `applied` holds, by partition that changes come from, the sequence
 * number of the last change that was applied: the table’s stream numbers the changes of a partition in rising order, so
 * that a change which comes again is recognised.
 */
export const StoredPropertyState = z.strictObject({
  propertyId: PropertyId,
  timeZone: z.string(),
  rooms: z.record(RoomId, RoomPart),
  days: z.record(z.iso.date(), DayCount).describe('the newest days only'),
  applied: z.record(z.string(), z.string()),
  asOf: Instant,
})
export type StoredPropertyState = z.infer<typeof StoredPropertyState>

/** The state of a property in which nothing has happened yet. */
export const emptyState = ({ id, timeZone, createdAt }: Pick<Property, 'id' | 'timeZone' | 'createdAt'>) =>
  ({ propertyId: id, timeZone, rooms: {}, days: {}, applied: {}, asOf: createdAt }) satisfies StoredPropertyState

/** A room in which nothing has happened yet. */
export const emptyRoom = (name: string, capacity: number, at: string): RoomPart => ({
  name,
  capacity,
  inside: 0,
  incidents: 0,
  door: 'unknown',
  lock: 'unknown',
  devices: {},
  lastVisit: null,
  updatedAt: at,
})

const formats = new Map<string, Intl.DateTimeFormat>()

/** The local day of an instant in a time zone, `2026-11-23`. */
export const localDay = (at: number | string, timeZone: string): string => {
  let format = formats.get(timeZone)
  if (!format) {
    // The Canadian form is the ISO one.
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    formats.set(timeZone, format)
  }
  return format.format(new Date(at))
}

/** The state as the API shows it at an instant; counters of the day are those of the property’s local day. */
export const viewOf = (state: StoredPropertyState, nowMs: number): PropertyState => {
  const today = state.days[localDay(nowMs, state.timeZone)]
  const rooms = Object.entries(state.rooms).sort(([a], [b]) => (a < b ? -1 : 1))
  const sum = (count: (room: RoomPart) => number) => rooms.reduce((all, [, room]) => all + count(room), 0)
  return PropertyState.parse({
    propertyId: state.propertyId,
    rooms: rooms.map(([roomId, room]) => ({
      roomId,
      propertyId: state.propertyId,
      name: room.name,
      door: room.door,
      lock: room.lock,
      devices: Object.entries(room.devices).map(([thing, { name, beatMs, heardMs }]) => ({
        thing,
        name,
        online: isOnline(heardMs, beatMs, nowMs),
        lastHeardAt: heardMs === null ? null : new Date(heardMs).toISOString(),
      })),
      packagesInside: room.inside,
      capacity: room.capacity,
      lastVisit: room.lastVisit,
      openIncidents: room.incidents,
      updatedAt: room.updatedAt,
    })),
    packages: {
      inside: sum(({ inside }) => inside),
      receivedToday: today?.received ?? 0,
      collectedToday: today?.collected ?? 0,
    },
    openIncidents: sum(({ incidents }) => incidents),
    asOf: state.asOf,
  })
}
