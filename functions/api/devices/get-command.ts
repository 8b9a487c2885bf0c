import { isRefusal, refuse } from '../../../shared/contracts/problem.ts'
import type { deviceRoutes } from '../../../shared/contracts/routes/access.ts'
import { makeCommands } from '../../../shared/table/commands.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import type { Tenants } from '../../middleware/tenants.ts'
import { findDevice } from './find-device.ts'

/** A device answers at once or never: its command cannot run after 15 s. */
const ANSWERED_WITHIN_MS = 30_000

/** What became of a command; one that was not answered in time has expired. */
export const makeGetCommand =
  ({ tenants }: { tenants: Tenants }): ApiHandler<(typeof deviceRoutes)[4]> =>
  async ({ principal, params, now }) => {
    const table = await tenants.table(principal.portfolioId)
    const device = await findDevice(table, principal, params.thing)
    if (isRefusal(device)) return device
    const command = await makeCommands(table).get(principal.portfolioId, params.thing, params.commandId)
    if (!command) return refuse('resource.not_found', `There is no command ${params.commandId}.`)
    const isOver = command.status === 'sent' && now - Date.parse(command.sentAt) > ANSWERED_WITHIN_MS
    return answer(200, isOver ? { ...command, status: 'expired' } : command)
  }
