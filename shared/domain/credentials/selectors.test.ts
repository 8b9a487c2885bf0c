import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { freeSlot } from './selectors.ts'

const twoDigits = fc.integer({ min: 0, max: 99 }).map((n) => String(n).padStart(2, '0'))

describe('a slot', () => {
  it('is never one that is taken, and never one of the other kind', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(twoDigits),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (taken, chance) => {
          const set = new Set(taken)
          const carrier = freeSlot('carrier', set, chance)
          const staff = freeSlot('staff', set, chance)
          for (const slot of [carrier, staff]) if (slot !== null) expect(set.has(slot)).toBe(false)
          if (carrier !== null && staff !== null) expect(Number(carrier)).toBeLessThan(Number(staff))
        },
      ),
    )
  })

  it('runs out', () => {
    expect(freeSlot('carrier', new Set(), 0)).toBe('01')
    expect(freeSlot('staff', new Set(), 0.999)).toBe('98')
    const all = new Set(Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0')))
    expect(freeSlot('carrier', all, 0)).toBeNull()
    expect(freeSlot('staff', all, 0.99)).toBeNull()
  })
})
