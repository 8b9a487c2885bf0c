import * as z from 'zod'
import { Name } from './common.ts'
import { CarrierContactId, CarrierId, Instant } from './ids.ts'
import { Email, Phone } from './resident.ts'

/** The carrier’s company, in the ids of label readings (`usps`, `ups`, `fedex`, …). */
export const CarrierCode = z.string().regex(/^[a-z][a-z0-9-]{1,30}$/)
export const NewCarrier = z.strictObject({ name: Name, code: CarrierCode })
export const Carrier = NewCarrier.extend({ id: CarrierId, createdAt: Instant })
export type Carrier = z.infer<typeof Carrier>

export const NewCarrierContact = z.strictObject({
  kind: z.enum(['driver', 'station', 'district_manager']),
  name: Name,
  email: Email.nullable().default(null),
  phone: Phone.nullable().default(null),
})
export const CarrierContact = NewCarrierContact.extend({
  id: CarrierContactId,
  carrierId: CarrierId,
  createdAt: Instant,
})
export type CarrierContact = z.infer<typeof CarrierContact>
