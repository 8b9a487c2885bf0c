import { mayAccessAll } from '../../../shared/contracts/principal.ts'
import { refuse } from '../../../shared/contracts/problem.ts'
import type { portfolioRoutes } from '../../../shared/contracts/routes/portfolio.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import { makeApiKeys } from '../../../shared/table/api-keys.ts'
import { commit } from '../../../shared/table/commit.ts'
import type { makeRegistry } from '../../../shared/table/registry.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import { changeBy } from '../../middleware/change.ts'
import type { Tenants } from '../../middleware/tenants.ts'

/** Revokes a key of no more properties than one sees: first in the registry, where it stops working, then for the lists. Again answers the revoked key. */
export const makeRevokeApiKey =
  ({
    tenants,
    registry,
  }: {
    tenants: Tenants
    registry: Pick<ReturnType<typeof makeRegistry>, 'revokeKey' | 'lastUses' | 'write'>
  }): ApiHandler<(typeof portfolioRoutes)[8]> =>
  async (request) => {
    const { portfolioId } = request.principal
    const id = request.params.apiKeyId
    const table = await tenants.table(portfolioId)
    const keys = makeApiKeys(table)
    const key = await keys.get(portfolioId, id)
    if (!key || !mayAccessAll(request.principal, key.propertyIds))
      return refuse('resource.not_found', `There is no API key ${id}.`)
    const lastUsedAt = (await registry.lastUses([id])).get(id) ?? null
    if (key.revokedAt) return answer(200, { ...key, lastUsedAt })
    const at = instant(request.now)
    await registry.write([registry.revokeKey(portfolioId, id, at)])
    const event = changeBy(request, 'api_key.revoked', id)
    const result = answer(200, { ...key, lastUsedAt, revokedAt: at })
    const done = await commit(table, undefined, result, [keys.revoke(portfolioId, id, at, event)])
    // Somebody else revoked it in between: their instant stands.
    return 'failed' in done ? answer(200, { ...((await keys.get(portfolioId, id)) ?? key), lastUsedAt }) : done
  }
