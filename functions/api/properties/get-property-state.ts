import { mayAccessProperty } from '../../../shared/contracts/principal.ts'
import { isRefusal, refuse } from '../../../shared/contracts/problem.ts'
import type { propertyRoutes } from '../../../shared/contracts/routes/properties.ts'
import { emptyState, viewOf } from '../../../shared/domain/property-state/state.ts'
import { makePropertyStates } from '../../../shared/table/property-state.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import { propertyOf } from '../../middleware/property-of.ts'
import type { Tenants } from '../../middleware/tenants.ts'

/** The live state of a property: one item, kept from the table’s stream; empty while nothing happened yet. */
export const makeGetPropertyState =
  ({ tenants }: { tenants: Tenants }): ApiHandler<(typeof propertyRoutes)[3]> =>
  async ({ principal, params: { propertyId }, now }) => {
    if (!mayAccessProperty(principal, propertyId))
      return refuse('resource.not_found', `There is no property ${propertyId}.`)
    const table = await tenants.table(principal.portfolioId)
    const state = await makePropertyStates(table).get(principal.portfolioId, propertyId)
    if (state) return answer(200, viewOf(state, now))
    const property = await propertyOf(table, principal, propertyId)
    return isRefusal(property) ? property : answer(200, viewOf(emptyState(property), now))
  }
