import type { PortfolioId } from '../../../shared/contracts/ids.ts'
import { isRefusal, refuse } from '../../../shared/contracts/problem.ts'
import type { packageRoutes } from '../../../shared/contracts/routes/packages.ts'
import { decideAssignment } from '../../../shared/domain/packages/assignment.ts'
import { assignedData } from '../../../shared/domain/packages/event-data.ts'
import { packageOf } from '../../../shared/domain/packages/package-record.ts'
import { answer, commit } from '../../../shared/table/commit.ts'
import { earlierAnswer } from '../../../shared/table/earlier-answer.ts'
import { oncePerTable } from '../../../shared/table/once-per-table.ts'
import { makePackages } from '../../../shared/table/packages.ts'
import { makeResidents } from '../../../shared/table/residents.ts'
import type { Table } from '../../../shared/table/table.ts'
import type { ApiHandler } from '../../middleware/api.ts'
import { changeBy } from '../../middleware/change.ts'
import type { Places } from '../../middleware/places.ts'
import { findPackage } from './find-package.ts'

const residentsOf = oncePerTable(makeResidents)

/** Gives a queued package to a resident. */
export const makeAssignPackage =
  ({
    places,
    table: open,
  }: {
    readonly places: Places
    readonly table: (portfolioId: PortfolioId) => Promise<Table>
  }): ApiHandler<(typeof packageRoutes)[2]> =>
  async (request) => {
    const { principal, params, body, now, once } = request
    const { portfolioId } = principal
    const table = await open(portfolioId)
    const found = await findPackage({ places, table }, principal, params.packageId)
    if (isRefusal(found)) return found
    const [property, resident] = await Promise.all([
      places.property(portfolioId, found.propertyId),
      residentsOf(table).get(portfolioId, found.propertyId, body.residentId),
    ])
    const assigned = decideAssignment(found, {
      residentId: body.residentId,
      resident,
      timeZone: property?.timeZone ?? 'UTC',
      principal: `${principal.kind}:${principal.id}`,
      nowMs: now,
    })
    if (isRefusal(assigned)) return (await earlierAnswer(table, once)) ?? assigned
    const event = changeBy(request, 'package.assigned', assigned.id, {
      propertyId: assigned.propertyId,
      data: assignedData(assigned),
    })
    const saved = await commit(table, once, answer(200, packageOf(assigned)), [
      makePackages(table).assign(portfolioId, assigned, event),
    ])
    return 'failed' in saved
      ? refuse('package.not_in_room', `The package ${assigned.id} left the queue in between.`)
      : saved
  }
