import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import type { DomainEvent } from '../contracts/domain-event.ts'

/** Most entries that one call takes. */
const BATCH = 10

/** The event bus. */
export const makeBus = ({ busName }: { busName: string }) => {
  const client = new EventBridgeClient({})
  return {
    /**
     * Publishes events in their order, ten a call (source `vestibule`, detail-type the event’s name). Answers the indices of
     * those that the bus did not take; what comes after a call that failed is not tried.
     */
    publish: async (events: readonly DomainEvent[]): Promise<number[]> => {
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
        const failed = some.flatMap((_, i) => (Entries[i]?.ErrorCode ? [from + i] : []))
        if (failed.length > 0) return failed
      }
      return []
    },
  }
}
