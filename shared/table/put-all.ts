import { BatchWriteCommand, type BatchWriteCommandInput } from '@aws-sdk/lib-dynamodb'
import type { Table } from './table.ts'

type Requests = NonNullable<BatchWriteCommandInput['RequestItems']>

/** Most items of one batch write. */
const BATCH = 25
/** Tries for a batch of which the table did not take everything. */
const TRIES = 8

/** Writes whole items, each key once, in batches; throws where the table does not take them all within a few tries. */
export const putAll = async (table: Table, items: readonly Record<string, unknown>[]): Promise<void> => {
  for (let from = 0; from < items.length; from += BATCH) {
    let left: Requests = {
      [table.name]: items.slice(from, from + BATCH).map((Item) => ({ PutRequest: { Item } })),
    }
    for (let tries = 0; Object.keys(left).length > 0; tries++) {
      if (tries === TRIES) throw new Error('the table did not take all items of a batch')
      left = (await table.client.send(new BatchWriteCommand({ RequestItems: left }))).UnprocessedItems ?? {}
    }
  }
}
