import { isRefusal } from '../../../shared/contracts/problem.ts'
import type { accessRoutes } from '../../../shared/contracts/routes/access.ts'
import { credentialIdOf } from '../../../shared/domain/credentials/grant-id.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import { type GrantRecord, makeAccessGrants } from '../../../shared/table/access-grants.ts'
import { commit } from '../../../shared/table/commit.ts'
import { residentKey, slotKey } from '../../../shared/table/credential-item.ts'
import { makeCredentials } from '../../../shared/table/credentials.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import { changeBy } from '../../middleware/change.ts'
import type { Tenants } from '../../middleware/tenants.ts'
import { findGrant } from './find-grant.ts'
import type { ShowGrants } from './show-grants.ts'

const keyOf = ({ holder, selector }: GrantRecord) =>
  holder.kind === 'resident' ? residentKey(holder.residentId) : slotKey(selector)

/** Takes a grant back; it is `removing` until the device confirms. One that is over already is shown as it is. */
export const makeRevokeAccessGrant =
  ({ tenants, grants }: { tenants: Tenants; grants: ShowGrants }): ApiHandler<(typeof accessRoutes)[3]> =>
  async (request) => {
    const { principal, params, now } = request
    const { portfolioId } = principal
    const table = await tenants.table(portfolioId)
    const grant = await findGrant(table, principal, params.accessGrantId)
    if (isRefusal(grant)) return grant
    const { id, propertyId, roomId } = grant
    const event = changeBy(request, 'access_grant.revoked', id, { propertyId, data: { roomId } })
    await commit(table, undefined, answer(200), [
      makeAccessGrants(table).change(portfolioId, roomId, id, {
        from: ['pending', 'on_device'],
        set: { state: 'revoking', revokedAt: instant(now), wantedAt: instant(now) },
        event,
      }),
      ...makeCredentials(table).remove(
        portfolioId,
        roomId,
        { key: keyOf(grant), credentialId: credentialIdOf(id) },
        'revoked',
      ),
    ])
    // Where the writes did not hold, it was revoked, expired or replaced meanwhile: what is there now is the answer.
    const after = (await makeAccessGrants(table).ofRoom(portfolioId, roomId, id)) ?? grant
    return answer(200, await grants.showOne(table, portfolioId, after))
  }
