import { isRefusal } from '../../../shared/contracts/problem.ts'
import type { deviceRoutes } from '../../../shared/contracts/routes/access.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import { makeDeviceInbox } from '../../../shared/table/device-inbox.ts'
import { makeDeviceShadows } from '../../../shared/table/device-shadows.ts'
import { makeRoomEvents } from '../../../shared/table/room-events.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import type { Tenants } from '../../middleware/tenants.ts'
import { deviceView } from './device-view.ts'
import { findDevice } from './find-device.ts'

const ANOMALIES = 20

/** One device with its last reported state and what was odd about it. */
export const makeGetDevice =
  ({ tenants }: { tenants: Tenants }): ApiHandler<(typeof deviceRoutes)[2]> =>
  async ({ principal, params, now }) => {
    const table = await tenants.table(principal.portfolioId)
    const device = await findDevice(table, principal, params.thing)
    if (isRefusal(device)) return device
    const { portfolioId } = principal
    const [inbox, apart, found] = await Promise.all([
      makeDeviceInbox(table).get(portfolioId, params.thing),
      makeDeviceShadows(table).of(portfolioId, [params.thing]),
      makeRoomEvents(table).anomalies(portfolioId, params.thing, ANOMALIES),
    ])
    const anomalies = found.map(({ kind, note, atMs }) => ({ kind, note, at: instant(atMs) }))
    return answer(200, { ...deviceView(device, { inbox, apart: apart.get(params.thing) }, now), anomalies })
  }
