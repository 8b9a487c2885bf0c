import { BatchGetCommand } from '@aws-sdk/lib-dynamodb'
import type { Table } from './table.ts'

/** Primary key of an item. */
export interface ItemKey {
  readonly pk: string
  readonly sk: string
}

/** Keys that one BatchGetItem takes. */
const BATCH = 100

/**
 * The items of these keys, each once and in no order, in as few calls as there are hundreds of them; keys that nobody
 * stored are missing. What DynamoDB leaves unprocessed is asked for again: it must not read as absent. (It never leaves
 * everything: that is an error, which the SDK tries again by itself.)
 */
export const getAll = async (
  table: Table,
  keys: readonly ItemKey[],
  how: { readonly consistent?: boolean; readonly attributes?: string } = {},
): Promise<Record<string, unknown>[]> => {
  const found: Record<string, unknown>[] = []
  let wanted: ItemKey[] = keys.map(({ pk, sk }) => ({ pk, sk }))
  while (wanted.length > 0) {
    const { Responses, UnprocessedKeys } = await table.client.send(
      new BatchGetCommand({
        RequestItems: {
          [table.name]: {
            Keys: wanted.slice(0, BATCH) as unknown as Record<string, unknown>[],
            ...(how.consistent ? { ConsistentRead: true } : {}),
            ...(how.attributes ? { ProjectionExpression: how.attributes } : {}),
          },
        },
      }),
    )
    found.push(...(Responses?.[table.name] ?? []))
    const again = (UnprocessedKeys?.[table.name]?.Keys ?? []) as unknown as ItemKey[]
    wanted = [...again, ...wanted.slice(BATCH)]
  }
  return found
}
