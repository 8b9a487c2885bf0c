import { makeEvidenceBucket } from '../../../shared/adapters/evidence-bucket.ts'
import { makeTenants } from '../../../shared/adapters/tenant.ts'
import { packageRoutes } from '../../../shared/contracts/routes/packages.ts'
import { systemClock } from '../../../shared/runtime/clock.ts'
import { environment } from '../../../shared/runtime/env.ts'
import { apiArea } from '../../middleware/api.ts'
import { makePlaces } from '../../middleware/places.ts'
import { makeAssignPackage } from './assign-package.ts'
import { makeGetPackage } from './get-package.ts'
import { makeListPackages } from './list-packages.ts'
import { makePickUpPackage } from './pick-up-package.ts'

const env = environment('TABLE_NAME', 'TENANT_ROLE_ARN', 'EVIDENCE_BUCKET')
const { now } = systemClock
const tenants = makeTenants({ tenantRoleArn: env.TENANT_ROLE_ARN, tableName: env.TABLE_NAME, now })
const { table } = tenants
const evidence = makeEvidenceBucket({ bucket: env.EVIDENCE_BUCKET, credentials: tenants.credentials })
const places = makePlaces({ table, now })

/** Packages from the shelf to the resident. */
export const handler = apiArea(packageRoutes, {
  listPackages: makeListPackages({ places, table }),
  getPackage: makeGetPackage({ places, table, evidence }),
  assignPackage: makeAssignPackage({ places, table }),
  pickUpPackage: makePickUpPackage({ places, table }),
})
