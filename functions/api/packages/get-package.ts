import type { EvidenceBucket } from '../../../shared/adapters/evidence-bucket.ts'
import type { PortfolioId } from '../../../shared/contracts/ids.ts'
import { isRefusal } from '../../../shared/contracts/problem.ts'
import type { packageRoutes } from '../../../shared/contracts/routes/packages.ts'
import { messagesOf } from '../../../shared/domain/notifications/message-record.ts'
import { withNotices } from '../../../shared/domain/packages/custody.ts'
import { packageOf } from '../../../shared/domain/packages/package-record.ts'
import { makeMessages } from '../../../shared/table/messages.ts'
import type { Table } from '../../../shared/table/table.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import type { Places } from '../../middleware/places.ts'
import { findPackage } from './find-package.ts'

/** A package with its chain of custody, its messages and an address of its picture. */
export const makeGetPackage =
  ({
    places,
    table: open,
    evidence,
  }: {
    readonly places: Places
    readonly table: (portfolioId: PortfolioId) => Promise<Table>
    readonly evidence: EvidenceBucket
  }): ApiHandler<(typeof packageRoutes)[1]> =>
  async ({ principal, params }) => {
    const table = await open(principal.portfolioId)
    const found = await findPackage({ places, table }, principal, params.packageId)
    if (isRefusal(found)) return found
    const messages = (await makeMessages(table).about(principal.portfolioId, found.id)).flatMap(messagesOf)
    return answer(200, {
      ...withNotices(packageOf(found), messages),
      messages,
      photoUrl: found.evidenceId && (await evidence.pictureUrl(principal.portfolioId, found.evidenceId)),
    })
  }
