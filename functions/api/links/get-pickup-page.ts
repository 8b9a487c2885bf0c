import { isRefusal } from '../../../shared/contracts/problem.ts'
import type { linkRoutes } from '../../../shared/contracts/routes/packages.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import { makePickupPage, type PickupPageDeps } from './pickup-page.ts'

/** The page behind a resident’s signed link. */
export const makeGetPickupPage = (deps: PickupPageDeps): ApiHandler<(typeof linkRoutes)[0]> => {
  const draw = makePickupPage(deps)
  return async ({ principal, now }) => {
    const page = await draw(principal, now)
    return isRefusal(page) ? page : answer(200, page)
  }
}
