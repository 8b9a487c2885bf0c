import { makeEvidenceBucket } from '../../../shared/adapters/evidence-bucket.ts'
import { makeTenants } from '../../../shared/adapters/tenant.ts'
import { makeVault } from '../../../shared/adapters/vault.ts'
import { linkRoutes } from '../../../shared/contracts/routes/packages.ts'
import { systemClock } from '../../../shared/runtime/clock.ts'
import { environment } from '../../../shared/runtime/env.ts'
import { apiArea } from '../../middleware/api.ts'
import { makePlaces } from '../../middleware/places.ts'
import { makeConfirmPickup } from './confirm-pickup.ts'
import { makeGetPickupPage } from './get-pickup-page.ts'
import type { PickupPageDeps } from './pickup-page.ts'

const env = environment('TABLE_NAME', 'TENANT_ROLE_ARN', 'EVIDENCE_BUCKET', 'SECRET_ARN')
const { now } = systemClock
const tenants = makeTenants({ tenantRoleArn: env.TENANT_ROLE_ARN, tableName: env.TABLE_NAME, now })
const vault = makeVault({ secretArn: env.SECRET_ARN })

const deps: PickupPageDeps = {
  places: makePlaces({ table: tenants.table, now }),
  evidence: makeEvidenceBucket({ bucket: env.EVIDENCE_BUCKET, credentials: tenants.credentials }),
  table: tenants.table,
  codes: (portfolioId) => vault.seal('codes', portfolioId),
}

/** What a resident reaches with the signed link of a message. */
export const handler = apiArea(linkRoutes, {
  getPickupPage: makeGetPickupPage(deps),
  confirmPickup: makeConfirmPickup(deps),
})
