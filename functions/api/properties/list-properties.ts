import { PropertyId } from '../../../shared/contracts/ids.ts'
import { isRefusal } from '../../../shared/contracts/problem.ts'
import type { Property } from '../../../shared/contracts/property.ts'
import type { propertyRoutes } from '../../../shared/contracts/routes/properties.ts'
import { makeProperties } from '../../../shared/table/properties.ts'
import { type Page, withCursor } from '../../../shared/table/table.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import type { Tenants } from '../../middleware/tenants.ts'

interface Query {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** A page of what a principal of some properties sees: those are read by their ids, which sort by age as the list does. */
const ownPage = async (
  ids: readonly string[],
  { limit, cursor }: Query,
  read: (ids: readonly string[]) => Promise<Property[]>,
): Promise<Page<Property>> => {
  const after = cursor === undefined ? '' : PropertyId.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  const left = ids.filter((id) => id > after).toSorted()
  const shown = left.slice(0, limit)
  const next = left.length > limit ? { cursor: Buffer.from(shown.at(-1) ?? '').toString('base64url') } : {}
  return { items: await read(shown), ...next }
}

/** Properties that the principal may see, by age. */
export const makeListProperties =
  ({ tenants }: { tenants: Tenants }): ApiHandler<(typeof propertyRoutes)[1]> =>
  async ({ principal: { portfolioId, propertyIds }, query }) => {
    const properties = makeProperties(await tenants.table(portfolioId))
    const found = await withCursor(query.cursor, () =>
      propertyIds
        ? ownPage(propertyIds, query, (ids) => properties.many(portfolioId, ids))
        : properties.list(portfolioId, query),
    )
    return isRefusal(found) ? found : answer(200, found)
  }
