import { makeThings } from '../../../shared/adapters/iot.ts'
import { makeVault } from '../../../shared/adapters/vault.ts'
import { claimRoutes } from '../../../shared/contracts/routes/access.ts'
import { environment } from '../../../shared/runtime/env.ts'
import { openTable } from '../../../shared/table/table.ts'
import { apiArea } from '../../middleware/api.ts'
import { openTenants } from '../../middleware/tenants.ts'
import { makeClaimDevice } from './claim-device.ts'
import { makeDeviceCa } from './device-ca.ts'

const env = environment('STAGE', 'TABLE_NAME', 'SECRET_ARN', 'DEVICE_MQTT_HOST', 'DEVICE_MQTT_PORT', 'DEVICE_CA_URL')

/** The device’s own first call. */
export const handler = apiArea(claimRoutes, {
  claimDevice: makeClaimDevice({
    registry: openTable(env.TABLE_NAME),
    tenants: openTenants(),
    things: makeThings({ stage: env.STAGE }),
    vault: makeVault({ secretArn: env.SECRET_ARN }),
    ca: makeDeviceCa(env.DEVICE_CA_URL),
    endpoint: { host: env.DEVICE_MQTT_HOST, port: env.DEVICE_MQTT_PORT },
  }),
})
