import { makeDeviceMessages } from '../../shared/adapters/iot-data.ts'
import { makeVault } from '../../shared/adapters/vault.ts'
import { systemClock } from '../../shared/runtime/clock.ts'
import { environment } from '../../shared/runtime/env.ts'
import { openTable } from '../../shared/table/table.ts'
import { makeDeviceKeys } from '../middleware/device-keys.ts'
import { makeRoomCredentials } from '../middleware/room-credentials.ts'
import { makeArrangeCodes } from './arrange-codes.ts'
import { makeResidentCodes } from './resident-codes.ts'

const env = environment('TABLE_NAME', 'SECRET_ARN', 'IOT_DATA_ENDPOINT')
const { now } = systemClock
const table = openTable(env.TABLE_NAME)
const vault = makeVault({ secretArn: env.SECRET_ARN })
const keysOf = makeDeviceKeys({ vault, now })
const messages = makeDeviceMessages({ endpoint: env.IOT_DATA_ENDPOINT })

/** Brings codes onto controllers and off them. */
export const handler = makeArrangeCodes({
  rooms: makeRoomCredentials({ table, keysOf, messages, now }),
  residents: makeResidentCodes({ table, vault, keysOf, now }),
})
