import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it } from 'vitest'
import { answer, commit } from './commit.ts'

const dynamo = mockClient(DynamoDBDocumentClient)
beforeEach(() => dynamo.reset())

const table = { client: DynamoDBDocumentClient.from(new DynamoDBClient({})), name: 'T' }
const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  })
const write = { Put: { TableName: 'T', Item: { pk: 'a', sk: 'b' } } }
const save = () => commit(table, undefined, answer(200, 'done'), [write])
const tries = () => dynamo.commandCalls(TransactWriteCommand).length

describe('a transaction', () => {
  it('that meets another one is tried again', async () => {
    dynamo
      .on(TransactWriteCommand)
      .rejectsOnce(cancelled('TransactionConflict'))
      .rejectsOnce(cancelled('TransactionConflict'))
      .resolves({})
    expect(await save()).toEqual({ status: 200, body: 'done' })
    expect(tries()).toBe(3)
  })

  it('that always meets another one is a fault in the end', async () => {
    dynamo.on(TransactWriteCommand).rejects(cancelled('TransactionConflict'))
    await expect(save()).rejects.toThrow('cancelled')
    expect(tries()).toBeLessThan(10)
  })

  it('whose condition does not hold is not tried again, whatever else was in its way', async () => {
    dynamo.on(TransactWriteCommand).rejects(cancelled('TransactionConflict', 'ConditionalCheckFailed'))
    expect(await commit(table, undefined, answer(200), [write, write])).toMatchObject({ failed: 1 })
    expect(tries()).toBe(1)
  })

  it('that fails otherwise throws at once', async () => {
    dynamo.on(TransactWriteCommand).rejects(cancelled('ThrottlingError'))
    await expect(save()).rejects.toThrow('cancelled')
    expect(tries()).toBe(1)
  })
})
