import { randomBytes } from 'node:crypto'
import { refuse } from '../../../shared/contracts/problem.ts'
import type { deviceRoutes } from '../../../shared/contracts/routes/access.ts'
import { CLAIM_CODE_BYTES, claimCodeFrom, claimCodeHash } from '../../../shared/domain/devices/claim-code.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import { newThing } from '../../../shared/runtime/ids.ts'
import type { makeClaims } from '../../../shared/table/claims.ts'
import { commit } from '../../../shared/table/commit.ts'
import { type DeviceRecord, makeDevices } from '../../../shared/table/devices.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import { changeBy } from '../../middleware/change.ts'
import type { Places } from '../../middleware/places.ts'
import type { Tenants } from '../../middleware/tenants.ts'
import { deviceView } from './device-view.ts'

const CLAIM_LIFETIME_MS = 30 * 60_000

/**
 * Registers a device and gives its claim code out. The claim comes first: a try that ends before the answer is kept leaves a
 * claim whose code nobody ever saw.
 */
export const makeRegisterDevice =
  ({
    tenants,
    places,
    claims,
  }: {
    tenants: Tenants
    places: Places
    claims: Pick<ReturnType<typeof makeClaims>, 'give'>
  }): ApiHandler<(typeof deviceRoutes)[0]> =>
  async (request) => {
    const { principal, body, once, now } = request
    const place = await places.roomFor(principal, body.roomId)
    if (!place) return refuse('room.unknown', `There is no room ${body.roomId}. List the rooms of the property.`)
    const device: DeviceRecord = {
      ...body,
      thing: newThing(body.class),
      propertyId: place.property.id,
      status: 'registered',
      reported: {},
      createdAt: instant(now),
      claimedAt: null,
    }
    const claimCode = claimCodeFrom(randomBytes(CLAIM_CODE_BYTES))
    const claimExpiresAt = instant(now + CLAIM_LIFETIME_MS)
    const { portfolioId } = principal
    const { thing, propertyId, roomId } = device
    await claims.give({
      codeHash: claimCodeHash(claimCode),
      portfolioId,
      propertyId,
      roomId,
      thing,
      class: device.class,
      endsAt: claimExpiresAt,
    })
    const event = changeBy(request, 'device.registered', thing, { propertyId, data: { roomId, class: device.class } })
    const table = await tenants.table(portfolioId)
    const shown = { ...deviceView(device, {}, now), claimCode, claimExpiresAt }
    const done = await commit(table, once, answer(201, shown), [makeDevices(table).create(portfolioId, device, event)])
    if ('failed' in done) throw new Error(`the new thing ${thing} exists`)
    return done
  }
