import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, expect, it } from 'vitest'
import type { PortfolioId } from '../contracts/ids.ts'
import type { MessageRecord } from '../domain/notifications/message-record.ts'
import { id } from '../domain/packages/packages.fixture.ts'
import { makeMessages } from './messages.ts'

const PORTFOLIO = id('pf', 1) as PortfolioId
const dynamo = mockClient(DynamoDBDocumentClient)
const messages = makeMessages({ client: DynamoDBDocumentClient.from(new DynamoDBClient({})), name: 'T' })
const record: MessageRecord = {
  about: id('pkg', 1),
  reason: 'package_received',
  rev: 1,
  attempts: [{ channel: 'email', to: 'a***@example.com', status: 'sending', atMs: 1, untilMs: 2 }],
}
const pk = `PF#${PORTFOLIO}#MSG#${id('pkg', 1)}`

beforeEach(() => dynamo.reset())

it('begins a message only where there is none', async () => {
  dynamo.on(PutCommand).resolves({})
  expect(await messages.write(PORTFOLIO, record)).toBe(true)
  expect(dynamo.commandCalls(PutCommand)[0]?.args[0].input).toMatchObject({
    Item: { pk, sk: 'package_received', rev: 1, attempts: record.attempts },
    ConditionExpression: 'attribute_not_exists(pk)',
  })
})

it('goes on only from what it read', async () => {
  dynamo.on(PutCommand).rejects(Object.assign(new Error('no'), { name: 'ConditionalCheckFailedException' }))
  expect(await messages.write(PORTFOLIO, { ...record, rev: 4 })).toBe(false)
  expect(dynamo.commandCalls(PutCommand)[0]?.args[0].input).toMatchObject({
    ConditionExpression: 'rev = :before',
    ExpressionAttributeValues: { ':before': 3 },
  })
})

it('reads what was told about something', async () => {
  const item = { pk, sk: 'package_received', rev: 1, attempts: record.attempts }
  dynamo.on(GetCommand).resolves({ Item: item })
  dynamo.on(QueryCommand).resolves({ Items: [item] })
  expect(await messages.get(PORTFOLIO, id('pkg', 1), 'package_received')).toEqual(record)
  expect(await messages.about(PORTFOLIO, id('pkg', 1))).toEqual([record])
  expect(dynamo.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': pk },
  })
})
