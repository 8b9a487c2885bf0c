import { isRefusal, refuse } from '../../../shared/contracts/problem.ts'
import type { linkRoutes } from '../../../shared/contracts/routes/packages.ts'
import { makePackages } from '../../../shared/table/packages.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import { collectPackage } from '../../middleware/collect-package.ts'
import { makePickupPage, type PickupPageDeps, subjectOf } from './pickup-page.ts'

/** The resident says that they have taken one of their packages. Said twice, it is the same. */
export const makeConfirmPickup = (deps: PickupPageDeps): ApiHandler<(typeof linkRoutes)[1]> => {
  const draw = makePickupPage(deps)
  return async (request) => {
    const { principal, body, now } = request
    const { residentId, propertyId } = subjectOf(principal)
    const table = await deps.table(principal.portfolioId)
    const found = await makePackages(table).get(principal.portfolioId, propertyId, body.packageId)
    if (found?.residentId !== residentId)
      return refuse('resource.not_found', `There is no package ${body.packageId} for you.`)
    const collected = await collectPackage(table, request, found, { method: 'link', once: null })
    if (isRefusal(collected)) return collected
    const page = await draw(principal, now)
    return isRefusal(page) ? page : answer(200, page)
  }
}
