import type { ShadowName } from '../../device-shadow/documents/topics.ts'
import type { DeviceMessages } from '../../shared/adapters/iot-data.ts'
import type { PortfolioId, ThingName } from '../../shared/contracts/ids.ts'
import { doorSettings } from '../../shared/domain/devices/door-settings.ts'
import { watermarkClass } from '../../shared/domain/devices/room-fact.ts'
import { makePortfolios } from '../../shared/table/portfolios.ts'
import type { Table } from '../../shared/table/table.ts'
import type { RoomCredentials } from './room-credentials.ts'

/** Where a device serves. */
interface Serving {
  readonly portfolioId: PortfolioId
  readonly roomId: string
}

/** Whether devices of a thing’s class have a door that we set. */
export const hasDoor = (thing: string): boolean => watermarkClass(thing) === 'rc'

/** Sets a controller’s door to its portfolio’s standard; one that is set so already is left alone. */
export const makeConfigureDoor = ({
  table,
  messages,
}: {
  readonly table: Table
  readonly messages: Pick<DeviceMessages, 'desire'>
}) => {
  const portfolios = makePortfolios(table)
  return (portfolioId: PortfolioId, thing: string): Promise<void> =>
    messages.desire(thing, 'door', async () => ({ ...doorSettings(await portfolios.standard(portfolioId, true)) }))
}

/** Makes the desired half of any shadow what we want it to be: where we want nothing, nothing stays. */
export const makeRestoreShadow = (deps: {
  readonly table: Table
  readonly messages: Pick<DeviceMessages, 'desire'>
  readonly credentials: Pick<RoomCredentials, 'desire'>
}) => {
  const configureDoor = makeConfigureDoor(deps)
  return ({ portfolioId, roomId }: Serving, thing: ThingName, name: ShadowName): Promise<void> => {
    if (name === 'cred') return deps.credentials.desire(portfolioId, roomId, thing)
    if (name === 'door' && hasDoor(thing)) return configureDoor(portfolioId, thing)
    return deps.messages.desire(thing, name, async () => ({}))
  }
}
