import { isRefusal, refuse } from '../../../shared/contracts/problem.ts'
import { Unit } from '../../../shared/contracts/property.ts'
import type { propertyRoutes } from '../../../shared/contracts/routes/properties.ts'
import { chooseSelector } from '../../../shared/domain/units/selector.ts'
import { newId } from '../../../shared/runtime/ids.ts'
import { commit } from '../../../shared/table/commit.ts'
import { makeUnits } from '../../../shared/table/units.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import { changeBy } from '../../middleware/change.ts'
import { propertyOf } from '../../middleware/property-of.ts'
import type { Tenants } from '../../middleware/tenants.ts'

/** Adds a unit with a selector that no other unit of the property has. */
export const makeCreateUnit =
  ({ tenants }: { tenants: Tenants }): ApiHandler<(typeof propertyRoutes)[7]> =>
  async (request) => {
    const { principal, params, body, once } = request
    const table = await tenants.table(principal.portfolioId)
    const property = await propertyOf(table, principal, params.propertyId)
    if (isRefusal(property)) return property
    const units = makeUnits(table)
    const taken = new Set((await units.all(principal.portfolioId, property.id)).map(({ selector }) => selector))
    const selector = chooseSelector(body.number, taken)
    const unit = Unit.parse({ id: newId('unit'), propertyId: property.id, number: body.number, selector })
    const event = changeBy(request, 'unit.created', unit.id, { propertyId: property.id })
    const done = await commit(table, once, answer(201, unit), units.create(principal.portfolioId, unit, event))
    if (!('failed' in done)) return done
    return done.failed === 0
      ? refuse('unit.duplicate', `The property has a unit ${body.number} already.`)
      : refuse('resource.conflict', `Another unit took the selector ${selector} in between. Send the request again.`)
  }
