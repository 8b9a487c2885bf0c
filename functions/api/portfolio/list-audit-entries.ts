import { isRefusal } from '../../../shared/contracts/problem.ts'
import type { portfolioRoutes } from '../../../shared/contracts/routes/portfolio.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import { makeAudit } from '../../../shared/table/audit.ts'
import { withCursor } from '../../../shared/table/table.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import type { Tenants } from '../../middleware/tenants.ts'

/** Who changed what on a day, newest first; of properties only those that the principal may see. */
export const makeListAuditEntries =
  ({ tenants }: { tenants: Tenants }): ApiHandler<(typeof portfolioRoutes)[9]> =>
  async ({ principal, query, now }) => {
    const audit = makeAudit(await tenants.table(principal.portfolioId))
    const day = query.day ?? instant(now).slice(0, 10)
    const found = await withCursor(query.cursor, () =>
      audit.list(principal.portfolioId, day, { ...query, propertyIds: principal.propertyIds }),
    )
    return isRefusal(found) ? found : answer(200, found)
  }
