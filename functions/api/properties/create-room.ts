import { isRefusal } from '../../../shared/contracts/problem.ts'
import { Room } from '../../../shared/contracts/property.ts'
import type { propertyRoutes } from '../../../shared/contracts/routes/properties.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import { newId } from '../../../shared/runtime/ids.ts'
import { commit } from '../../../shared/table/commit.ts'
import { makeRooms } from '../../../shared/table/rooms.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import { changeBy } from '../../middleware/change.ts'
import { propertyOf } from '../../middleware/property-of.ts'
import type { Tenants } from '../../middleware/tenants.ts'

/** Adds a package room with its zones. */
export const makeCreateRoom =
  ({ tenants }: { tenants: Tenants }): ApiHandler<(typeof propertyRoutes)[4]> =>
  async (request) => {
    const { principal, params, body, once, now } = request
    const table = await tenants.table(principal.portfolioId)
    const property = await propertyOf(table, principal, params.propertyId)
    if (isRefusal(property)) return property
    const room = Room.parse({ ...body, id: newId('room'), propertyId: property.id, createdAt: instant(now) })
    const event = changeBy(request, 'room.created', room.id, { propertyId: property.id })
    const done = await commit(table, once, answer(201, room), [
      makeRooms(table).create(principal.portfolioId, room, event),
    ])
    if ('failed' in done) throw new Error(`the new room id ${room.id} exists`)
    return done
  }
