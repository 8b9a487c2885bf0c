import { isDeepStrictEqual } from 'node:util'

/** An attribute value as it goes over the wire to DynamoDB. */
export type WireValue = Readonly<Record<string, unknown>>
/** An item on the wire, by attribute name. */
export type WireItem = Readonly<Record<string, WireValue>>

/** A secondary index as billing sees it. */
export interface BilledIndex {
  readonly name: string
  readonly pk: string
  readonly sk: string
  readonly projection: 'all' | 'keys'
}

/** Units of one write: of the table itself, and of each index that it changed. */
export interface WriteUnits {
  readonly table: number
  readonly indexes: Readonly<Record<string, number>>
  readonly total: number
}

/** The table's indexes; `gsi1` holds all attributes, `gsi2` keys only. */
export const INDEXES: readonly BilledIndex[] = [
  { name: 'gsi1', pk: 'gsi1pk', sk: 'gsi1sk', projection: 'all' },
  { name: 'gsi2', pk: 'gsi2pk', sk: 'gsi2sk', projection: 'keys' },
]

const WRITE_BYTES = 1024
const READ_BYTES = 4096
const CONTAINER_BYTES = 3
const ELEMENT_BYTES = 1

const textBytes = (text: string): number => Buffer.byteLength(text, 'utf8')

/** Digits in pairs, without leading and trailing zeros, and one byte for exponent and sign. */
const numberBytes = (text: string): number => {
  const digits = text.replace(/e.*$/i, '').replace(/[-+.]/g, '').replace(/^0+/, '').replace(/0+$/, '')
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0)
}

/** Bytes of a value by DynamoDB's published rules; throws for a type that there is not. */
export const valueBytes = (value: WireValue): number => {
  const [[type, content] = ['', undefined]] = Object.entries(value)
  switch (type) {
    case 'S':
      return textBytes(String(content))
    case 'N':
      return numberBytes(String(content))
    case 'B':
      return Buffer.from(String(content), 'base64').length
    case 'BOOL':
    case 'NULL':
      return 1
    case 'SS':
      return (content as string[]).reduce((sum, text) => sum + textBytes(text), 0)
    case 'NS':
      return (content as string[]).reduce((sum, text) => sum + numberBytes(text), 0)
    case 'L':
      return (content as WireValue[]).reduce((sum, one) => sum + valueBytes(one) + ELEMENT_BYTES, CONTAINER_BYTES)
    case 'M':
      return Object.entries(content as WireItem).reduce(
        (sum, [name, one]) => sum + textBytes(name) + valueBytes(one) + ELEMENT_BYTES,
        CONTAINER_BYTES,
      )
    default:
      throw new Error(`DynamoDB has no type ${type}`)
  }
}

/** Bytes of an item: names and values. */
export const itemBytes = (item: WireItem): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + textBytes(name) + valueBytes(value), 0)

/** Write units of so many bytes: one for each 1 KB begun, at least one. */
export const writeUnitsOf = (bytes: number): number => Math.max(1, Math.ceil(bytes / WRITE_BYTES))

/** Read units of so many bytes: one for each 4 KB begun, at least one; half of that when eventually consistent. */
export const readUnitsOf = (bytes: number, consistency: 'strong' | 'eventual' | 'transaction'): number =>
  Math.max(1, Math.ceil(bytes / READ_BYTES)) * { strong: 1, eventual: 0.5, transaction: 2 }[consistency]

const entryOf = (item: WireItem | null, index: BilledIndex): WireItem | null => {
  if (!item?.[index.pk] || !item[index.sk]) return null
  if (index.projection === 'all') return item
  return Object.fromEntries(Object.entries(item).filter(([name]) => ['pk', 'sk', index.pk, index.sk].includes(name)))
}

/**
 * Units of one index for a change of its item: a new or a gone entry is one write, changed keys are two (the old entry is
 * deleted), changed projected attributes one, and nothing else costs anything.
 */
const indexUnits = (before: WireItem | null, after: WireItem | null, index: BilledIndex): number => {
  const [old, next] = [entryOf(before, index), entryOf(after, index)]
  if (!old && !next) return 0
  if (!old || !next) return writeUnitsOf(itemBytes((old ?? next) as WireItem))
  const sameKey = [index.pk, index.sk].every((name) => isDeepStrictEqual(old[name], next[name]))
  if (!sameKey) return writeUnitsOf(itemBytes(old)) + writeUnitsOf(itemBytes(next))
  return isDeepStrictEqual(old, next) ? 0 : writeUnitsOf(Math.max(itemBytes(old), itemBytes(next)))
}

/**
 * Units of a write that changed an item from `before` to `after` (null: there is none). A transaction doubles the units of
 * the table; its indexes are brought up to date afterwards, outside the transaction, with ordinary writes. A refused
 * condition costs as much as a write that changes nothing.
 */
export const billedWrite = (
  before: WireItem | null,
  after: WireItem | null,
  { transaction, indexes = INDEXES }: { readonly transaction: boolean; readonly indexes?: readonly BilledIndex[] },
): WriteUnits => {
  const times = transaction ? 2 : 1
  const size = Math.max(before ? itemBytes(before) : 0, after ? itemBytes(after) : 0)
  const table = times * writeUnitsOf(size)
  const each = Object.fromEntries(
    indexes.map((index) => [index.name, indexUnits(before, after, index)]).filter(([, units]) => units !== 0),
  ) as Record<string, number>
  return { table, indexes: each, total: Object.values(each).reduce((sum, units) => sum + units, table) }
}
