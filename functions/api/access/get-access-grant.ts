import { isRefusal } from '../../../shared/contracts/problem.ts'
import type { accessRoutes } from '../../../shared/contracts/routes/access.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import type { Tenants } from '../../middleware/tenants.ts'
import { findGrant } from './find-grant.ts'
import type { ShowGrants } from './show-grants.ts'

/** A grant and how far it has reached the device. */
export const makeGetAccessGrant =
  ({ tenants, grants }: { tenants: Tenants; grants: ShowGrants }): ApiHandler<(typeof accessRoutes)[2]> =>
  async ({ principal, params }) => {
    const table = await tenants.table(principal.portfolioId)
    const grant = await findGrant(table, principal, params.accessGrantId)
    if (isRefusal(grant)) return grant
    return answer(200, await grants.showOne(table, principal.portfolioId, grant))
  }
