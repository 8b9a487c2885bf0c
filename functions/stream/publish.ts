import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda'
import { makeBus } from '../../shared/adapters/bus.ts'
import { makeDeadLetters } from '../../shared/adapters/dead-letters.ts'
import { environment } from '../../shared/runtime/env.ts'
import { makePublishEvents } from './publish-events.ts'

const env = environment('BUS_NAME', 'DEAD_LETTERS_URL')
const publishEvents = makePublishEvents({
  bus: makeBus({ busName: env.BUS_NAME }),
  deadLetters: makeDeadLetters({ queueUrl: env.DEAD_LETTERS_URL }),
})

/** Puts the events of changed items onto the bus. */
export const handler = ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => publishEvents(Records)
