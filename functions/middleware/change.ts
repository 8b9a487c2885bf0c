import type { DomainEvent } from '../../shared/contracts/domain-event.ts'
import type { Principal } from '../../shared/contracts/principal.ts'
import type { Route } from '../../shared/contracts/routes/route.ts'
import { instant } from '../../shared/runtime/clock.ts'
import { eventOf } from '../../shared/table/events.ts'

/** The event of what a request changed, with the principal who asked. `data` holds ids and states only. */
export const changeBy = (
  { principal, route, now }: { readonly principal: Principal; readonly route: Route; readonly now: number },
  type: DomainEvent['type'],
  resource: string,
  more: { readonly propertyId?: string; readonly occurredAt?: string; readonly data?: Record<string, unknown> } = {},
): DomainEvent =>
  eventOf({
    type,
    portfolioId: principal.portfolioId,
    propertyId: more.propertyId ?? null,
    resource,
    principal: `${principal.kind}:${principal.id}`,
    operationId: route.operationId,
    occurredAt: more.occurredAt ?? instant(now),
    recordedAt: instant(now),
    ...(more.data ? { data: more.data } : {}),
  })
