import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { billedWrite, itemBytes, readUnitsOf, valueBytes, type WireItem, writeUnitsOf } from './metering.ts'

const text = (bytes: number) => ({ S: 'x'.repeat(bytes) })
/** An item of exactly so many bytes. */
const itemOf = (bytes: number, more: WireItem = {}): WireItem => {
  const keys = { pk: { S: 'p' }, sk: { S: 's' }, ...more }
  return { ...keys, d: text(bytes - itemBytes(keys) - 1) }
}
const inGsi2: WireItem = { gsi2pk: { S: 'a' }, gsi2sk: { S: 'b' } }

describe('sizes', () => {
  it.each([
    [{ S: 'héllo' }, 6],
    [{ N: '0' }, 1],
    [{ N: '100' }, 2],
    [{ N: '1795426012345' }, 8],
    [{ N: '-12' }, 3],
    [{ BOOL: true }, 1],
    [{ NULL: true }, 1],
    [{ B: 'AAEC' }, 3],
    [{ SS: ['ab', 'c'] }, 3],
    [{ L: [] }, 3],
    [{ L: [{ S: 'ab' }, { BOOL: false }] }, 8],
    [{ M: { a: { S: 'bc' } } }, 7],
  ])('%j has %i bytes', (value, bytes) => {
    expect(valueBytes(value)).toBe(bytes)
  })

  it('counts names of attributes', () => {
    expect(itemBytes({ name: { S: 'ab' } })).toBe(6)
  })

  it('refuses what is no type', () => {
    expect(() => valueBytes({ X: 1 })).toThrow('no type X')
  })
})

describe('units', () => {
  it.each([
    [0, 1],
    [1024, 1],
    [1025, 2],
    [4096, 4],
  ])('writing %i bytes takes %i', (bytes, units) => {
    expect(writeUnitsOf(bytes)).toBe(units)
  })

  it.each([
    [0, 'eventual', 0.5],
    [4096, 'strong', 1],
    [4097, 'strong', 2],
    [4097, 'eventual', 1],
    [100, 'transaction', 2],
  ] as const)('reading %i bytes, %s, takes %d', (bytes, consistency, units) => {
    expect(readUnitsOf(bytes, consistency)).toBe(units)
  })
})

describe('a write', () => {
  it('is billed by the larger of both images', () => {
    expect(billedWrite(itemOf(3000), itemOf(100), { transaction: false }).total).toBe(3)
    expect(billedWrite(null, itemOf(1500), { transaction: false }).total).toBe(2)
  })

  it('costs double in a transaction, but not in its indexes', () => {
    expect(billedWrite(null, itemOf(1500), { transaction: true }).total).toBe(4)
    expect(billedWrite(null, itemOf(1500, inGsi2), { transaction: true })).toEqual({
      table: 4,
      indexes: { gsi2: 1 },
      total: 5,
    })
  })

  it('into the keys-only index costs one unit whatever the size of the item', () => {
    const found = billedWrite(null, itemOf(3000, inGsi2), { transaction: false })
    expect(found).toEqual({ table: 3, indexes: { gsi2: 1 }, total: 4 })
  })

  it('that leaves the projected attributes alone costs nothing in the index', () => {
    const found = billedWrite(itemOf(100, inGsi2), itemOf(900, inGsi2), { transaction: false })
    expect(found.indexes).toEqual({})
  })

  it('that changes the key of an index is a delete and a put there', () => {
    const moved = { gsi2pk: { S: 'a' }, gsi2sk: { S: 'c' } }
    expect(billedWrite(itemOf(100, inGsi2), itemOf(100, moved), { transaction: false }).indexes).toEqual({ gsi2: 2 })
  })

  it('to an index with all attributes is billed by the size of the item', () => {
    const inGsi1 = { gsi1pk: { S: 'a' }, gsi1sk: { S: 'b' } }
    expect(billedWrite(itemOf(100, inGsi1), itemOf(2000, inGsi1), { transaction: false })).toEqual({
      table: 2,
      indexes: { gsi1: 2 },
      total: 4,
    })
  })

  it('that is refused costs as much as one that changes nothing', () => {
    const there = itemOf(2000, inGsi2)
    expect(billedWrite(there, there, { transaction: true })).toEqual({ table: 4, indexes: {}, total: 4 })
    expect(billedWrite(null, null, { transaction: false }).total).toBe(1)
  })
})

test('no write is cheaper than the larger image alone, and a transaction doubles the table’s units', () => {
  const item = fc.record({ size: fc.integer({ min: 40, max: 9000 }), indexed: fc.boolean() })
  fc.assert(
    fc.property(item, item, (a, b) => {
      const [before, after] = [a, b].map(({ size, indexed }) => itemOf(size, indexed ? inGsi2 : {})) as [
        WireItem,
        WireItem,
      ]
      const one = billedWrite(before, after, { transaction: false })
      const two = billedWrite(before, after, { transaction: true })
      expect(one.table).toBe(Math.ceil(Math.max(a.size, b.size) / 1024))
      expect(two.table).toBe(2 * one.table)
      expect(two.indexes).toEqual(one.indexes)
    }),
  )
})
