import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acknowledgement, announced, arrived, givenUp, lost, NO_SEQUENCE } from './sequence.ts'

const seqs = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 80 })

describe('the sequence of a device', () => {
  it('acknowledges exactly the contiguous beginning, whatever the order, repeats and splits', () => {
    fc.assert(
      fc.property(seqs, fc.integer({ min: 1, max: 80 }), (numbers, cut) => {
        const split = arrived(arrived(NO_SEQUENCE, 1, numbers.slice(0, cut), 0), 1, numbers.slice(cut), 0)
        const set = new Set(numbers)
        let upTo = 0
        while (set.has(upTo + 1)) upTo += 1
        expect(acknowledgement(split, 0).upTo).toBe(upTo)
        expect(arrived(split, 1, numbers, 0)).toEqual(split)
        const missing = split.holes.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i))
        const top = Math.max(...numbers)
        expect(missing).toEqual(Array.from({ length: top }, (_, i) => i + 1).filter((n) => !set.has(n)))
      }),
    )
  })

  it('never acknowledges what has not arrived, however many holes there are', () => {
    const every3rd = Array.from({ length: 200 }, (_, i) => 2 + i * 3)
    const sequence = arrived(NO_SEQUENCE, 1, every3rd, 0)
    expect(sequence.holes.length).toBeLessThanOrEqual(40)
    expect(acknowledgement(sequence, 0).upTo).toBe(0)
  })

  it('asks for a hole after a minute and gives it up after ten', () => {
    const sequence = arrived(NO_SEQUENCE, 1, [1, 2, 6], 1000)
    expect(acknowledgement(sequence, 60_999)).toEqual({ ep: 1, upTo: 2, gaps: [] })
    expect(acknowledgement(sequence, 61_000).gaps).toEqual([[3, 5]])
    const { sequence: after, gaps } = givenUp(sequence, 601_001)
    expect(gaps).toEqual([{ from: 3, to: 5, sinceMs: 1000 }])
    expect(acknowledgement(after, 601_001)).toEqual({ ep: 1, upTo: 6, gaps: [] })
  })

  it('sees a hole at the end from what the device announces', () => {
    const sequence = announced(arrived(NO_SEQUENCE, 1, [1], 0), 1, 4, 5)
    expect(acknowledgement(sequence, 60_005)).toEqual({ ep: 1, upTo: 1, gaps: [[2, 4]] })
    expect(acknowledgement(arrived(sequence, 1, [2, 3, 4], 9), 9).upTo).toBe(4)
  })

  it('does not wait for what the device says is lost', () => {
    expect(acknowledgement(lost(arrived(NO_SEQUENCE, 1, [1, 9], 0), 1, [2, 8]), 0).upTo).toBe(9)
  })

  it('starts anew with a later epoch and is not touched by an earlier one', () => {
    const second = arrived(arrived(NO_SEQUENCE, 1, [1, 5], 0), 2, [1], 0)
    expect(acknowledgement(second, 0)).toEqual({ ep: 2, upTo: 1, gaps: [] })
    expect(arrived(second, 1, [2, 3], 0)).toBe(second)
  })
})
