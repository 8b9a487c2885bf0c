import type { DomainEvent } from '../contracts/domain-event.ts'
import type { PortfolioId } from '../contracts/ids.ts'

/**
 * The event that goes into the item it is about (attribute `event`), written in the same request. Its id is made of what
 * changed and when, so that a repeated write publishes nothing new.
 */
export const eventOf = (event: {
  type: DomainEvent['type']
  portfolioId: PortfolioId
  propertyId?: string | null
  resource: string
  principal: string
  operationId: string
  occurredAt: string
  recordedAt: string
  data?: Record<string, unknown>
}): DomainEvent => ({
  ...event,
  id: `${event.type}|${event.resource}|${event.recordedAt}`,
  propertyId: event.propertyId ?? null,
  data: event.data ?? {},
})
