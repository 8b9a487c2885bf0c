import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import type { DomainEvent } from '../contracts/domain-event.ts'

/** Most entries that one call takes. */
const BATCH = 10
/** What the bus says of an entry that it will never take, however often it comes. */
const NEVER = ['MalformedDetail', 'InvalidArgument']

/** Indices of events that the bus did not take: perhaps another time, or never. */
export interface NotTaken {
  readonly failed: readonly number[]
  readonly refused: readonly number[]
}

/** The event bus. */
export const makeBus = ({ busName }: { busName: string }) => {
  const client = new EventBridgeClient({})
  return {
    /**
     * Publishes events in their order, ten a call (source `vestibule`, detail-type the event’s name). What comes after a call
     * in which one failed is not tried.
     */
    publish: async (events: readonly DomainEvent[]): Promise<NotTaken> => {
      const refused: number[] = []
      for (let from = 0; from < events.length; from += BATCH) {
        const some = events.slice(from, from + BATCH)
        const { Entries = [] } = await client.send(
          new PutEventsCommand({
            Entries: some.map((event) => ({
              EventBusName: busName,
              Source: 'vestibule',
              DetailType: event.type,
              Detail: JSON.stringify(event),
              Time: new Date(event.recordedAt),
              Resources: [event.resource],
            })),
          }),
        )
        const notTaken = some.flatMap((_, i) => {
          const code = Entries[i]?.ErrorCode
          return code ? [{ at: from + i, isFinal: NEVER.includes(code) }] : []
        })
        refused.push(...notTaken.flatMap(({ at, isFinal }) => (isFinal ? [at] : [])))
        const failed = notTaken.flatMap(({ at, isFinal }) => (isFinal ? [] : [at]))
        if (failed.length > 0) return { failed, refused }
      }
      return { failed: [], refused }
    },
  }
}
