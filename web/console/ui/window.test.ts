import { describe, expect, it } from 'vitest'
import { minuteOf, windowText } from './window.ts'

describe('hours of a grant', () => {
  it.each([
    [[1, 2, 3, 4, 5, 6], 'Mon-Sat 08:00-20:00'],
    [[5, 1, 3, 4], 'Mon, Wed-Fri 08:00-20:00'],
    [[7], 'Sun 08:00-20:00'],
  ])('on days %j read %s', (days, words) => {
    expect(windowText({ days, fromMinute: 480, toMinute: 1200 })).toBe(words)
  })
  it('are any hour where there is no window', () => {
    expect(windowText(null)).toBe('any hour')
  })
})

describe('minuteOf', () => {
  it.each([
    ['00:00', 0],
    ['8:05', 485],
    ['24:00', 1440],
    ['24:01', null],
    ['8', null],
    ['', null],
  ])('of %j is %j', (clock, minute) => {
    expect(minuteOf(clock)).toBe(minute)
  })
})
