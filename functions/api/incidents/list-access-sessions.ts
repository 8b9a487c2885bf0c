import { mayAccessProperty } from '../../../shared/contracts/principal.ts'
import { isRefusal, refuse } from '../../../shared/contracts/problem.ts'
import type { sessionRoutes } from '../../../shared/contracts/routes/access.ts'
import { makeAccessSessions } from '../../../shared/table/access-sessions.ts'
import { oncePerTable } from '../../../shared/table/once-per-table.ts'
import { makeRooms } from '../../../shared/table/rooms.ts'
import { withCursor } from '../../../shared/table/table.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import type { Tenants } from '../../middleware/tenants.ts'

const roomsOf = oncePerTable(makeRooms)
const sessionsOf = oncePerTable(makeAccessSessions)

/** Access sessions of a room, newest first, with verdict, reason and revisions. */
export const makeListAccessSessions =
  ({ tenants }: { readonly tenants: Tenants }): ApiHandler<(typeof sessionRoutes)[0]> =>
  async ({ principal, query }) => {
    const { roomId, limit, cursor } = query
    const table = await tenants.table(principal.portfolioId)
    const room = await roomsOf(table).get(principal.portfolioId, roomId)
    if (!room || !mayAccessProperty(principal, room.propertyId))
      return refuse('resource.not_found', `There is no room ${roomId}.`)
    const sessions = sessionsOf(table)
    const page = await withCursor(cursor, () => sessions.list(principal.portfolioId, roomId, { limit, cursor }))
    return isRefusal(page) ? page : answer(200, page)
  }
