import { DeleteCommand, DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { expect, test } from 'vitest'
import { makeLiveConnections } from './live-connections.ts'
import { PORTFOLIO, tableT } from './requests.fixture.ts'

const dynamo = mockClient(DynamoDBDocumentClient)
const connections = makeLiveConnections(tableT())

test('open pages are a partition of their portfolio, and end by themselves', async () => {
  const open = { connectionId: 'c1=', userId: 'usr_1', propertyIds: null, expiresAt: 9 }
  const key = { pk: `PF#${PORTFOLIO}#LIVE`, sk: 'c1=' }
  dynamo.on(PutCommand).resolves({})
  dynamo.on(DeleteCommand).resolves({})
  dynamo.on(QueryCommand).resolves({ Items: [{ ...key, ...open }] })
  await connections.put(PORTFOLIO, open)
  expect(await connections.list(PORTFOLIO)).toEqual([open])
  await connections.remove(PORTFOLIO, 'c1=')
  expect(dynamo.call(0).args[0].input).toEqual({ TableName: 'T', Item: { ...key, ...open } })
  expect(dynamo.call(1).args[0].input).toMatchObject({ ExpressionAttributeValues: { ':pk': key.pk } })
  expect(dynamo.call(2).args[0].input).toEqual({ TableName: 'T', Key: key })
})
