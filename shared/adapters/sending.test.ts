import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, expect, it } from 'vitest'
import { makeEmails } from './email.ts'
import { failedSend } from './sending.ts'
import { makeTextMessages } from './text-message.ts'

const sns = mockClient(SNSClient)
const ses = mockClient(SESv2Client)

beforeEach(() => {
  sns.reset()
  ses.reset()
})

it('sends a text to the phone', async () => {
  sns.on(PublishCommand).resolves({ MessageId: 'm1' })
  expect(await makeTextMessages().send('+12025550123', 'hello')).toEqual({ sent: true, providerId: 'm1' })
  expect(sns.commandCalls(PublishCommand)[0]?.args[0].input).toMatchObject({
    PhoneNumber: '+12025550123',
    Message: 'hello',
  })
})

it('sends an e-mail from our address', async () => {
  ses.on(SendEmailCommand).resolves({ MessageId: 'm2' })
  const emails = makeEmails({ from: 'rooms@example.com' })
  expect(await emails.send('ana@example.com', { subject: 's', text: 't' })).toEqual({ sent: true, providerId: 'm2' })
  expect(ses.commandCalls(SendEmailCommand)[0]?.args[0].input).toMatchObject({
    FromEmailAddress: 'rooms@example.com',
    Destination: { ToAddresses: ['ana@example.com'] },
  })
})

it.each([
  ['a refusal', { name: 'InvalidParameter', $metadata: { httpStatusCode: 400 } }, false, false],
  ['throttling', { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } }, false, true],
  ['no connection', { name: 'Error', code: 'ECONNREFUSED' }, false, true],
  ['a fault of the service', { name: 'InternalError', $metadata: { httpStatusCode: 500 } }, 'unknown', false],
  ['an answer that was lost', { name: 'TimeoutError' }, 'unknown', false],
])('knows what %s means', (_, error, sent, again) => {
  expect(failedSend(error)).toMatchObject({ sent, again })
})

it('tells no address in the words of a failure', async () => {
  sns.on(PublishCommand).rejects(
    Object.assign(new Error('Invalid parameter: PhoneNumber +12025550123'), {
      name: 'InvalidParameter',
      $metadata: { httpStatusCode: 400 },
    }),
  )
  expect(JSON.stringify(await makeTextMessages().send('+12025550123', 'hello'))).not.toContain('2025550123')
})
