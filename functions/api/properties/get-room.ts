import { mayAccessProperty } from '../../../shared/contracts/principal.ts'
import { refuse } from '../../../shared/contracts/problem.ts'
import type { propertyRoutes } from '../../../shared/contracts/routes/properties.ts'
import { makeRooms } from '../../../shared/table/rooms.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import type { Tenants } from '../../middleware/tenants.ts'

/** A room of a property that the principal may see. */
export const makeGetRoom =
  ({ tenants }: { tenants: Tenants }): ApiHandler<(typeof propertyRoutes)[6]> =>
  async ({ principal, params: { roomId } }) => {
    const room = await makeRooms(await tenants.table(principal.portfolioId)).get(principal.portfolioId, roomId)
    return room && mayAccessProperty(principal, room.propertyId)
      ? answer(200, room)
      : refuse('resource.not_found', `There is no room ${roomId}.`)
  }
