import { makeTenants } from '../../shared/adapters/tenant.ts'
import { systemClock } from '../../shared/runtime/clock.ts'
import { environment } from '../../shared/runtime/env.ts'

/** What handlers of tenant-facing areas need of {@link makeTenants}. */
export type Tenants = Pick<ReturnType<typeof makeTenants>, 'table'>

/** The tenants of this installation, as the environment names their role and table. */
export const openTenants = (): ReturnType<typeof makeTenants> => {
  const { TENANT_ROLE_ARN, TABLE_NAME } = environment('TENANT_ROLE_ARN', 'TABLE_NAME')
  return makeTenants({ tenantRoleArn: TENANT_ROLE_ARN, tableName: TABLE_NAME, now: systemClock.now })
}
