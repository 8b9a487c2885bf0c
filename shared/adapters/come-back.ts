import { ChangeMessageVisibilityCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { SQSRecord } from 'aws-lambda'

/** Longest that a message is put off, seconds. */
const LONGEST = 900

/** A message that comes back by itself: the batch’s answer counts it as failed, so that it is not deleted. */
class ComesBack extends Error {
  override readonly name = 'ComesBack'
}

/** Puts messages off: a message of a queue is shown to its consumer again at an instant, instead of after the queue’s time. */
export const makeComeBack = ({ now }: { readonly now: () => number }) => {
  // The address in a queue’s URL is not where every endpoint listens; the client’s own always is.
  const client = new SQSClient({ useQueueUrlAsEndpoint: false })
  const urls = new Map<string, Promise<string>>()
  const urlOf = (arn: string): Promise<string> => {
    const known = urls.get(arn)
    if (known) return known
    const QueueName = arn.slice(arn.lastIndexOf(':') + 1)
    const url = client.send(new GetQueueUrlCommand({ QueueName })).then(({ QueueUrl }) => QueueUrl ?? '')
    urls.set(arn, url)
    url.catch(() => urls.delete(arn))
    return url
  }
  /** Puts a message off until an instant, and throws, so that the batch processor counts it as failed. */
  return async (message: SQSRecord, atMs: number): Promise<never> => {
    const seconds = Math.min(LONGEST, Math.max(1, Math.ceil((atMs - now()) / 1000)))
    await client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: await urlOf(message.eventSourceARN),
        ReceiptHandle: message.receiptHandle,
        VisibilityTimeout: seconds,
      }),
    )
    throw new ComesBack(`comes back in ${seconds} s`)
  }
}
