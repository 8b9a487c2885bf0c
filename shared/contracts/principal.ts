import * as z from 'zod'
import { PortfolioId, PropertyId } from './ids.ts'
import { ROLES, SCOPES } from './routes/route.ts'

/**
 * Who asks, as the authorizer found out from a verified token, key or link. `propertyIds` null means all properties of the
 * portfolio. `subject` is what a link is for (a resident and a property), or the room of a kiosk.
 */
export const Principal = z.strictObject({
  portfolioId: PortfolioId,
  kind: z.enum(['user', 'api_key', 'device', 'link']),
  id: z.string().describe('user id, key id, thing name, or resident id of a link'),
  name: z.string(),
  role: z.enum(ROLES).nullable(),
  scopes: z.array(z.enum(SCOPES)),
  propertyIds: z.array(PropertyId).nullable(),
  subject: z.record(z.string(), z.string()).default({}),
})
export type Principal = z.infer<typeof Principal>

/** Whether the principal may see a property; what it may not see looks as if it were not there. */
export const mayAccessProperty = (principal: Principal, propertyId: string): boolean =>
  principal.propertyIds === null || (principal.propertyIds as string[]).includes(propertyId)

/** Whether the principal sees every property that somebody else (a key, a user) is given; null is all of them. */
export const mayAccessAll = (
  principal: Pick<Principal, 'propertyIds'>,
  propertyIds: readonly z.infer<typeof PropertyId>[] | null,
): boolean => {
  const own = principal.propertyIds
  return own === null || (propertyIds?.every((id) => own.includes(id)) ?? false)
}
