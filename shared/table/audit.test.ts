import { BatchWriteCommand, DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, expect, test } from 'vitest'
import { type AuditRecord, makeAudit } from './audit.ts'
import { AT, PORTFOLIO, PROPERTY, tableT } from './requests.fixture.ts'

const dynamo = mockClient(DynamoDBDocumentClient)
const audit = makeAudit(tableT())
beforeEach(() => dynamo.reset())

const record = (id: string, propertyId: string | null): AuditRecord => ({
  id,
  at: AT,
  principal: 'user:usr_1',
  operationId: 'createRoom',
  resource: 'room_1',
  summary: 'Room created',
  portfolioId: PORTFOLIO,
  propertyId,
})
const pk = `PF#${PORTFOLIO}#AUDIT#2026-11-23`

test('entries lie by UTC day, under ids that follow from the events', async () => {
  dynamo.on(BatchWriteCommand).resolves({})
  await audit.put([record('aud_1', PROPERTY)])
  expect(dynamo.call(0).args[0].input).toMatchObject({
    RequestItems: { T: [{ PutRequest: { Item: { pk, sk: 'aud_1', propertyId: PROPERTY } } }] },
  })
})

test('a day is listed newest first, without what belongs to other properties', async () => {
  const items = [record('aud_3', null), record('aud_2', 'prop_other'), record('aud_1', PROPERTY)]
  dynamo.on(QueryCommand).resolves({
    Items: items.map((one) => ({ pk, sk: one.id, ...one })),
    LastEvaluatedKey: { pk, sk: 'aud_1' },
  })
  const found = await audit.list(PORTFOLIO, '2026-11-23', { limit: 3, propertyIds: [PROPERTY] })
  expect(found.items.map(({ id }) => id)).toEqual(['aud_3', 'aud_1'])
  await audit.list(PORTFOLIO, '2026-11-23', { limit: 3, cursor: found.cursor, propertyIds: null })
  expect(dynamo.call(0).args[0].input).toMatchObject({
    ScanIndexForward: false,
    ExpressionAttributeValues: { ':pk': pk },
  })
  expect(dynamo.call(1).args[0].input).toMatchObject({ ExclusiveStartKey: { pk, sk: 'aud_1' } })
})
