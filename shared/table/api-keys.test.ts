import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, expect, test } from 'vitest'
import { type ApiKeyRecord, makeApiKeys } from './api-keys.ts'
import { AT, EVENT, PORTFOLIO, TAIL, tableT } from './requests.fixture.ts'

const dynamo = mockClient(DynamoDBDocumentClient)
const keys = makeApiKeys(tableT())
beforeEach(() => dynamo.reset())
const key: ApiKeyRecord = {
  id: `key_${TAIL}`,
  name: 'PMS',
  scopes: ['residents:read'],
  propertyIds: null,
  prefix: 'vk_01h455vb4pex5v',
  createdAt: AT,
  lastUsedAt: null,
  revokedAt: null,
}
const at = { pk: `PF#${PORTFOLIO}#KEYS`, sk: key.id }

test('a key is kept without its secret', async () => {
  const { Put } = keys.create(PORTFOLIO, key, EVENT)
  expect(Put).toMatchObject({ Item: { ...at, name: 'PMS', prefix: key.prefix, event: EVENT } })
  dynamo.on(GetCommand).resolves({ Item: Put?.Item ?? {} })
  expect(await keys.get(PORTFOLIO, key.id)).toEqual(key)
  expect(dynamo.call(0).args[0].input).toEqual({ TableName: 'T', Key: at })
})

test('a key is revoked once', () => {
  expect(keys.revoke(PORTFOLIO, key.id, AT, EVENT).Update).toMatchObject({
    Key: at,
    UpdateExpression: 'SET revokedAt = :at, #event = :event',
    ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(revokedAt)',
    ExpressionAttributeValues: { ':at': AT, ':event': EVENT },
  })
})
