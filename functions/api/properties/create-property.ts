import { refuse } from '../../../shared/contracts/problem.ts'
import { Property } from '../../../shared/contracts/property.ts'
import type { propertyRoutes } from '../../../shared/contracts/routes/properties.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import { newId } from '../../../shared/runtime/ids.ts'
import { commit } from '../../../shared/table/commit.ts'
import { makeProperties } from '../../../shared/table/properties.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import { changeBy } from '../../middleware/change.ts'
import type { Tenants } from '../../middleware/tenants.ts'

/** Adds a property. */
export const makeCreateProperty =
  ({ tenants }: { tenants: Tenants }): ApiHandler<(typeof propertyRoutes)[0]> =>
  async (request) => {
    const { principal, body, once, now } = request
    const property = Property.parse({ ...body, id: newId('property'), createdAt: instant(now) })
    const table = await tenants.table(principal.portfolioId)
    const event = changeBy(request, 'property.created', property.id, { propertyId: property.id })
    const done = await commit(
      table,
      once,
      answer(201, property),
      makeProperties(table).create(principal.portfolioId, property, event),
    )
    return 'failed' in done
      ? refuse('property.name_taken', `A property is called "${body.name}" already. Choose another name.`)
      : done
  }
