import type { DeviceMessages } from '../../shared/adapters/iot-data.ts'
import type { DomainEvent } from '../../shared/contracts/domain-event.ts'
import type { PortfolioId } from '../../shared/contracts/ids.ts'
import { makeDevices } from '../../shared/table/devices.ts'
import type { Table } from '../../shared/table/table.ts'
import { hasDoor, makeConfigureDoor } from '../middleware/desired-shadows.ts'

const PAGE = 100
/** Doors set side by side. */
const AT_ONCE = 10

/** Sets the door of a controller that was claimed, or every door of a portfolio whose standard changed. */
export const makeSetDoors = (deps: { readonly table: Table; readonly messages: Pick<DeviceMessages, 'desire'> }) => {
  const devices = makeDevices(deps.table)
  const configureDoor = makeConfigureDoor(deps)

  const controllersOf = async (portfolioId: PortfolioId): Promise<string[]> => {
    const found: string[] = []
    let cursor: string | undefined
    do {
      const page = await devices.list(portfolioId, {}, { limit: PAGE, cursor })
      const serving = page.items.filter(({ status }) => status === 'claimed' || status === 'in_service')
      found.push(...serving.map(({ thing }) => thing).filter(hasDoor))
      cursor = page.cursor
    } while (cursor)
    return found
  }

  return async ({ type, portfolioId, resource }: DomainEvent): Promise<void> => {
    const things = type === 'device.claimed' ? [resource].filter(hasDoor) : await controllersOf(portfolioId)
    for (let i = 0; i < things.length; i += AT_ONCE)
      await Promise.all(things.slice(i, i + AT_ONCE).map((thing) => configureDoor(portfolioId, thing)))
  }
}
