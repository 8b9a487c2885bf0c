import * as z from 'zod'
import { Instant, PortfolioId } from './ids.ts'

/** Names of everything that is published on the bus (source `vestibule`, detail-type = the name). */
export const EVENT_TYPES = [
  'portfolio.created',
  'standard.changed',
  'user.invited',
  'api_key.created',
  'api_key.revoked',
  'property.created',
  'room.created',
  'unit.created',
  'resident.created',
  'resident.updated',
  'carrier.created',
  'carrier_contact.created',
  'device.registered',
  'device.claimed',
  'device.retired',
  'device.commanded',
  'access_grant.created',
  'access_grant.revoked',
  'access_grant.changed',
  'credential.placed',
  'resident.code_wanted',
  'package.received',
  'package.assigned',
  'package.collected',
  'room.activity_recorded',
  'access_session.decided',
  'incident.opened',
  'incident.climbed',
  'incident.acknowledged',
  'incident.resolved',
  'incident.revised',
] as const

/**
 * Operation of the events of residents’ codes that were made or moved where they are sent from: they lead to no other sync.
 */
export const CODE_ARRANGED = 'arrangeResidentCode'

/**
 * A domain event. It is stored as the attribute `event` of the item that changed, in the same write, and published from
 * the table’s stream when its id differs from the old image’s: an item and its event cannot part. `id` is
 * deterministic, so publishing twice is recognised. `data` holds ids and states only: no PIN, phone, e-mail or token.
 */
export const DomainEvent = z.strictObject({
  id: z.string(),
  type: z.enum(EVENT_TYPES),
  portfolioId: PortfolioId,
  propertyId: z.string().nullable(),
  resource: z.string().describe('id of what changed'),
  principal: z.string().describe('who did it: <kind>:<id>, or system:<function>'),
  operationId: z.string(),
  occurredAt: Instant,
  recordedAt: Instant,
  data: z.record(z.string(), z.unknown()),
})
export type DomainEvent = z.infer<typeof DomainEvent>
