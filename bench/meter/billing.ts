import { isDeepStrictEqual } from 'node:util'
import { billedWrite, itemBytes, readUnitsOf, type WireItem } from '../metering.ts'
import type { CallEntry, MeterEntry, StreamRecord } from './entries.ts'

/** A call of DynamoDB with its units; other services’ calls have none. */
export interface MeteredCall extends CallEntry {
  readonly writeUnits: number
  readonly readUnits: number
}

interface Change {
  readonly before: WireItem | null
  readonly after: WireItem | null
}

interface WireWrite {
  readonly key: WireItem
  /** the new item where the request carries it whole */
  readonly put?: WireItem
  readonly deletes: boolean
}

const keyText = (item: WireItem): string => JSON.stringify([item.pk?.S, item.sk?.S])

const writeOf = (kind: string, request: { Item?: WireItem; Key?: WireItem }): WireWrite => ({
  key: request.Item ?? request.Key ?? {},
  ...(request.Item ? { put: request.Item } : {}),
  deletes: kind === 'Delete',
})

/** Images of items as the table’s stream told them, each change once, in the order of the writes of its item. */
const makeImages = (records: readonly StreamRecord[]) => {
  const bySequence = new Map(records.map((record) => [record.SequenceNumber, record]))
  const ordered = [...bySequence.values()].sort((a, b) =>
    BigInt(a.SequenceNumber) < BigInt(b.SequenceNumber) ? -1 : 1,
  )
  const waiting = new Map<string, Change[]>()
  for (const { Keys, NewImage, OldImage } of ordered) {
    const key = keyText(Keys)
    waiting.set(key, [...(waiting.get(key) ?? []), { before: OldImage ?? null, after: NewImage ?? null }])
  }
  const now = new Map<string, WireItem>()
  return {
    /** The item as it lies in the table at this point of the log, or null. */
    current: (key: WireItem): WireItem | null => now.get(keyText(key)) ?? null,
    /** What a write did; a write that changed nothing left no record and is told as such. */
    take: ({ key, put, deletes }: WireWrite): Change => {
      const id = keyText(key)
      const changes = waiting.get(id) ?? []
      const at = changes.findIndex(({ after }) =>
        deletes ? after === null : put ? isDeepStrictEqual(after, put) : after !== null,
      )
      const current = now.get(id) ?? null
      const found = at < 0 ? { before: current, after: put ?? current } : (changes.splice(at, 1)[0] as Change)
      if (found.after) now.set(id, found.after)
      else now.delete(id)
      return found
    },
  }
}

type Images = ReturnType<typeof makeImages>
type Json = Record<string, never> & {
  readonly TransactItems?: readonly Record<string, { Item?: WireItem; Key?: WireItem }>[]
  readonly RequestItems?: Record<string, unknown>
  readonly Responses?: unknown
  readonly Item?: WireItem
  readonly Items?: readonly WireItem[]
  readonly Key?: WireItem
  readonly ConsistentRead?: boolean
  readonly Count?: number
  readonly ScannedCount?: number
}

const writesOf = (operation: string, request: Json): readonly WireWrite[] => {
  switch (operation) {
    case 'PutItem':
    case 'UpdateItem':
    case 'DeleteItem':
      return [writeOf(operation.replace('Item', ''), request)]
    case 'TransactWriteItems':
      return (request.TransactItems ?? []).flatMap((one) =>
        Object.entries(one).map(([kind, write]) => writeOf(kind, write)),
      )
    case 'BatchWriteItem':
      return Object.values(request.RequestItems ?? {})
        .flatMap((list) => list as { PutRequest?: { Item: WireItem }; DeleteRequest?: { Key: WireItem } }[])
        .map(({ PutRequest, DeleteRequest }) =>
          PutRequest ? writeOf('Put', PutRequest) : writeOf('Delete', DeleteRequest ?? {}),
        )
    default:
      return []
  }
}

const writeUnits = (operation: string, request: Json, isDone: boolean, images: Images): number => {
  const transaction = operation === 'TransactWriteItems'
  return writesOf(operation, request).reduce((sum, write) => {
    const there = images.current(write.key)
    const { before, after } = isDone ? images.take(write) : { before: there, after: there }
    return sum + billedWrite(before, after, { transaction }).total
  }, 0)
}

/** A read is billed by the whole item, so a projected one by what is known of it. */
const sizeOf = (item: WireItem, images: Images): number => {
  const known = item.pk && item.sk ? images.current(item) : null
  return Math.max(itemBytes(item), known ? itemBytes(known) : 0)
}

const readUnits = (operation: string, request: Json, response: Json, images: Images): number => {
  const consistency = request.ConsistentRead ? 'strong' : 'eventual'
  switch (operation) {
    case 'GetItem': {
      const known = images.current(request.Key ?? {})
      const size = Math.max(known ? itemBytes(known) : 0, response.Item ? itemBytes(response.Item) : 0)
      return readUnitsOf(size, consistency)
    }
    case 'Query': {
      const items = response.Items ?? []
      // An index that holds keys only is read by its own entries.
      const bytes = items.reduce(
        (sum, item) => sum + ('IndexName' in request ? itemBytes(item) : sizeOf(item, images)),
        0,
      )
      const looked = response.ScannedCount ?? items.length
      return readUnitsOf(items.length > 0 ? (bytes * looked) / items.length : 0, consistency)
    }
    case 'BatchGetItem':
      return Object.entries(request.RequestItems ?? {}).reduce((sum, [table, asked]) => {
        const { Keys, ConsistentRead } = asked as { Keys: WireItem[]; ConsistentRead?: boolean }
        const found = ((response.Responses as Record<string, WireItem[]>)?.[table] ?? []).map((item) =>
          sizeOf(item, images),
        )
        const missing = Keys.length - found.length
        const each = (size: number) => readUnitsOf(size, ConsistentRead ? 'strong' : 'eventual')
        return sum + found.reduce((units, size) => units + each(size), 0) + missing * each(0)
      }, 0)
    case 'TransactGetItems':
      return ((response.Responses as { Item?: WireItem }[]) ?? []).reduce(
        (sum, { Item }) => sum + readUnitsOf(Item ? sizeOf(Item, images) : 0, 'transaction'),
        0,
      )
    default:
      return 0
  }
}

const parsed = (text: string): Json => {
  try {
    return JSON.parse(text) as Json
  } catch {
    return {}
  }
}

/**
 * Gives every call of a whole log its units. The log must hold all writes of the table from its first on, so that the images
 * before and after each are known: what DynamoDB bills depends on both.
 */
export const meter = (entries: readonly MeterEntry[]): MeteredCall[] => {
  const images = makeImages(entries.flatMap((entry) => (entry.kind === 'invocation' ? entry.stream : [])))
  const calls = entries.filter((entry) => entry.kind === 'call').sort((a, b) => a.endedAt - b.endedAt)
  return calls.map((call) => {
    if (call.service !== 'dynamodb') return { ...call, writeUnits: 0, readUnits: 0 }
    const [request, response] = [parsed(call.request), parsed(call.response)]
    const isDone = call.status < 300
    return {
      ...call,
      writeUnits: writeUnits(call.operation, request, isDone, images),
      readUnits: isDone ? readUnits(call.operation, request, response, images) : 0,
    }
  })
}
