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
import { endCodes } from './end-codes.ts'
import { noUnit } from './no-unit.ts'

/** A code may be made or ended at the same time; then it is looked at again. */
const TRIES = 3

/** Changes a resident; what is left out stays. Whoever moves out loses the codes with it. */
export const makeUpdateResident =
  ({ tenants }: { tenants: Tenants }): ApiHandler<(typeof residentRoutes)[2]> =>
  async (request) => {
    const { principal, params, body, now } = request
    const { portfolioId } = principal
    const table = await tenants.table(portfolioId)
    const property = await propertyOf(table, principal, params.propertyId)
    if (isRefusal(property)) return property
    const residents = makeResidents(table)
    const [before, unit] = await Promise.all([
      residents.get(portfolioId, property.id, params.residentId),
      body.unit === undefined ? undefined : makeUnits(table).byNumber(portfolioId, property.id, body.unit),
    ])
    if (!before) return refuse('resource.not_found', `There is no resident ${params.residentId}.`)
    if (unit === null) return noUnit(String(body.unit))
    const resident = Resident.parse({
      ...before,
      ...body,
      ...(unit ? { unit: unit.number } : {}),
      updatedAt: instant(now),
    })
    const event = changeBy(request, 'resident.updated', resident.id, { propertyId: property.id })
    for (let i = 0; i < TRIES; i++) {
      const done = await commit(table, undefined, answer(200, resident), [
        residents.replace(portfolioId, resident, before.updatedAt, event),
        ...(await endCodes(table, request, property, resident)),
      ])
      if (!('failed' in done)) return done
      if (done.failed === 0) break
    }
    return refuse(
      'resource.conflict',
      'Somebody else changed the resident, or the code, in between. Read it again and repeat the change.',
    )
  }
