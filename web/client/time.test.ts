import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayIn, dayStart, dayText, spanOf, timeIn } from './time.ts'

const NEW_YORK = 'America/New_York'

describe('timeIn', () => {
  const now = Date.parse('2026-03-08T18:00:00Z')
  it('tells the clock of the zone that is given', () => {
    expect(timeIn('2026-03-08T17:05:09Z', NEW_YORK, now)).toBe('1:05 PM')
    expect(timeIn('2026-03-08T17:05:09Z', 'Asia/Tokyo', now)).toBe('2:05 AM')
    expect(timeIn('2026-03-08T17:05:09Z', NEW_YORK, now, true)).toBe('1:05:09 PM')
  })
  it('names the day of instants that are not today', () => {
    expect(timeIn('2026-03-07T17:05:00Z', NEW_YORK, now)).toBe('Mar 7, 12:05 PM')
  })
  it('is right on both sides of a clock change', () => {
    expect(timeIn('2026-03-08T06:30:00Z', NEW_YORK, now)).toBe('1:30 AM')
    expect(timeIn('2026-03-08T07:30:00Z', NEW_YORK, now)).toBe('3:30 AM')
  })
})

describe('dayStart', () => {
  it.each([
    ['2026-03-08', '2026-03-08T05:00:00.000Z'],
    ['2026-03-09', '2026-03-09T04:00:00.000Z'],
    ['2026-11-01', '2026-11-01T04:00:00.000Z'],
    ['2026-11-02', '2026-11-02T05:00:00.000Z'],
  ])('of %s in New York is %s', (day, instant) => {
    expect(dayStart(day, NEW_YORK).toISOString()).toBe(instant)
  })

  it('is the first instant of its day, in every zone', () => {
    const days = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-12-31'), noInvalidDate: true })
    const zones = fc.constantFrom(
      NEW_YORK,
      'America/Los_Angeles',
      'Europe/Berlin',
      'Asia/Kolkata',
      'Pacific/Auckland',
      'UTC',
    )
    fc.assert(
      fc.property(days, zones, (date, zone) => {
        const day = date.toISOString().slice(0, 10)
        const start = dayStart(day, zone).getTime()
        expect(dayIn(start, zone)).toBe(day)
        expect(dayIn(start - 1, zone)).not.toBe(day)
      }),
    )
  })
})

describe('dayText', () => {
  it('is the day that was written, wherever it is read', () => {
    expect(dayText('2026-03-08')).toBe('Mar 8, 2026')
    expect(dayText('2025-12-31')).toBe('Dec 31, 2025')
  })
})

describe('spanOf', () => {
  it.each([
    [0, '0 s'],
    [-5_000, '0 s'],
    [89_000, '89 s'],
    [90_000, '2 min'],
    [5_400_000, '2 h'],
    [40 * 3_600_000, '2 d'],
  ])('%i ms is %s', (ms, words) => {
    expect(spanOf(ms)).toBe(words)
  })
})
