import type { DomainEvent } from '../contracts/domain-event.ts'
import type { PortfolioId } from '../contracts/ids.ts'

const idOf = ({ type, resource, recordedAt }: Pick<DomainEvent, 'type' | 'resource' | 'recordedAt'>): string =>
  `${type}|${resource}|${recordedAt}`

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
  id: idOf(event),
  propertyId: event.propertyId ?? null,
  data: event.data ?? {},
})

/**
 * An event as an item holds it that has to stay below 1 KB: without what the rest of it says (its id) and what the item’s key
 * says (its portfolio). {@link eventIn} makes it whole again.
 */
export const shortEvent = ({ portfolioId: _, id, ...event }: DomainEvent): object =>
  id === idOf(event) ? event : { ...event, id }

/** The event in an image of an item, whole but not checked; null where it holds none. */
export const eventIn = (image: Record<string, unknown> | null): Record<string, unknown> | null => {
  if (!image?.event) return null
  const event = image.event as DomainEvent
  const known = { portfolioId: /^PF#([^#]+)#/.exec(String(image.pk))?.[1], id: idOf(event) }
  return { ...known, ...event }
}
