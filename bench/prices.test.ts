import { expect, it } from 'vitest'
import { billOf } from './prices.ts'

it('a million of each unit costs what the price list names', () => {
  expect(billOf({ writeUnits: 1_000_000 }).usd).toBeCloseTo(0.625)
  expect(billOf({ emails: 1000 }).usd).toBeCloseTo(0.1)
})

it('a bill lists what was used, dearest first, and adds up', () => {
  const { usd, lines } = billOf({ readUnits: 4, writeUnits: 10, emails: 1, pushes: 0 })
  expect(lines.map(({ use }) => use)).toEqual(['emails', 'writeUnits', 'readUnits'])
  expect(usd).toBeCloseTo(0.0001 + 10 * 0.625e-6 + 4 * 0.125e-6, 12)
})
