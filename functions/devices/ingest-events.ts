import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { makeDeviceMessages } from '../../shared/adapters/iot-data.ts'
import { makeVault } from '../../shared/adapters/vault.ts'
import type { ThingName } from '../../shared/contracts/ids.ts'
import { systemClock } from '../../shared/runtime/clock.ts'
import { environment } from '../../shared/runtime/env.ts'
import { logger } from '../../shared/runtime/logger.ts'
import { count } from '../../shared/runtime/metrics.ts'
import { openTable } from '../../shared/table/table.ts'
import { makeDeviceKeys } from '../middleware/device-keys.ts'
import { makeRoomCredentials } from '../middleware/room-credentials.ts'
import { makeIngestThing } from './ingest-thing.ts'
import { makeKeepAnomaly } from './keep-anomaly.ts'
import { makePlacesOfThings } from './places-of-things.ts'
import { type DeviceMessage, readMessage } from './read-message.ts'

const env = environment('TABLE_NAME', 'SECRET_ARN', 'IOT_DATA_ENDPOINT')
const { now } = systemClock
const table = openTable(env.TABLE_NAME)
const messages = makeDeviceMessages({ endpoint: env.IOT_DATA_ENDPOINT })
const places = makePlacesOfThings({ table, now })
const keepAnomaly = makeKeepAnomaly({ table, places })
const keysOf = makeDeviceKeys({ vault: makeVault({ secretArn: env.SECRET_ARN }), now })
const credentials = makeRoomCredentials({ table, keysOf, messages, now })
const ingestThing = makeIngestThing({ table, messages, credentials, keepAnomaly, now })

/** Messages of one thing in a batch, with the ids under which the queue gives them again. */
interface Group {
  readonly ids: string[]
  readonly batch: DeviceMessage[]
}

const ingest = async (thing: ThingName, { batch }: Group): Promise<void> => {
  const assignments = await places.of(thing)
  if (assignments) return ingestThing(thing, assignments, batch)
  count('DeviceUnknown')
  logger.warn('messages of a thing that nobody claimed', { thing, messages: batch.length })
}

/** Facts and heartbeats of devices, thing by thing: what failed is given again, the rest is done. */
export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const groups = new Map<ThingName, Group>()
  const failed: string[] = []
  for (const { messageId, body } of event.Records)
    try {
      const message = readMessage(body)
      if ('bad' in message) {
        await keepAnomaly(message)
        continue
      }
      const group = groups.get(message.thing) ?? { ids: [], batch: [] }
      groups.set(message.thing, group)
      group.ids.push(messageId)
      group.batch.push(message)
    } catch (error) {
      logger.error('a message could not be read', error as Error)
      failed.push(messageId)
    }
  await Promise.all(
    [...groups].map(async ([thing, group]) => {
      try {
        await ingest(thing, group)
      } catch (error) {
        logger.error('messages of a thing could not be taken', { thing, error: error as Error })
        failed.push(...group.ids)
      }
    }),
  )
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) }
}
