import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'

/** The queue at the end of a line, for what can never be done as it is. */
export const makeDeadLetters = ({ queueUrl }: { queueUrl: string }) => {
  const client = new SQSClient({})
  return {
    /** Sets something aside whole, with the reason, so that a person can hand it in again. */
    put: async (letter: { readonly reason: string; readonly record: unknown }): Promise<void> => {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(letter) }))
    },
  }
}

/** See {@link makeDeadLetters}. */
export type DeadLetters = ReturnType<typeof makeDeadLetters>
