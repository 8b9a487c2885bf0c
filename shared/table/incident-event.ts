import type { DomainEvent } from '../contracts/domain-event.ts'
import type { PortfolioId } from '../contracts/ids.ts'
import type { Incident } from '../contracts/incident.ts'
import { eventOf } from './events.ts'

/** What happened to an incident, for whoever follows: stands on its item, written with the change. */
export const incidentEvent = (
  portfolioId: PortfolioId,
  incident: Incident,
  type: Extract<DomainEvent['type'], `incident.${string}`>,
  by: { readonly principal: string; readonly operationId: string; readonly now: string },
  more: Record<string, unknown> = {},
): DomainEvent =>
  eventOf({
    type,
    portfolioId,
    propertyId: incident.propertyId,
    resource: incident.id,
    principal: by.principal,
    operationId: by.operationId,
    occurredAt: incident.timeline.at(-1)?.at ?? by.now,
    recordedAt: by.now,
    data: {
      roomId: incident.roomId,
      kind: incident.kind,
      severity: incident.severity,
      ...(incident.sessionId ? { sessionId: incident.sessionId } : {}),
      ...(incident.resolution ? { resolution: incident.resolution.kind } : {}),
      ...more,
    },
  })
