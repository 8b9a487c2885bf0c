import { Carrier } from '../../../shared/contracts/carrier.ts'
import { refuse } from '../../../shared/contracts/problem.ts'
import type { carrierRoutes } from '../../../shared/contracts/routes/properties.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import { newId } from '../../../shared/runtime/ids.ts'
import { makeCarriers } from '../../../shared/table/carriers.ts'
import { commit } from '../../../shared/table/commit.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import { changeBy } from '../../middleware/change.ts'
import type { Tenants } from '../../middleware/tenants.ts'

/** Adds a carrier; each code is there once. */
export const makeCreateCarrier =
  ({ tenants }: { tenants: Tenants }): ApiHandler<(typeof carrierRoutes)[0]> =>
  async (request) => {
    const { principal, body, once, now } = request
    const carrier = Carrier.parse({ ...body, id: newId('carrier'), createdAt: instant(now) })
    const table = await tenants.table(principal.portfolioId)
    const event = changeBy(request, 'carrier.created', carrier.id)
    const writes = makeCarriers(table).create(principal.portfolioId, carrier, event)
    const done = await commit(table, once, answer(201, carrier), writes)
    return 'failed' in done
      ? refuse('resource.conflict', `There is a carrier with the code ${body.code} already.`)
      : done
  }
