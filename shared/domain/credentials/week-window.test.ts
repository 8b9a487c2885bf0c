import { describe, expect, it } from 'vitest'
import { deviceWindow, offsetMinutes } from './week-window.ts'

const winter = Date.UTC(2026, 0, 15, 12)
const summer = Date.UTC(2026, 6, 15, 12)

describe('the offset of a time zone', () => {
  it.each([
    ['America/New_York', winter, -300],
    ['America/New_York', summer, -240],
    ['Asia/Kolkata', winter, 330],
    ['UTC', winter, 0],
  ])('%s at %d is %d minutes', (zone, at, minutes) => {
    expect(offsetMinutes(zone, at)).toBe(minutes)
  })
})

describe('a weekly window', () => {
  it('becomes a mask of days with the offset that holds', () => {
    expect(deviceWindow({ days: [1, 3, 7], fromMinute: 480, toMinute: 1080 }, 'America/New_York', summer)).toEqual({
      d: 1 + 4 + 64,
      f: 480,
      t: 1080,
      o: -240,
    })
  })

  it('stays none where there is none', () => {
    expect(deviceWindow(null, 'UTC', winter)).toBeNull()
  })
})
