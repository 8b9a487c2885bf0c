import { isRefusal } from '../../../shared/contracts/problem.ts'
import type { accessRoutes } from '../../../shared/contracts/routes/access.ts'
import { makeAccessGrants } from '../../../shared/table/access-grants.ts'
import { withCursor } from '../../../shared/table/table.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import type { Places } from '../../middleware/places.ts'
import type { Tenants } from '../../middleware/tenants.ts'
import type { ShowGrants } from './show-grants.ts'

/** Grants of a room, newest first; none where the principal may not see the room. */
export const makeListAccessGrants =
  (deps: { tenants: Tenants; places: Places; grants: ShowGrants }): ApiHandler<(typeof accessRoutes)[1]> =>
  async ({ principal, query }) => {
    const { roomId, limit, cursor } = query
    const { portfolioId } = principal
    if (!(await deps.places.roomFor(principal, roomId))) return answer(200, { items: [] })
    const table = await deps.tenants.table(portfolioId)
    const page = await withCursor(cursor, () => makeAccessGrants(table).list(portfolioId, roomId, { limit, cursor }))
    if (isRefusal(page)) return page
    return answer(200, { ...page, items: await deps.grants.show(table, portfolioId, page.items) })
  }
