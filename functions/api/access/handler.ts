import { makeVault } from '../../../shared/adapters/vault.ts'
import { accessRoutes } from '../../../shared/contracts/routes/access.ts'
import { systemClock } from '../../../shared/runtime/clock.ts'
import { environment } from '../../../shared/runtime/env.ts'
import { apiArea } from '../../middleware/api.ts'
import { makeDeviceKeys } from '../../middleware/device-keys.ts'
import { makePlaces } from '../../middleware/places.ts'
import { openTenants } from '../../middleware/tenants.ts'
import { makeCreateAccessGrant } from './create-access-grant.ts'
import { makeGetAccessGrant } from './get-access-grant.ts'
import { makeListAccessGrants } from './list-access-grants.ts'
import { makeRevokeAccessGrant } from './revoke-access-grant.ts'
import { makeShowGrants } from './show-grants.ts'

const env = environment('SECRET_ARN')
const { now } = systemClock
const tenants = openTenants()
const vault = makeVault({ secretArn: env.SECRET_ARN })
const places = makePlaces({ table: tenants.table, now })
const grants = makeShowGrants({ now })
const keysOf = makeDeviceKeys({ vault, now })

/** Access grants and what became of them on the controller. */
export const handler = apiArea(
  accessRoutes,
  {
    createAccessGrant: makeCreateAccessGrant({ tenants, places, keysOf, grants, vault }),
    listAccessGrants: makeListAccessGrants({ tenants, places, grants }),
    getAccessGrant: makeGetAccessGrant({ tenants, grants }),
    revokeAccessGrant: makeRevokeAccessGrant({ tenants, grants }),
  },
  { seal: (portfolioId) => vault.seal('answers', portfolioId) },
)
