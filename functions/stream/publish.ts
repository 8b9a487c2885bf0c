import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda'
import { makeBus } from '../../shared/adapters/bus.ts'
import { environment } from '../../shared/runtime/env.ts'
import { logger } from '../../shared/runtime/logger.ts'
import { newEventOf, readRecord } from '../../shared/table/stream-record.ts'

const bus = makeBus({ busName: environment('BUS_NAME').BUS_NAME })

/** Puts the events of changed items onto the bus; the stream comes again from the first one that the bus did not take. */
export const handler = async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  const found = Records.flatMap((record) => {
    const read = readRecord(record)
    const event = read && newEventOf(read)
    return event ? [{ event, sequence: read.sequence }] : []
  })
  const failed = await bus.publish(found.map(({ event }) => event))
  if (failed.length > 0) logger.warn('the bus did not take events', { count: failed.length })
  return { batchItemFailures: failed.map((i) => ({ itemIdentifier: found[i]?.sequence ?? '' })) }
}
