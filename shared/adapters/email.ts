import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import type { SendResult } from '../domain/notifications/message-record.ts'
import { failedSend } from './sending.ts'

/** Sends plain e-mails from our one address (SES). Never throws: what came of it is the answer. */
export const makeEmails = ({ from }: { readonly from: string }) => {
  const client = new SESv2Client({ maxAttempts: 1 })
  return {
    /** Sends one e-mail. */
    send: async (to: string, { subject, text }: { subject: string; text: string }): Promise<SendResult> => {
      try {
        const { MessageId } = await client.send(
          new SendEmailCommand({
            FromEmailAddress: from,
            Destination: { ToAddresses: [to] },
            Content: {
              Simple: {
                Subject: { Data: subject, Charset: 'UTF-8' },
                Body: { Text: { Data: text, Charset: 'UTF-8' } },
              },
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

/** See {@link makeEmails}. */
export type Emails = ReturnType<typeof makeEmails>
