import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { freeSlot } from './selectors.ts'

const twoDigits = fc.integer({ min: 0, max: 99 }).map((n) => String(n).padStart(2, '0'))

describe('a slot', () => {
  it('is never one that is taken, and never one of the other kind', () => {
    fc.assert(
      fc.property(fc.uniqueArray(twoDigits), (taken) => {
        const set = new Set(taken)
        const carrier = freeSlot('carrier', set)
        const staff = freeSlot('staff', set)
        for (const slot of [carrier, staff]) if (slot !== null) expect(set.has(slot)).toBe(false)
        if (carrier !== null && staff !== null) expect(Number(carrier)).toBeLessThan(Number(staff))
      }),
    )
  })

  it('runs out', () => {
    const all = new Set(Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0')))
    expect(freeSlot('carrier', all)).toBeNull()
    expect(freeSlot('staff', all)).toBeNull()
  })
})
