import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it } from 'vitest'
import { putAll } from './put-all.ts'
import { tableT } from './requests.fixture.ts'

const dynamo = mockClient(DynamoDBDocumentClient)
beforeEach(() => dynamo.reset())
const items = (count: number) => Array.from({ length: count }, (_, n) => ({ pk: 'p', sk: String(n) }))
const sent = () => dynamo.commandCalls(BatchWriteCommand).map((call) => call.args[0].input.RequestItems?.T?.length)

describe('putting many items', () => {
  it('sends batches of 25', async () => {
    dynamo.on(BatchWriteCommand).resolves({})
    await putAll(tableT(), items(60))
    expect(sent()).toEqual([25, 25, 10])
  })

  it('sends again what the table did not take', async () => {
    const left = { T: [{ PutRequest: { Item: { pk: 'p', sk: '1' } } }] }
    dynamo.on(BatchWriteCommand).resolvesOnce({ UnprocessedItems: left }).resolves({ UnprocessedItems: {} })
    await putAll(tableT(), items(3))
    expect(sent()).toEqual([3, 1])
  })

  it('fails rather than leave items out', async () => {
    dynamo.on(BatchWriteCommand).resolves({ UnprocessedItems: { T: [{ PutRequest: { Item: { pk: 'p', sk: '1' } } }] } })
    await expect(putAll(tableT(), items(1))).rejects.toThrow('did not take')
  })

  it('sends nothing for nothing', async () => {
    await putAll(tableT(), [])
    expect(sent()).toEqual([])
  })
})
