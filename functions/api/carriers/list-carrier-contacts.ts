import { isRefusal } from '../../../shared/contracts/problem.ts'
import type { carrierRoutes } from '../../../shared/contracts/routes/properties.ts'
import { makeCarriers } from '../../../shared/table/carriers.ts'
import { withCursor } from '../../../shared/table/table.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import type { Tenants } from '../../middleware/tenants.ts'
import { noCarrier } from './no-carrier.ts'

/** Contacts of a carrier. */
export const makeListCarrierContacts =
  ({ tenants }: { tenants: Tenants }): ApiHandler<(typeof carrierRoutes)[3]> =>
  async ({ principal: { portfolioId }, params: { carrierId }, query }) => {
    const carriers = makeCarriers(await tenants.table(portfolioId))
    if (!(await carriers.get(portfolioId, carrierId))) return noCarrier(carrierId)
    const found = await withCursor(query.cursor, () => carriers.listContacts(portfolioId, carrierId, query))
    return isRefusal(found) ? found : answer(200, found)
  }
