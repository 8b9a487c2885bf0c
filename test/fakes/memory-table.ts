import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { openTable, type Table } from '../../shared/table/table.ts'

type Item = Record<string, unknown>
type Names = Record<string, string> | undefined
type Values = Record<string, unknown> | undefined
interface Input {
  readonly [name: string]: unknown
  readonly Key?: Item
  readonly Item?: Item
  readonly IndexName?: string
  readonly Limit?: number
  readonly ScanIndexForward?: boolean
  readonly ExclusiveStartKey?: Item
  readonly KeyConditionExpression?: string
  readonly FilterExpression?: string
  readonly ConditionExpression?: string
  readonly UpdateExpression?: string
  readonly ExpressionAttributeNames?: Names
  readonly ExpressionAttributeValues?: Values
}

const fault = (name: string, more: object = {}) => Object.assign(new Error(name), { name, ...more })
const compare = (a: unknown, b: unknown) => ((a as string) < (b as string) ? -1 : (a as string) > (b as string) ? 1 : 0)

/** Evaluates the part of DynamoDB’s condition language that the repositories use. */
const holds = (expression: string, item: Item | undefined, names: Names, values: Values): boolean => {
  const tokens = expression.match(/[A-Za-z_#:][\w#:.]*|<>|<=|>=|[()=<>,]/g) ?? []
  let at = 0
  const next = () => tokens[at++] ?? ''
  const peek = () => tokens[at] ?? ''
  const isWord = (word: string) => peek().toUpperCase() === word
  const take = (token: string) => {
    if (next() !== token) throw new Error(`expected ${token} in ${expression}`)
  }
  const path = (token: string): unknown =>
    token
      .split('.')
      .map((part) => names?.[part] ?? part)
      .reduce<unknown>((value, part) => (value as Item | undefined)?.[part], item)
  const operand = (token: string): unknown => (token.startsWith(':') ? values?.[token] : path(token))

  const term = (): boolean => {
    const token = next()
    if (token === '(') {
      const value = or()
      take(')')
      return value
    }
    if (token.toUpperCase() === 'NOT') return !term()
    if (/^(attribute_exists|attribute_not_exists|begins_with)$/.test(token)) {
      take('(')
      const left = operand(next())
      let right: unknown
      if (token === 'begins_with') {
        take(',')
        right = operand(next())
      }
      take(')')
      if (token === 'attribute_exists') return left !== undefined
      if (token === 'attribute_not_exists') return left === undefined
      return typeof left === 'string' && left.startsWith(String(right))
    }
    const left = operand(token)
    const sign = next().toUpperCase()
    if (sign === 'BETWEEN') {
      const low = operand(next())
      if (next().toUpperCase() !== 'AND') throw new Error(`BETWEEN without AND in ${expression}`)
      return left !== undefined && compare(left, low) >= 0 && compare(left, operand(next())) <= 0
    }
    if (sign === 'IN') {
      take('(')
      let isIn = false
      do isIn = operand(next()) === left || isIn
      while (peek() === ',' && next())
      take(')')
      return isIn
    }
    const right = operand(next())
    if (sign === '=') return left === right
    if (sign === '<>') return left !== right
    if (left === undefined) return false
    const order = compare(left, right)
    return sign === '<' ? order < 0 : sign === '<=' ? order <= 0 : sign === '>' ? order > 0 : order >= 0
  }
  const and = (): boolean => {
    let value = term()
    while (isWord('AND')) {
      next()
      value = term() && value
    }
    return value
  }
  const or = (): boolean => {
    let value = and()
    while (isWord('OR')) {
      next()
      value = and() || value
    }
    return value
  }
  return or()
}

/** Applies `SET a = :b, a.b = c + :d, a = if_not_exists(a, :b)`. */
const updated = (item: Item, { UpdateExpression = '', ExpressionAttributeNames: names, ...input }: Input): Item => {
  const values = input.ExpressionAttributeValues
  const result = structuredClone(item)
  const name = (part: string) => names?.[part] ?? part
  const read = (token: string): unknown =>
    token.startsWith(':')
      ? values?.[token]
      : token.split('.').reduce<unknown>((value, part) => (value as Item | undefined)?.[name(part)], result)
  for (const part of UpdateExpression.replace(/^SET\s+/, '').split(/,(?![^(]*\))/)) {
    const [left = '', right = ''] = part.split(/=(.*)/s).map((text) => text.trim())
    const ifMissing = /^if_not_exists\((.+?),\s*(.+?)\)$/.exec(right)
    const sum = /^(\S+)\s*\+\s*(\S+)$/.exec(right)
    const value = ifMissing
      ? (read(ifMissing[1] as string) ?? read(ifMissing[2] as string))
      : sum
        ? Number(read(sum[1] as string)) + Number(read(sum[2] as string))
        : read(right)
    const path = left.split('.').map(name)
    const last = path.pop() as string
    const target = path.reduce<Item>((value, key) => {
      value[key] ??= {}
      return value[key] as Item
    }, result)
    target[last] = value
  }
  return result
}

/** A table in memory that answers the document client’s commands, and can fail at a chosen call. */
export interface MemoryTable {
  readonly table: Table
  /** Every item, by key. */
  readonly items: () => Item[]
  /** Calls that were made. */
  readonly calls: () => number
  /** Fails the call of this number (from 0, counted from now), before or after it was carried out. */
  readonly failAt: (call: number, when: 'before' | 'after') => void
}

const copy = (item: Item): Item => JSON.parse(JSON.stringify(item)) as Item

/** See {@link MemoryTable}. */
export const makeMemoryTable = (): MemoryTable => {
  const stored = new Map<string, Item>()
  const keyOf = ({ pk, sk }: Item) => `${pk}|${sk}`
  let calls = 0
  let failing: { at: number; when: 'before' | 'after' } | null = null

  const check = (item: Item | undefined, input: Input) =>
    !input.ConditionExpression ||
    holds(input.ConditionExpression, item, input.ExpressionAttributeNames, input.ExpressionAttributeValues)
  const write = (kind: string, input: Input) => {
    const key = keyOf((input.Item ?? input.Key) as Item)
    if (kind === 'Put') stored.set(key, copy(input.Item as Item))
    if (kind === 'Update') stored.set(key, copy(updated(stored.get(key) ?? { ...input.Key }, input)))
    if (kind === 'Delete') stored.delete(key)
  }
  const found = (input: Input) => stored.get(keyOf((input.Item ?? input.Key) as Item))

  const single = (kind: string, input: Input) => {
    const item = found(input)
    const isWanted = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && item
    if (!check(item, input))
      throw new ConditionalCheckFailedException({
        message: 'refused',
        $metadata: {},
        ...(isWanted ? { Item: marshall(item) } : {}),
      })
    write(kind, input)
    return { Attributes: input.ReturnValues === 'ALL_OLD' ? item : found(input) }
  }

  const query = (input: Input) => {
    const index = input.IndexName ?? ''
    const sk = `${index}sk`
    let items = [...stored.values()]
      .filter((item) =>
        holds(
          String(input.KeyConditionExpression),
          item,
          input.ExpressionAttributeNames,
          input.ExpressionAttributeValues,
        ),
      )
      .sort((a, b) => compare(a[sk], b[sk]))
    if (input.ScanIndexForward === false) items.reverse()
    if (input.ExclusiveStartKey) {
      const from = items.findIndex((item) => keyOf(item) === keyOf(input.ExclusiveStartKey as Item))
      items = items.slice(from + 1)
    }
    const read = input.Limit ? items.slice(0, input.Limit) : items
    const last = read.at(-1)
    const shown = input.FilterExpression
      ? read.filter((item) =>
          holds(String(input.FilterExpression), item, input.ExpressionAttributeNames, input.ExpressionAttributeValues),
        )
      : read
    return {
      Items: shown.map(copy),
      ...(last && read.length < items.length
        ? {
            LastEvaluatedKey: {
              pk: last.pk,
              sk: last.sk,
              ...(index ? { [`${index}pk`]: last[`${index}pk`], [sk]: last[sk] } : {}),
            },
          }
        : {}),
    }
  }

  const transact = (parts: readonly Record<string, Input>[]) => {
    const all = parts.flatMap((part) => Object.entries(part))
    const failed = all.map(([, input]) => !check(found(input), input))
    if (failed.some(Boolean))
      throw new TransactionCanceledException({
        message: 'cancelled',
        $metadata: {},
        CancellationReasons: all.map(([, input], i) => {
          const item = found(input)
          const isWanted = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && item
          return failed[i]
            ? { Code: 'ConditionalCheckFailed', ...(isWanted ? { Item: marshall(item) } : {}) }
            : { Code: 'None' }
        }),
      })
    for (const [kind, input] of all) if (kind !== 'ConditionCheck') write(kind, input)
    return {}
  }

  const run = (name: string, input: Input): unknown => {
    switch (name) {
      case 'PutCommand':
        return single('Put', input)
      case 'UpdateCommand':
        return single('Update', input)
      case 'DeleteCommand':
        return single('Delete', input)
      case 'GetCommand': {
        const item = found(input)
        return item ? { Item: copy(item) } : {}
      }
      case 'BatchGetCommand': {
        const [[table, { Keys }]] = Object.entries(input.RequestItems as Record<string, { Keys: Item[] }>) as [
          [string, { Keys: Item[] }],
        ]
        return {
          Responses: { [table]: Keys.flatMap((key) => stored.get(keyOf(key)) ?? []).map((item) => copy(item as Item)) },
          UnprocessedKeys: {},
        }
      }
      case 'BatchWriteCommand': {
        const parts = Object.values(input.RequestItems as Record<string, { PutRequest: Input }[]>).flat()
        for (const { PutRequest } of parts) write('Put', PutRequest)
        return { UnprocessedItems: {} }
      }
      case 'QueryCommand':
        return query(input)
      case 'TransactWriteCommand':
        return transact(input.TransactItems as Record<string, Input>[])
      default:
        throw new Error(`the memory table does not know ${name}`)
    }
  }

  const table = openTable('memory', { region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } })
  const client = Object.create(table.client, {
    send: {
      value: async (command: { readonly constructor: { readonly name: string }; readonly input: Input }) => {
        const fails = failing?.at === calls++ ? failing.when : null
        if (fails === 'before') throw fault('the call was lost')
        const answer = run(command.constructor.name, copy(command.input as Item) as Input)
        if (fails === 'after') throw fault('the answer was lost')
        return answer
      },
    },
  }) as Table['client']
  return {
    table: { client, name: 'memory' },
    items: () => [...stored.values()].map(copy),
    calls: () => calls,
    failAt: (call, when) => {
      failing = { at: calls + call, when }
    },
  }
}
