import { setImmediate } from 'node:timers/promises'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { getAll, type ItemKey as Key } from './get-all.ts'
import type { Table } from './table.ts'

type Item = Record<string, unknown>
/** What a repository asks for: one item, or several. */
type Asked =
  | { readonly Key: Key }
  | { readonly RequestItems: Readonly<Record<string, { readonly Keys: readonly Key[] }>> }

const idOf = ({ pk, sk }: Key) => `${pk}\n${sk}`

/**
 * A table on which repositories read items by key together: everything that they ask for at the same time goes into one
 * BatchGetItem. Nothing else works on it. Its reads are eventually consistent, whatever the repository asks for, and so
 * cost half. Make it once, and the repositories on it.
 */
export const readTogether = (table: Table): Table => {
  let waiting: { readonly keys: Key[]; readonly found: Promise<Map<string, Item>> } | undefined
  const ask = (keys: readonly Key[]): Promise<Map<string, Item>> => {
    if (waiting) {
      waiting.keys.push(...keys)
      return waiting.found
    }
    const batch = [...keys]
    const found = setImmediate().then(async () => {
      waiting = undefined
      const keys = [...new Map(batch.map((key) => [idOf(key), key])).values()]
      const items = await getAll(table, keys)
      return new Map(items.map((item) => [idOf(item as unknown as Key), item]))
    })
    waiting = { keys: batch, found }
    return found
  }
  const send = async ({ input }: { readonly input: Asked }) => {
    if ('Key' in input) return { Item: (await ask([input.Key])).get(idOf(input.Key)) }
    if (!('RequestItems' in input)) throw new Error('only items are read together, by their keys')
    const keys = input.RequestItems[table.name]?.Keys ?? []
    const found = await ask(keys)
    return { Responses: { [table.name]: keys.flatMap((key) => found.get(idOf(key)) ?? []) } }
  }
  return { name: table.name, client: { send } as unknown as DynamoDBDocumentClient }
}
