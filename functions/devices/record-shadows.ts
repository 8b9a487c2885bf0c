import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda'
import { CredReported, SHADOW_SCHEMAS } from '../../device-shadow/documents/shadows.ts'
import { makeDeviceMessages } from '../../shared/adapters/iot-data.ts'
import { makeVault } from '../../shared/adapters/vault.ts'
import { systemClock } from '../../shared/runtime/clock.ts'
import { environment } from '../../shared/runtime/env.ts'
import type { ThingAssignment } from '../../shared/table/assignments.ts'
import { isApart, makeDeviceShadows } from '../../shared/table/device-shadows.ts'
import { makeDevices } from '../../shared/table/devices.ts'
import { openTable } from '../../shared/table/table.ts'
import { makeRestoreShadow } from '../middleware/desired-shadows.ts'
import { makeDeviceKeys } from '../middleware/device-keys.ts'
import { makeRoomCredentials } from '../middleware/room-credentials.ts'
import { makeKeepAnomaly } from './keep-anomaly.ts'
import { makePlacesOfThings } from './places-of-things.ts'
import { faultOf } from './read-message.ts'
import { readShadowChange, type ShadowChange } from './read-shadow-change.ts'

const env = environment('TABLE_NAME', 'SECRET_ARN', 'IOT_DATA_ENDPOINT')
const { now } = systemClock
const table = openTable(env.TABLE_NAME)
const devices = makeDevices(table)
const shadows = makeDeviceShadows(table)
const messages = makeDeviceMessages({ endpoint: env.IOT_DATA_ENDPOINT })
const places = makePlacesOfThings({ table, now })
const keepAnomaly = makeKeepAnomaly({ table, places })
const keysOf = makeDeviceKeys({ vault: makeVault({ secretArn: env.SECRET_ARN }), now })
const credentials = makeRoomCredentials({ table, keysOf, messages, now })
const restoreShadow = makeRestoreShadow({ table, messages, credentials })

/** The self-test is passed when a controller knows its lock, and when any other device reports at all. */
const isReady = ({ name, reported }: ShadowChange, { class: of }: ThingAssignment): boolean => {
  if (of !== 'rc' && of !== 'lb') return name === 'net'
  return name === 'door' && (reported as { lock?: unknown } | null)?.lock !== 'unknown'
}

const keepReported = async (change: ShadowChange, place: ThingAssignment): Promise<void> => {
  const parsed = SHADOW_SCHEMAS[change.name].reported.safeParse(change.reported)
  if (!parsed.success)
    return keepAnomaly({ bad: 'malformed', ...change, note: `shadow ${change.name}: ${faultOf(parsed.error)}` })
  const { thing, name, version } = change
  const report = { version, reported: parsed.data }
  if (isApart(name)) await shadows.report(place.portfolioId, thing, { name, ...report })
  else await devices.report(place.portfolioId, thing, { name, ...report }, isReady(change, place))
  if (name !== 'cred') return
  const { rev, dig } = CredReported.parse(parsed.data)
  const found = await credentials.compare(place.portfolioId, place.roomId, thing, { rev, dig })
  if (found === 'drift')
    await keepAnomaly({ bad: 'credentials_drift', ...change, note: `holds a revision ${rev} that it was not sent` })
}

const take = async ({ body }: SQSRecord): Promise<void> => {
  const change = readShadowChange(body)
  if (!change) return
  const place = await places.now(change.thing)
  if (!place) return
  if (change.reportedChanged) await keepReported(change, place)
  if (change.desiredChanged && !change.isOurs) {
    await keepAnomaly({ bad: 'shadow_tampered', ...change, note: `wrote the desired state of ${change.name}` })
    await restoreShadow(place, change.thing, change.name)
  }
}

const processor = new BatchProcessor(EventType.SQS)

/** What devices report in their shadows becomes their state in the table; what they must not write is written back. */
export const handler = (event: SQSEvent, context: Context) =>
  processPartialResponse(event, take, processor, { context })
