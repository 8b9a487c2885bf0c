import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LiveCode, mayWait, planForArrival, planForPickup } from './resident-code.ts'

const day = 86_400_000
const now = Date.UTC(2026, 10, 23)
const age = 7 * day
const live = (startsAtMs: number, endsAtMs = startsAtMs + age, usable = true): LiveCode => ({
  startsAtMs,
  endsAtMs,
  usable,
})

describe('the code of a resident whose package arrived', () => {
  it('is made where there is none, where it is nearly over, ended, or on a replaced controller', () => {
    const made = { do: 'make', endsAtMs: now + age }
    expect(planForArrival(null, now, age)).toEqual(made)
    expect(planForArrival(live(now - age + day / 2), now, age)).toEqual(made)
    expect(planForArrival(live(now - day, now - 1), now, age)).toEqual(made)
    expect(planForArrival(live(now - day, now + day, false), now, age)).toEqual(made)
  })

  it('stays the same otherwise', () => {
    expect(planForArrival(live(now - day), now, age)).toEqual({ do: 'keep' })
    expect(planForArrival(live(now - day, now - day + age - 500), now, age)).toEqual({ do: 'keep' })
  })

  it('lives on when it was to end after a pickup', () => {
    expect(planForArrival(live(now - day, now + 1000), now, age)).toEqual({ do: 'move_end', endsAtMs: now - day + age })
  })

  it('never lives longer than its age, and is never left too short to be used', () => {
    const span = fc.integer({ min: -10 * day, max: 10 * day })
    fc.assert(
      fc.property(span, span, fc.integer({ min: 60_000, max: age }), (start, length, maxAge) => {
        const code = live(now + Math.min(start, 0), now + Math.min(start, 0) + Math.min(Math.abs(length), maxAge))
        const plan = planForArrival(code, now, maxAge)
        const end = plan.do === 'keep' ? code.endsAtMs : plan.endsAtMs
        const begin = plan.do === 'make' ? now : code.startsAtMs
        expect(end - begin).toBeLessThanOrEqual(maxAge)
        expect(end - now).toBeGreaterThanOrEqual(Math.min(day, maxAge / 2))
      }),
    )
  })
})

describe('the code after the last pickup', () => {
  it('ends after the grace', () => {
    expect(planForPickup(live(now - day), now, 7_200_000)).toEqual({ do: 'move_end', endsAtMs: now + 7_200_000 })
  })

  it('waits for the next revision only where the controller asks before it comes', () => {
    expect(mayWait(now + 7_200_000, now)).toBe(true)
    expect(mayWait(now + 3_600_000, now)).toBe(false)
    expect(mayWait(now - 1, now)).toBe(false)
  })

  it('is never lengthened', () => {
    expect(planForPickup(live(now - day, now + 1000), now, 7_200_000)).toEqual({ do: 'keep' })
    expect(planForPickup(null, now, 7_200_000)).toEqual({ do: 'keep' })
  })
})
