import type { PortfolioId } from '../../../shared/contracts/ids.ts'
import { mayAccessProperty } from '../../../shared/contracts/principal.ts'
import { isRefusal, refuse } from '../../../shared/contracts/problem.ts'
import type { packageRoutes } from '../../../shared/contracts/routes/packages.ts'
import { type PackageRecord, packageOf } from '../../../shared/domain/packages/package-record.ts'
import { makePackages, type PackageFilter } from '../../../shared/table/packages.ts'
import type { Table } from '../../../shared/table/table.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import type { Places } from '../../middleware/places.ts'

const ms = (at: string | undefined) => (at === undefined ? undefined : Date.parse(at))

const meets = (record: PackageRecord, filter: PackageFilter): boolean =>
  (filter.roomId === undefined || record.roomId === filter.roomId) &&
  (filter.status === undefined || record.status === filter.status) &&
  (filter.unit === undefined || record.unit === filter.unit) &&
  record.received.atMs >= (filter.receivedFromMs ?? 0) &&
  record.received.atMs <= (filter.receivedToMs ?? Number.POSITIVE_INFINITY)

/** Packages of a property, newest first. A tracking number leads straight to its packages; the other filters narrow them. */
export const makeListPackages =
  ({
    places,
    table,
  }: {
    readonly places: Places
    readonly table: (portfolioId: PortfolioId) => Promise<Table>
  }): ApiHandler<(typeof packageRoutes)[0]> =>
  async ({ principal: { portfolioId, ...principal }, query }) => {
    const { propertyId, trackingNumber, limit, cursor } = query
    const seen = mayAccessProperty({ portfolioId, ...principal }, propertyId)
    if (!seen || !(await places.property(portfolioId, propertyId)))
      return refuse('resource.not_found', `There is no property ${propertyId}.`)
    const packages = makePackages(await table(portfolioId))
    const filter: PackageFilter = {
      roomId: query.roomId,
      status: query.status,
      unit: query.unit,
      receivedFromMs: ms(query.receivedFrom),
      receivedToMs: ms(query.receivedTo),
    }
    if (trackingNumber !== undefined) {
      const found = await packages.withTracking(portfolioId, propertyId, trackingNumber.trim().toUpperCase())
      return answer(200, { items: found.filter((record) => meets(record, filter)).map(packageOf) })
    }
    const page = await packages.list(portfolioId, propertyId, filter, { limit, cursor })
    return isRefusal(page) ? page : answer(200, { ...page, items: page.items.map(packageOf) })
  }
