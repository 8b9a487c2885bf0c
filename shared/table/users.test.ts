import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, expect, test } from 'vitest'
import { AT, EVENT, PORTFOLIO, TAIL, tableT } from './requests.fixture.ts'
import { makeUsers, type UserRecord } from './users.ts'

const dynamo = mockClient(DynamoDBDocumentClient)
const users = makeUsers(tableT())
beforeEach(() => dynamo.reset())
const olga: UserRecord = {
  id: `usr_${TAIL}`,
  email: 'o@example.com',
  name: 'Olga',
  role: 'owner',
  propertyIds: null,
  createdAt: AT,
}

test('a user is added once; all properties take no space', () => {
  const { Put } = users.create(PORTFOLIO, olga, EVENT)
  expect(Put).toMatchObject({
    Item: { pk: `PF#${PORTFOLIO}#USERS`, sk: olga.id, role: 'owner', event: EVENT },
    ConditionExpression: expect.stringContaining('attribute_not_exists'),
  })
  expect(Put?.Item).not.toHaveProperty('propertyIds')
})

test('users are one partition', async () => {
  const { propertyIds: _, ...item } = olga
  dynamo.on(QueryCommand).resolves({ Items: [{ ...item, portfolioId: PORTFOLIO, __edb_e__: 'user', __edb_v__: '1' }] })
  expect((await users.list(PORTFOLIO, { limit: 5 })).items).toEqual([olga])
  expect(await users.all(PORTFOLIO)).toEqual([olga])
  for (const call of dynamo.calls())
    expect(call.args[0].input).toMatchObject({ ExpressionAttributeValues: { ':pk': `PF#${PORTFOLIO}#USERS` } })
})
