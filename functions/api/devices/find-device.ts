import { mayAccessProperty, type Principal } from '../../../shared/contracts/principal.ts'
import { type Refusal, refuse } from '../../../shared/contracts/problem.ts'
import { type DeviceRecord, makeDevices } from '../../../shared/table/devices.ts'
import type { Table } from '../../../shared/table/table.ts'

/** A device that the principal may see; one it may not see looks as if it were not there. */
export const findDevice = async (
  table: Table,
  principal: Principal,
  thing: string,
): Promise<DeviceRecord | Refusal> => {
  const device = await makeDevices(table).get(principal.portfolioId, thing)
  return device && mayAccessProperty(principal, device.propertyId)
    ? device
    : refuse('resource.not_found', `There is no device ${thing}.`)
}
