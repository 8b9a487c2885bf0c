import { mayAccessAll } from '../../../shared/contracts/principal.ts'
import { isRefusal } from '../../../shared/contracts/problem.ts'
import type { portfolioRoutes } from '../../../shared/contracts/routes/portfolio.ts'
import { makeApiKeys } from '../../../shared/table/api-keys.ts'
import type { makeRegistry } from '../../../shared/table/registry.ts'
import { withCursor } from '../../../shared/table/table.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import type { Tenants } from '../../middleware/tenants.ts'

/**
 * Keys of no more properties than the principal sees, with their last use, which the authorizer notes in the registry. A page
 * may hold fewer than `limit` while a cursor still follows.
 */
export const makeListApiKeys =
  ({
    tenants,
    registry,
  }: {
    tenants: Tenants
    registry: Pick<ReturnType<typeof makeRegistry>, 'lastUses'>
  }): ApiHandler<(typeof portfolioRoutes)[7]> =>
  async ({ principal, query }) => {
    const { portfolioId } = principal
    const keys = makeApiKeys(await tenants.table(portfolioId))
    const found = await withCursor(query.cursor, () => keys.list(portfolioId, query))
    if (isRefusal(found)) return found
    const seen = found.items.filter(({ propertyIds }) => mayAccessAll(principal, propertyIds))
    const uses = await registry.lastUses(seen.map(({ id }) => id))
    return answer(200, {
      ...found,
      items: seen.map((key) => ({ ...key, lastUsedAt: uses.get(key.id) ?? null })),
    })
  }
