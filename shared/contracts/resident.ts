import * as z from 'zod'
import { Channel, Language, Name } from './common.ts'
import { Instant, PropertyId, ResidentId } from './ids.ts'
import { UnitNumber } from './property.ts'
import { secret } from './secret.ts'

export const Phone = secret(
  z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a phone number in E.164 form such as +12025550123'),
)
export const Email = secret(z.email().max(254))

export const NewResident = z.strictObject({
  externalId: z.string().max(64).optional().describe('id in the property-management system; imports update by it'),
  firstName: Name,
  lastName: Name,
  unit: UnitNumber,
  email: Email.nullable().default(null),
  phone: Phone.nullable().default(null),
  moveIn: z.iso.date(),
  moveOut: z.iso.date().nullable().default(null),
  language: Language.default('en'),
  preferredChannel: Channel.default('email'),
  accessibleHeight: z.boolean().default(false),
})
export type NewResident = z.infer<typeof NewResident>

export const Resident = NewResident.extend({
  id: ResidentId,
  propertyId: PropertyId,
  createdAt: Instant,
  updatedAt: Instant,
})
export type Resident = z.infer<typeof Resident>

const { shape } = NewResident
/** What of a resident is to change. Without defaults: what is left out stays as it is. */
export const ResidentPatch = z
  .strictObject({
    firstName: shape.firstName,
    lastName: shape.lastName,
    unit: shape.unit,
    email: shape.email.unwrap(),
    phone: shape.phone.unwrap(),
    moveIn: shape.moveIn,
    moveOut: shape.moveOut.unwrap(),
    language: shape.language.unwrap(),
    preferredChannel: shape.preferredChannel.unwrap(),
    accessibleHeight: shape.accessibleHeight.unwrap(),
  })
  .partial()
export type ResidentPatch = z.infer<typeof ResidentPatch>

/** One line of an import that was not taken, or was taken with a remark. */
export const ImportProblem = z.strictObject({
  line: z.int(),
  column: z.string(),
  value: z.string(),
  code: z.string(),
  message: z.string(),
})

/** Answer of a CSV import: what was done, and each bad line by name. */
export const ImportReport = z.strictObject({
  dryRun: z.boolean(),
  rows: z.int(),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  rejected: z.int(),
  problems: z.array(ImportProblem),
})
