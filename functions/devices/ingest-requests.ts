import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda'
import { CommandResult } from '../../device-shadow/documents/commands.ts'
import { CredentialRequest } from '../../device-shadow/documents/credentials.ts'
import { makeDeviceMessages } from '../../shared/adapters/iot-data.ts'
import { makeVault } from '../../shared/adapters/vault.ts'
import { instant, systemClock } from '../../shared/runtime/clock.ts'
import { environment } from '../../shared/runtime/env.ts'
import { makeCommands } from '../../shared/table/commands.ts'
import { openTable } from '../../shared/table/table.ts'
import { makeDeviceKeys } from '../middleware/device-keys.ts'
import { makeRoomCredentials } from '../middleware/room-credentials.ts'
import { makeKeepAnomaly } from './keep-anomaly.ts'
import { makePlacesOfThings } from './places-of-things.ts'
import { faultOf, readMessage } from './read-message.ts'

const env = environment('TABLE_NAME', 'SECRET_ARN', 'IOT_DATA_ENDPOINT')
const { now } = systemClock
const table = openTable(env.TABLE_NAME)
const messages = makeDeviceMessages({ endpoint: env.IOT_DATA_ENDPOINT })
const places = makePlacesOfThings({ table, now })
const keepAnomaly = makeKeepAnomaly({ table, places })
const keysOf = makeDeviceKeys({ vault: makeVault({ secretArn: env.SECRET_ARN }), now })
const credentials = makeRoomCredentials({ table, keysOf, messages, now })

/** A device asks for its credential set, or says what became of a command. */
const take = async ({ body }: SQSRecord): Promise<void> => {
  const message = readMessage(body)
  if ('bad' in message) return keepAnomaly(message)
  const { thing, channel, document } = message
  const place = await places.now(thing)
  if (!place) return
  const { portfolioId, roomId } = place
  if (channel === 'credget') {
    const asked = CredentialRequest.safeParse(document)
    if (!asked.success) return keepAnomaly({ bad: 'malformed', ...message, note: faultOf(asked.error) })
    await credentials.answer(portfolioId, roomId, thing, asked.data)
  } else if (channel === 'cmdres') {
    const result = CommandResult.safeParse(document)
    if (!result.success) return keepAnomaly({ bad: 'malformed', ...message, note: faultOf(result.error) })
    const at = instant(message.receivedAtMs)
    await makeCommands(table).answer(portfolioId, thing, result.data.id, result.data.res, at)
  } else await keepAnomaly({ bad: 'unknown_topic', ...message, note: `nothing is expected on ${channel}` })
}

const processor = new BatchProcessor(EventType.SQS)

/** Requests of devices and results of commands. */
export const handler = (event: SQSEvent, context: Context) =>
  processPartialResponse(event, take, processor, { context })
