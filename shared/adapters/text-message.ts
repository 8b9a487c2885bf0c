import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import type { SendResult } from '../domain/notifications/message-record.ts'
import { failedSend } from './sending.ts'

/** Sends text messages to phones (SNS, transactional). Never throws: what came of it is the answer. */
export const makeTextMessages = () => {
  const client = new SNSClient({ maxAttempts: 1 })
  return {
    /** Sends one text to a phone number in E.164 form. */
    send: async (phone: string, text: string): Promise<SendResult> => {
      try {
        const { MessageId } = await client.send(
          new PublishCommand({
            PhoneNumber: phone,
            Message: text,
            MessageAttributes: {
              'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' },
            },
          }),
        )
        return { sent: true, providerId: MessageId ?? '' }
      } catch (error) {
        return failedSend(error)
      }
    },
  }
}

/** See {@link makeTextMessages}. */
export type TextMessages = ReturnType<typeof makeTextMessages>
