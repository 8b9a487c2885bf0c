import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, expect, test } from 'vitest'
import type { PortfolioId } from '../contracts/ids.ts'
import { makeReconcileQueue } from './reconcile-queue.ts'

const sqs = mockClient(SQSClient)
const wake = { portfolioId: 'pf_1' as PortfolioId, propertyId: 'prop_1', roomId: 'room_1' }
const queue = makeReconcileQueue({ queueUrl: 'https://queue' })

beforeEach(() => {
  sqs.reset()
  sqs.on(SendMessageCommand).resolves({})
})

test.each([
  [10_400, 11],
  [3_600_000, 900],
  [-5, 0],
])('what is due in %d ms wakes the room after %d s', async (inMs, delay) => {
  expect(await queue.wake(wake, 1000 + inMs, 1000)).toBe(1000 + delay * 1000)
  expect(sqs.commandCalls(SendMessageCommand)[0]?.args[0].input).toEqual({
    QueueUrl: 'https://queue',
    MessageBody: JSON.stringify(wake),
    DelaySeconds: delay,
  })
})
