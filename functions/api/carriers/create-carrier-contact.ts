import { CarrierContact } from '../../../shared/contracts/carrier.ts'
import type { carrierRoutes } from '../../../shared/contracts/routes/properties.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import { newId } from '../../../shared/runtime/ids.ts'
import { makeCarriers } from '../../../shared/table/carriers.ts'
import { commit } from '../../../shared/table/commit.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import { changeBy } from '../../middleware/change.ts'
import type { Tenants } from '../../middleware/tenants.ts'
import { noCarrier } from './no-carrier.ts'

/** Adds somebody to reach at a carrier. */
export const makeCreateCarrierContact =
  ({ tenants }: { tenants: Tenants }): ApiHandler<(typeof carrierRoutes)[2]> =>
  async (request) => {
    const { principal, params, body, once, now } = request
    const table = await tenants.table(principal.portfolioId)
    const carriers = makeCarriers(table)
    if (!(await carriers.get(principal.portfolioId, params.carrierId))) return noCarrier(params.carrierId)
    const id = newId('carrierContact')
    const contact = CarrierContact.parse({ ...body, id, carrierId: params.carrierId, createdAt: instant(now) })
    const event = changeBy(request, 'carrier_contact.created', id, { data: { carrierId: params.carrierId } })
    const done = await commit(table, once, answer(201, contact), [
      carriers.createContact(principal.portfolioId, contact, event),
    ])
    if ('failed' in done) throw new Error(`the new contact id ${id} exists`)
    return done
  }
