import { makeDeviceMessages } from '../../../shared/adapters/iot-data.ts'
import { makeVault } from '../../../shared/adapters/vault.ts'
import { deviceRoutes } from '../../../shared/contracts/routes/access.ts'
import { systemClock } from '../../../shared/runtime/clock.ts'
import { environment } from '../../../shared/runtime/env.ts'
import { makeClaims } from '../../../shared/table/claims.ts'
import { openTable } from '../../../shared/table/table.ts'
import { apiArea } from '../../middleware/api.ts'
import { makeDeviceKeys } from '../../middleware/device-keys.ts'
import { makePlaces } from '../../middleware/places.ts'
import { openTenants } from '../../middleware/tenants.ts'
import { makeGetCommand } from './get-command.ts'
import { makeGetDevice } from './get-device.ts'
import { makeListDevices } from './list-devices.ts'
import { makeRegisterDevice } from './register-device.ts'
import { makeSendCommand } from './send-command.ts'

const env = environment('TABLE_NAME', 'SECRET_ARN', 'IOT_DATA_ENDPOINT')
const { now } = systemClock
const tenants = openTenants()
const places = makePlaces({ table: tenants.table, now })
const vault = makeVault({ secretArn: env.SECRET_ARN })

/** Devices of a portfolio: registering, state, commands. */
export const handler = apiArea(
  deviceRoutes,
  {
    registerDevice: makeRegisterDevice({ tenants, places, claims: makeClaims(openTable(env.TABLE_NAME)) }),
    listDevices: makeListDevices({ tenants, places }),
    getDevice: makeGetDevice({ tenants }),
    sendCommand: makeSendCommand({
      tenants,
      keysOf: makeDeviceKeys({ vault, now }),
      messages: makeDeviceMessages({ endpoint: env.IOT_DATA_ENDPOINT }),
    }),
    getCommand: makeGetCommand({ tenants }),
  },
  { seal: (portfolioId) => vault.seal('answers', portfolioId) },
)
