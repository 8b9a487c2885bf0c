import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eventTime } from './event-time.ts'

const RECEIVED = 1_800_000_000_000
const at = (tq: 's' | 'h' | 'u', t: number, m: number, bt = 17) =>
  eventTime({
    event: { t, m, bt, tq },
    sent: { m: 90_000, bt: 17 },
    receivedAtMs: RECEIVED,
    notBeforeMs: RECEIVED - 3_600_000,
  })

describe('the clock rule', () => {
  test('a synced time is taken as it is, however old', () => {
    expect(at('s', RECEIVED - 9e9, 0, 3)).toEqual({ atMs: RECEIVED - 9e9, clamped: false, uncertain: null })
  })
  test('a synced time ahead of receipt is held back to 5 s', () => {
    expect(at('s', RECEIVED + 5_000, 0)).toMatchObject({ atMs: RECEIVED + 5_000, clamped: false })
    expect(at('s', RECEIVED + 86_400_000, 0)).toMatchObject({ atMs: RECEIVED + 5_000, clamped: true })
  })
  test('an unsure time of the same boot is rebased by the monotonic clock', () => {
    expect(at('u', 12, 60_000)).toEqual({ atMs: RECEIVED - 30_000, clamped: false, uncertain: null })
    expect(at('h', 12, 60_000).atMs).toBe(RECEIVED - 30_000)
  })
  test('of another boot only an interval is known', () => {
    const uncertain = { fromMs: RECEIVED - 3_600_000, toMs: RECEIVED }
    expect(at('u', 12, 60_000, 16)).toEqual({ atMs: RECEIVED, clamped: false, uncertain })
    expect(at('h', RECEIVED - 60_000, 60_000, 16)).toEqual({ atMs: RECEIVED - 60_000, clamped: false, uncertain })
  })
  test('a monotonic clock that ran backwards proves nothing', () => {
    expect(at('u', 12, 90_001).uncertain).not.toBeNull()
  })
  test('never later than receipt + 5 s, and inside its own bounds', () => {
    fc.assert(
      fc.property(fc.constantFrom('s', 'h', 'u'), fc.nat(2e12), fc.nat(2e5), fc.nat(20), (tq, t, m, bt) => {
        const time = at(tq, t, m, bt)
        expect(time.atMs).toBeLessThanOrEqual(RECEIVED + 5_000)
        if (time.uncertain) {
          expect(time.atMs).toBeGreaterThanOrEqual(time.uncertain.fromMs)
          expect(time.atMs).toBeLessThanOrEqual(time.uncertain.toMs)
        }
      }),
    )
  })
})
