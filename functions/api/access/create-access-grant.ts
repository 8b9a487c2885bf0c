import type { makeVault } from '../../../shared/adapters/vault.ts'
import { durationMs } from '../../../shared/contracts/ids.ts'
import { isRefusal, type Refusal, refuse } from '../../../shared/contracts/problem.ts'
import type { accessRoutes } from '../../../shared/contracts/routes/access.ts'
import type { Standard } from '../../../shared/contracts/standard.ts'
import { grantIdOf } from '../../../shared/domain/credentials/grant-id.ts'
import { type GrantTimes, grantTimes } from '../../../shared/domain/credentials/grant-times.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import { makeAccessGrants } from '../../../shared/table/access-grants.ts'
import { commit, type Write } from '../../../shared/table/commit.ts'
import { makeCredentials } from '../../../shared/table/credentials.ts'
import type { Table } from '../../../shared/table/table.ts'
import { type ApiHandler, type ApiRequest, answer } from '../../middleware/api.ts'
import { changeBy } from '../../middleware/change.ts'
import type { DeviceKeysOf } from '../../middleware/device-keys.ts'
import { issueCode } from '../../middleware/issue-code.ts'
import type { Place, Places } from '../../middleware/places.ts'
import type { Tenants } from '../../middleware/tenants.ts'
import { findHolder } from './find-holder.ts'
import type { ShowGrants } from './show-grants.ts'

type CreateGrant = (typeof accessRoutes)[0]

/** What creating a grant needs. */
export interface CreateDeps {
  readonly tenants: Tenants
  readonly places: Places
  readonly keysOf: DeviceKeysOf
  readonly grants: ShowGrants
  readonly vault: Pick<ReturnType<typeof makeVault>, 'seal'>
}

/** Entries that a controller holds. */
const MAX_CREDENTIALS = 500
/** Two requests at once may choose the same slot; the later one chooses again. */
const TRIES = 5

const give = async (
  deps: Omit<CreateDeps, 'tenants' | 'places'> & { table: Table },
  request: ApiRequest<CreateGrant>,
  place: Place,
  times: GrantTimes,
) => {
  const { table } = deps
  const { principal, body, once, now } = request
  const { portfolioId } = principal
  const { roomId, holder, window } = body
  const set = await makeCredentials(table).set(portfolioId, roomId)
  const keys = set && (await deps.keysOf(table, portfolioId, set.thing))
  if (!set || !keys)
    return refuse('room.no_controller', `The room ${roomId} has no controller. Register one and claim it.`)
  if (set.n + Object.keys(set.open).length >= MAX_CREDENTIALS)
    return refuse('credential.slots_full', `The controller holds ${MAX_CREDENTIALS} codes. Revoke what is not needed.`)
  const { startsAtMs } = times
  const where = await findHolder(table, portfolioId, { property: place.property, roomId, startsAtMs }, holder)
  if (isRefusal(where)) return where
  const data = { roomId, holder: holder.kind, ...(holder.kind === 'carrier' ? { carrierId: holder.carrierId } : {}) }
  const issued = await issueCode(table, {
    portfolioId,
    roomId,
    set,
    keys,
    holder,
    window,
    ...where,
    startsAtMs,
    endsAtMs: Math.min(times.endsAtMs, where.untilMs),
    nowMs: now,
    askedAtMs: now,
    // A resident’s code is shown again on the pickup page; nobody else’s is kept.
    ...(holder.kind === 'resident' ? { keep: (await deps.vault.seal('codes', portfolioId)).close } : {}),
    eventFor: (grantId) => changeBy(request, 'access_grant.created', grantId, { propertyId: place.property.id, data }),
  })
  const shown = await deps.grants.showOne(table, portfolioId, issued.grant)
  const superseded: Write[] = where.replaces
    ? [
        makeAccessGrants(table).change(portfolioId, roomId, grantIdOf(where.replaces), {
          from: ['pending', 'on_device', 'revoking'],
          set: { state: 'revoking', wantedAt: instant(now), endsAt: instant(now) },
        }),
      ]
    : []
  return commit(table, once, answer(201, { ...shown, code: issued.code }), [...issued.writes, ...superseded])
}

/** When a grant begins and ends by the request and the standard. */
const timesOf = (request: ApiRequest<CreateGrant>, standard: Standard): GrantTimes | Refusal =>
  grantTimes(request.body, {
    nowMs: request.now,
    residentMaxAgeMs: durationMs(standard.credentials.residentCodeMaxAge),
  })

/** Lets somebody open a room: makes grant and code in one transaction; the stream brings the code onto the controller. */
export const makeCreateAccessGrant =
  (deps: CreateDeps): ApiHandler<CreateGrant> =>
  async (request) => {
    const { principal, body } = request
    const place = await deps.places.roomFor(principal, body.roomId)
    if (!place) return refuse('room.unknown', `There is no room ${body.roomId}. List the rooms of the property.`)
    const table = await deps.tenants.table(principal.portfolioId)
    const times = timesOf(request, await deps.grants.standardOf(table, principal.portfolioId))
    if (isRefusal(times)) return times
    for (let i = 0; i < TRIES; i++) {
      const done = await give({ ...deps, table }, request, place, times)
      if (!('failed' in done)) return done
    }
    return refuse('resource.conflict', 'The codes of the room change all the time. Try again.')
  }
