import fc from 'fast-check'
import { expect, it } from 'vitest'
import { inWeekWindow, touchesWeekWindow } from './window.ts'

const MONDAY = Date.UTC(2026, 10, 23)
const MINUTE = 60_000

it('holds on its days between its minutes, in local time', () => {
  const window = { d: 1, f: 540, t: 1020, o: -300 }
  expect(inWeekWindow(window, MONDAY + (540 + 300) * MINUTE)).toBe(true)
  expect(inWeekWindow(window, MONDAY + (540 + 300) * MINUTE - 1)).toBe(false)
  expect(inWeekWindow(window, MONDAY + (1020 + 300) * MINUTE)).toBe(false)
  expect(inWeekWindow(window, MONDAY + 86_400_000 + (540 + 300) * MINUTE)).toBe(false)
})

it('runs over midnight as part of the day on which it starts', () => {
  const sunday = { d: 64, f: 1380, t: 60, o: 0 }
  expect(inWeekWindow(sunday, MONDAY - 30 * MINUTE)).toBe(true)
  expect(inWeekWindow(sunday, MONDAY + 30 * MINUTE)).toBe(true)
  expect(inWeekWindow(sunday, MONDAY + 60 * MINUTE)).toBe(false)
  expect(inWeekWindow(sunday, MONDAY + 1400 * MINUTE)).toBe(false)
})

it('is touched exactly when some instant within the tolerance lies in it', () => {
  const window = fc.record({
    d: fc.integer({ min: 1, max: 127 }),
    f: fc.integer({ min: 0, max: 1439 }),
    t: fc.integer({ min: 0, max: 1440 }),
    o: fc.integer({ min: -840, max: 840 }),
  })
  fc.assert(
    fc.property(window, fc.integer({ min: 0, max: 7 * 86_400 }), (w, second) => {
      const at = MONDAY + second * 1000
      let some = false
      for (let t = at - MINUTE; t <= at + MINUTE; t += 1000) some ||= inWeekWindow(w, t)
      expect(touchesWeekWindow(w, at, MINUTE)).toBe(some)
    }),
  )
})
