import * as z from 'zod'
import { Verdict } from './access-session.ts'
import { Name } from './common.ts'
import { Instant, PropertyId, RoomId, ThingName, UnitId } from './ids.ts'

/** How a property takes packages in; a property may run several at once. */
export const Model = z.enum(['lockers', 'smart_room', 'staffed', 'offsite'])

/** A shelf area of a room. */
export const Zone = z.strictObject({
  id: z.string().regex(/^[A-Z0-9]{1,4}$/),
  name: Name,
  cold: z.boolean().default(false),
})

export const Address = z.strictObject({
  street: z.string().max(120),
  city: z.string().max(80),
  region: z.string().max(40),
  postalCode: z.string().max(16),
  country: z.string().length(2).default('US'),
})

export const TimeZone = z
  .string()
  .max(64)
  .refine(
    (zone) => Intl.supportedValuesOf('timeZone').includes(zone) || zone === 'UTC',
    'must be an IANA time zone such as America/New_York',
  )

export const NewProperty = z.strictObject({
  name: Name,
  address: Address,
  timeZone: TimeZone,
  models: z.array(Model).min(1).default(['smart_room']),
})
export const Property = NewProperty.extend({ id: PropertyId, createdAt: Instant })
export type Property = z.infer<typeof Property>

export const NewRoom = z.strictObject({
  name: Name,
  zones: z.array(Zone).max(40).default([]),
  capacity: z.int().min(1).max(5000).default(60).describe('packages that fit on the shelves'),
  interiorSensors: z
    .boolean()
    .default(true)
    .describe('whether motion inside is sensed; decides how an exit is recognised'),
})
export const Room = NewRoom.extend({ id: RoomId, propertyId: PropertyId, createdAt: Instant })
export type Room = z.infer<typeof Room>

/** Live state of a room for the console: one item read. */
export const RoomState = z.strictObject({
  roomId: RoomId,
  propertyId: PropertyId,
  name: Name,
  door: z.enum(['open', 'closed', 'ajar', 'forced', 'fault', 'unknown']),
  lock: z.enum(['locked', 'unlocked', 'locking', 'unlocking', 'jammed', 'unknown']),
  devices: z.array(
    z.strictObject({ thing: ThingName, name: Name, online: z.boolean(), lastHeardAt: Instant.nullable() }),
  ),
  packagesInside: z.int(),
  capacity: z.int(),
  lastVisit: z
    .strictObject({
      sessionId: z.string(),
      who: z.string(),
      at: Instant,
      verdict: Verdict.nullable(),
      reason: z.string(),
    })
    .nullable(),
  openIncidents: z.int(),
  updatedAt: Instant,
})
export type RoomState = z.infer<typeof RoomState>

/** A property's dashboard: its rooms, counters of today, open incidents. */
export const PropertyState = z.strictObject({
  propertyId: PropertyId,
  rooms: z.array(RoomState),
  packages: z.strictObject({ inside: z.int(), receivedToday: z.int(), collectedToday: z.int() }),
  openIncidents: z.int(),
  asOf: Instant,
})
export type PropertyState = z.infer<typeof PropertyState>

/** Unit number as on the door: letters, digits, dash; kept as typed, compared in upper case. */
export const UnitNumber = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,9}$/, 'must be 1-10 letters, digits or dashes')
export const NewUnit = z.strictObject({ number: UnitNumber })
export const Unit = z.strictObject({
  id: UnitId,
  propertyId: PropertyId,
  number: UnitNumber,
  selector: z
    .string()
    .regex(/^\d{3,4}$/)
    .describe('short number that every code of this unit begins with'),
})
export type Unit = z.infer<typeof Unit>
