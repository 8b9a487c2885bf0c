import { describe, expect, it } from 'vitest'
import { grantTimes } from './grant-times.ts'

const now = Date.UTC(2026, 10, 23, 12)
const day = 86_400_000
const at = (ms: number) => new Date(now + ms).toISOString()
const by = { nowMs: now, residentMaxAgeMs: 7 * day }
const carrier = { holder: { kind: 'carrier' } } as const
const resident = { holder: { kind: 'resident' } } as const

describe('the time of a grant', () => {
  it('is 90 days for carriers and the standard’s age for residents where nothing is said', () => {
    expect(grantTimes(carrier, by)).toEqual({ startsAtMs: now, endsAtMs: now + 90 * day })
    expect(grantTimes(resident, by)).toEqual({ startsAtMs: now, endsAtMs: now + 7 * day })
  })

  it.each([
    ['is over', { ...carrier, endsAt: at(-1) }],
    ['ends before it begins', { ...carrier, startsAt: at(2 * day), endsAt: at(day) }],
    ['is too long for a resident', { ...resident, endsAt: at(8 * day) }],
    ['is too long for a carrier', { ...carrier, endsAt: at(98 * day) }],
  ])('is refused where it %s', (_, wanted) => {
    expect(grantTimes(wanted, by)).toMatchObject({ refused: 'grant.window_invalid' })
  })
})
