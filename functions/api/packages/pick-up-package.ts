import type { PortfolioId } from '../../../shared/contracts/ids.ts'
import { isRefusal } from '../../../shared/contracts/problem.ts'
import type { packageRoutes } from '../../../shared/contracts/routes/packages.ts'
import { packageOf } from '../../../shared/domain/packages/package-record.ts'
import { pickupOnce } from '../../../shared/table/packages.ts'
import type { Table } from '../../../shared/table/table.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import { collectPackage } from '../../middleware/collect-package.ts'
import type { Places } from '../../middleware/places.ts'
import { findPackage } from './find-package.ts'

/**
 * The resident has taken the package: with their code, at the kiosk or from the desk. The Idempotency-Key is kept on the
 * package itself, so it is compared with earlier pickups of this package; a second pickup gets the same answer anyway.
 */
export const makePickUpPackage =
  ({
    places,
    table: open,
  }: {
    readonly places: Places
    readonly table: (portfolioId: PortfolioId) => Promise<Table>
  }): ApiHandler<(typeof packageRoutes)[3]> =>
  async (request) => {
    const { principal, params, body, once } = request
    const table = await open(principal.portfolioId)
    const found = await findPackage({ places, table }, principal, params.packageId)
    if (isRefusal(found)) return found
    const collected = await collectPackage(table, request, found, { ...body, once: pickupOnce(once) })
    return isRefusal(collected) ? collected : answer(200, packageOf(collected))
  }
