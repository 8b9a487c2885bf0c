import { isRefusal } from '../../../shared/contracts/problem.ts'
import type { residentRoutes } from '../../../shared/contracts/routes/properties.ts'
import { nameFits } from '../../../shared/domain/residents/name-fits.ts'
import { makeResidents } from '../../../shared/table/residents.ts'
import { withCursor } from '../../../shared/table/table.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import { propertyOf } from '../../middleware/property-of.ts'
import type { Tenants } from '../../middleware/tenants.ts'

/** Residents of a property, of a unit, or by a part of their name. */
export const makeListResidents =
  ({ tenants }: { tenants: Tenants }): ApiHandler<(typeof residentRoutes)[1]> =>
  async ({ principal, params, query }) => {
    const table = await tenants.table(principal.portfolioId)
    const property = await propertyOf(table, principal, params.propertyId)
    if (isRefusal(property)) return property
    const { unit, name } = query
    const residents = makeResidents(table)
    const found = await withCursor(query.cursor, () =>
      residents.list(
        principal.portfolioId,
        property.id,
        query,
        (one) =>
          (unit === undefined || one.unit.toUpperCase() === unit.toUpperCase()) &&
          (name === undefined || nameFits(one, name)),
      ),
    )
    return isRefusal(found) ? found : answer(200, found)
  }
