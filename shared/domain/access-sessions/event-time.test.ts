import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eventTime } from './event-time.ts'

const RECEIVED = 1_800_000_000_000
const at = (tq: 's' | 'h' | 'u', t: number, m: number, bt = 17, sentT = RECEIVED) =>
  eventTime({
    event: { t, m, bt, tq },
    sent: { t: sentT, m: 90_000, bt: 17 },
    receivedAtMs: RECEIVED,
    notBeforeMs: RECEIVED - 3_600_000,
  })

describe('the clock rule', () => {
  test('a synced time is taken as it is, however old', () => {
    expect(at('s', RECEIVED - 9e9, 0, 3)).toEqual({
      atMs: RECEIVED - 9e9,
      clamped: false,
      uncertain: null,
      clockOffMs: null,
    })
  })
  test('a synced time ahead of receipt is held back to 5 s', () => {
    expect(at('s', RECEIVED + 5_000, 0, 16)).toMatchObject({ atMs: RECEIVED + 5_000, clamped: false })
    expect(at('s', RECEIVED + 86_400_000, 0, 16)).toMatchObject({ atMs: RECEIVED + 5_000, clamped: true })
  })
  test('an unsure time of the same boot is rebased by the monotonic clock', () => {
    expect(at('u', 12, 60_000)).toMatchObject({ atMs: RECEIVED - 30_000, clamped: false, uncertain: null })
    expect(at('h', 12, 60_000).atMs).toBe(RECEIVED - 30_000)
  })
  test('of another boot only an interval is known', () => {
    const uncertain = { fromMs: RECEIVED - 3_600_000, toMs: RECEIVED }
    expect(at('u', 12, 60_000, 16)).toMatchObject({ atMs: RECEIVED, clamped: false, uncertain })
    expect(at('h', RECEIVED - 60_000, 60_000, 16)).toMatchObject({ atMs: RECEIVED - 60_000, clamped: false, uncertain })
  })
  test('a monotonic clock that ran backwards proves nothing', () => {
    expect(at('u', 12, 90_001).uncertain).not.toBeNull()
  })
  test('never later than receipt + 5 s, and inside its own bounds', () => {
    const clock = fc.oneof(fc.constant(RECEIVED), fc.nat(2e12))
    fc.assert(
      fc.property(
        fc.constantFrom('s', 'h', 'u'),
        fc.nat(2e12),
        fc.nat(2e5),
        fc.nat(20),
        clock,
        (tq, t, m, bt, sentT) => {
          const time = at(tq, t, m, bt, sentT)
          expect(time.atMs).toBeLessThanOrEqual(RECEIVED + 5_000)
          if (time.uncertain) {
            expect(time.atMs).toBeGreaterThanOrEqual(time.uncertain.fromMs)
            expect(time.atMs).toBeLessThanOrEqual(time.uncertain.toMs)
          }
        },
      ),
    )
  })

  const MIN = 60_000
  test.each([
    ['slow', 40 * MIN],
    ['fast', -40 * MIN],
  ])('a clock that calls itself synced and is %s when it sends counts as unknown', (_, offMs) => {
    const sentT = RECEIVED - offMs
    expect(at('s', sentT - 30_000, 60_000, 17, sentT)).toEqual({
      atMs: RECEIVED - 30_000,
      clamped: false,
      uncertain: null,
      clockOffMs: offMs,
    })
    expect(at('s', sentT - 30_000, 60_000, 16, sentT)).toEqual({
      atMs: RECEIVED,
      clamped: false,
      uncertain: { fromMs: RECEIVED - 60 * MIN, toMs: RECEIVED },
      clockOffMs: offMs,
    })
  })
  test('the delay of a message is not taken for a slow clock', () => {
    const sentT = RECEIVED - 75_000
    expect(at('s', sentT - 30_000, 60_000, 17, sentT)).toMatchObject({ atMs: sentT - 30_000, clockOffMs: null })
  })
  test('a clock that was set since the event leaves both times possible', () => {
    expect(at('s', RECEIVED - 40 * MIN, 60_000)).toEqual({
      atMs: RECEIVED - 30_000,
      clamped: false,
      uncertain: { fromMs: RECEIVED - 40 * MIN, toMs: RECEIVED - 30_000 },
      clockOffMs: 40 * MIN - 30_000,
    })
    expect(at('s', RECEIVED + 40 * MIN, 60_000).uncertain).toEqual({
      fromMs: RECEIVED - 30_000,
      toMs: RECEIVED + 5_000,
    })
  })
  test('drained events of a good clock are taken as they are: what counts is when they were sent', () => {
    const sent = { t: RECEIVED, m: 9e8, bt: 17 }
    fc.assert(
      fc.property(fc.nat(9e8), (age) => {
        const event = { t: RECEIVED - age, m: 9e8 - age, bt: 17, tq: 's' as const }
        expect(eventTime({ event, sent, receivedAtMs: RECEIVED + 200 })).toEqual({
          atMs: RECEIVED - age,
          clamped: false,
          uncertain: null,
          clockOffMs: null,
        })
      }),
    )
  })
})
