import { intakeRoutes } from '../../../shared/contracts/routes/packages.ts'
import { systemClock } from '../../../shared/runtime/clock.ts'
import { apiArea } from '../../middleware/api.ts'
import { makePlaces } from '../../middleware/places.ts'
import { openTenants } from '../../middleware/tenants.ts'
import { makeCreatePackage } from './create-package.ts'

const { table } = openTenants()
const places = makePlaces({ table, now: systemClock.now })

/** A package enters. */
export const handler = apiArea(intakeRoutes, { createPackage: makeCreatePackage({ places, table }) })
