import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda'
import type { makeBus } from '../../shared/adapters/bus.ts'
import type { DeadLetters } from '../../shared/adapters/dead-letters.ts'
import type { DomainEvent } from '../../shared/contracts/domain-event.ts'
import { logger } from '../../shared/runtime/logger.ts'
import { newEventOf, readRecord } from '../../shared/table/stream-record.ts'

/** A record of a batch: the event that it brings, or why it can never bring one. `at`: its place in the batch. */
type Read = { readonly at: number } & ({ readonly event: DomainEvent } | { readonly poison: string })

const readEvents = (records: readonly DynamoDBRecord[]): Read[] =>
  records.flatMap((record, at): Read[] => {
    try {
      const read = readRecord(record)
      const event = read && newEventOf(read)
      return event ? [{ at, event }] : []
    } catch (error) {
      return [{ at, poison: `the record cannot be read: ${(error as Error).message}` }]
    }
  })

/**
 * Publishes the events of a batch of the stream. What can never be published is set aside whole, so that it holds nobody up;
 * the stream comes again from the first event that the bus did not take.
 */
export const makePublishEvents =
  ({ bus, deadLetters }: { readonly bus: ReturnType<typeof makeBus>; readonly deadLetters: DeadLetters }) =>
  async (records: readonly DynamoDBRecord[]): Promise<DynamoDBBatchResponse> => {
    const read = readEvents(records)
    const found = read.filter((one) => 'event' in one)
    const { failed, refused } = await bus.publish(found.map(({ event }) => event))
    const placeOf = (i: number) => found[i]?.at ?? 0
    const until = Math.min(...failed.map(placeOf), records.length)
    const poison = [
      ...read.flatMap((one) => ('poison' in one ? [{ at: one.at, reason: one.poison }] : [])),
      ...refused.map((i) => ({ at: placeOf(i), reason: 'the bus refuses the event' })),
    ]
    // What lies behind the first that failed comes again and is set aside then.
    for (const { at, reason } of poison) {
      if (at >= until) continue
      logger.error('a record of the stream was set aside', { reason, keys: records[at]?.dynamodb?.Keys })
      await deadLetters.put({ reason, record: records[at] })
    }
    if (failed.length > 0) logger.warn('the bus did not take events', { count: failed.length })
    return {
      batchItemFailures: failed.map((i) => ({ itemIdentifier: records[placeOf(i)]?.dynamodb?.SequenceNumber ?? '' })),
    }
  }
