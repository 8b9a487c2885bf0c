import type * as z from 'zod'
import type { PropertyId } from '../../contracts/ids.ts'
import type { Principal } from '../../contracts/principal.ts'
import { type Refusal, refuse } from '../../contracts/problem.ts'
import type { Scope } from '../../contracts/routes/route.ts'

/** Refuses what a principal does not have itself: nobody gives more than they hold. Null where all may be given. */
export const grantable = (
  principal: Pick<Principal, 'scopes' | 'propertyIds'>,
  wanted: { readonly scopes: readonly Scope[]; readonly propertyIds: readonly z.infer<typeof PropertyId>[] | null },
): Refusal | null => {
  const scope = wanted.scopes.find((one) => !principal.scopes.includes(one))
  if (scope) return refuse('auth.forbidden', `You do not have the scope ${scope} yourself. Leave it out.`)
  const own = principal.propertyIds
  if (own === null) return null
  if (wanted.propertyIds === null)
    return refuse('auth.forbidden', 'You do not see all properties yourself. Name those that are meant in propertyIds.')
  const foreign = wanted.propertyIds.find((id) => !own.includes(id))
  return foreign ? refuse('resource.not_found', `There is no property ${foreign}.`) : null
}
