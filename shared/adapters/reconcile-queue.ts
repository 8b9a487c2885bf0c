import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { RoomWake } from '../contracts/room-wake.ts'

/** The longest that SQS holds a message back, seconds; what is due later is woken on the way and waits again. */
const LONGEST_DELAY_S = 900

/** The queue that wakes rooms whose verdicts wait for time to pass. */
export const makeReconcileQueue = ({ queueUrl }: { readonly queueUrl: string }) => {
  // The address in a queue’s URL is not where every endpoint listens; the client’s own always is.
  const client = new SQSClient({ useQueueUrlAsEndpoint: false })
  return {
    /** Wakes a room at an instant, or as late before it as the queue can. Answers the instant at which it wakes. */
    wake: async (wake: RoomWake, atMs: number, nowMs: number): Promise<number> => {
      const delay = Math.min(LONGEST_DELAY_S, Math.max(0, Math.ceil((atMs - nowMs) / 1000)))
      await client.send(
        new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(wake), DelaySeconds: delay }),
      )
      return nowMs + delay * 1000
    },
  }
}

/** See {@link makeReconcileQueue}. */
export type ReconcileQueue = ReturnType<typeof makeReconcileQueue>
