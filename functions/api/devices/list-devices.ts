import { mayAccessProperty } from '../../../shared/contracts/principal.ts'
import { isRefusal } from '../../../shared/contracts/problem.ts'
import type { deviceRoutes } from '../../../shared/contracts/routes/access.ts'
import { makeDeviceInbox } from '../../../shared/table/device-inbox.ts'
import { makeDeviceShadows } from '../../../shared/table/device-shadows.ts'
import { makeDevices } from '../../../shared/table/devices.ts'
import { withCursor } from '../../../shared/table/table.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import type { Places } from '../../middleware/places.ts'
import type { Tenants } from '../../middleware/tenants.ts'
import { deviceView } from './device-view.ts'

/** Devices of the portfolio, a property or a room, as far as the principal may see them. */
export const makeListDevices =
  ({ tenants, places }: { tenants: Tenants; places: Places }): ApiHandler<(typeof deviceRoutes)[1]> =>
  async ({ principal, query, now }) => {
    const { roomId, limit, cursor } = query
    const { portfolioId } = principal
    const room = roomId ? await places.roomFor(principal, roomId) : null
    const propertyId = room?.property.id ?? query.propertyId
    const isHidden = propertyId !== undefined && !mayAccessProperty(principal, propertyId)
    if ((roomId && !room) || isHidden) return answer(200, { items: [] })
    const table = await tenants.table(portfolioId)
    const page = await withCursor(cursor, () =>
      makeDevices(table).list(portfolioId, { propertyId, roomId }, { limit, cursor }),
    )
    if (isRefusal(page)) return page
    const seen = page.items.filter((device) => mayAccessProperty(principal, device.propertyId))
    const things = seen.map(({ thing }) => thing)
    const [inboxes, shadows] = await Promise.all([
      makeDeviceInbox(table).many(portfolioId, things),
      makeDeviceShadows(table).of(portfolioId, things),
    ])
    const aside = (thing: string) => ({ inbox: inboxes.get(thing), apart: shadows.get(thing) })
    return answer(200, { ...page, items: seen.map((device) => deviceView(device, aside(device.thing), now)) })
  }
