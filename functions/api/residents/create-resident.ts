import { isRefusal, refuse } from '../../../shared/contracts/problem.ts'
import { Resident } from '../../../shared/contracts/resident.ts'
import type { residentRoutes } from '../../../shared/contracts/routes/properties.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import { commit } from '../../../shared/table/commit.ts'
import { makeResidents } from '../../../shared/table/residents.ts'
import { makeUnits } from '../../../shared/table/units.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import { changeBy } from '../../middleware/change.ts'
import { propertyOf } from '../../middleware/property-of.ts'
import type { Tenants } from '../../middleware/tenants.ts'
import { newResidentId } from './new-resident-id.ts'
import { noUnit } from './no-unit.ts'

/** Adds a resident to a unit. */
export const makeCreateResident =
  ({ tenants }: { tenants: Tenants }): ApiHandler<(typeof residentRoutes)[0]> =>
  async (request) => {
    const { principal, params, body, once, now } = request
    const { portfolioId } = principal
    const table = await tenants.table(portfolioId)
    const property = await propertyOf(table, principal, params.propertyId)
    if (isRefusal(property)) return property
    const unit = await makeUnits(table).byNumber(portfolioId, property.id, body.unit)
    if (!unit) return noUnit(body.unit)
    const at = instant(now)
    const resident = Resident.parse({
      ...body,
      unit: unit.number,
      id: newResidentId(property, body.externalId),
      propertyId: property.id,
      createdAt: at,
      updatedAt: at,
    })
    const event = changeBy(request, 'resident.created', resident.id, { propertyId: property.id })
    const done = await commit(table, once, answer(201, resident), [
      makeResidents(table).create(portfolioId, resident, event),
    ])
    return 'failed' in done
      ? refuse(
          'resource.conflict',
          `There is a resident with the externalId ${body.externalId} already: ${resident.id}. Change that one.`,
        )
      : done
  }
