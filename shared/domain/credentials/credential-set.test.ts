import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FIRST_LOOK_S, PLACED_LATE_MS } from '../../contracts/notice-timing.ts'
import { confirmedBy, isPlacedLate, planSet, type SentSet, type SetEntry, setEntries } from './credential-set.ts'

const entry = (n: number, x = `x${n}`): SetEntry => ({
  c: `cred_${n}`,
  k: 'resident',
  s: '101',
  x,
  a: 0,
  z: 1,
  w: null,
  u: null,
})
const digestOf = (entries: readonly SetEntry[]) =>
  entries
    .map((e) => `${e.c}=${e.x}`)
    .sort()
    .join()
const put = (rev: number | null) => ({ op: 'put', key: 'K#01', rev }) as const
const many = Array.from({ length: 60 }, (_, n) => entry(n))

describe('what a controller is sent', () => {
  it('is nothing while nothing changed', () => {
    const sent = { rev: 3, dig: digestOf(many), open: { cred_1: put(3) } }
    expect(planSet({ sent, entries: many, dig: digestOf(many) })).toEqual({ send: 'nothing' })
  })

  it('is the whole set the first time, and for small sets', () => {
    expect(planSet({ sent: { rev: 0, dig: null, open: {} }, entries: many, dig: 'd' })).toMatchObject({
      send: 'snapshot',
      rev: 1,
    })
    const sent = { rev: 3, dig: 'old', open: { cred_1: put(null) } }
    expect(planSet({ sent, entries: [entry(1)], dig: 'd' })).toMatchObject({ send: 'snapshot', rev: 4 })
  })

  it('is word that nothing changed for a device that is current, and the whole set for one that wants it', () => {
    const dig = digestOf(many)
    const sent = { rev: 3, dig, open: {} }
    expect(planSet({ sent, entries: many, dig, asked: { rev: 3, dig } }).send).toBe('same')
    expect(planSet({ sent, entries: many, dig, asked: { rev: 3, dig: null } })).toEqual({
      send: 'snapshot',
      rev: 3,
      dig,
    })
    expect(planSet({ sent, entries: many, dig, asked: { rev: 1, dig: 'x' } })).toEqual({
      send: 'snapshot',
      rev: 3,
      dig,
    })
  })

  it('is a new revision for a device that drifted or is ahead of us', () => {
    const dig = digestOf(many)
    const sent = { rev: 3, dig, open: {} }
    expect(planSet({ sent, entries: many, dig, asked: { rev: 3, dig: 'other' } })).toMatchObject({ rev: 4 })
    expect(planSet({ sent, entries: many, dig, asked: { rev: 9, dig } })).toMatchObject({ send: 'snapshot', rev: 10 })
  })

  it('as a patch leads from the set before to the set now', () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { minLength: 45, maxLength: 90 })
    fc.assert(
      fc.property(
        numbers,
        fc.array(fc.integer({ min: 0, max: 250 }), { minLength: 1, maxLength: 15 }),
        (ids, touched) => {
          const before = new Map(ids.map((n) => [`cred_${n}`, entry(n)]))
          const after = new Map(before)
          const open: Record<string, SentSet['open'][string]> = {}
          const moved: string[] = []
          for (const n of touched) {
            const id = `cred_${n}`
            if (n % 5 === 0 && before.has(id)) {
              after.set(id, entry(n, 'moved'))
              moved.push(id)
              continue
            }
            const gone = after.delete(id)
            if (!gone || n % 2) after.set(id, entry(n, 'new'))
            open[id] = after.has(id) ? put(null) : { op: 'del', to: 'revoked', key: 'K#01', rev: null }
          }
          const entries = [...after.values()]
          const sent = { rev: 7, dig: digestOf([...before.values()]), open }
          const plan = planSet({ sent, entries, dig: digestOf(entries), moved })
          if (plan.send !== 'patch') return expect(entries.length).toBeLessThanOrEqual(40)
          const device = new Map(before)
          for (const id of plan.del) device.delete(id)
          for (const e of plan.put) device.set(e.c, e)
          expect(digestOf([...device.values()])).toBe(plan.dig)
          expect(plan.base).toBe(7)
        },
      ),
    )
  })
})

describe('the set', () => {
  const wanted = {
    credentialId: 'cred_1',
    kind: 'carrier' as const,
    selector: '07',
    x: 'x',
    startsAtMs: 1_000_500,
    endsAtMs: 2_000_900,
    window: null,
  }

  it('holds seconds', () => {
    expect(setEntries([wanted], 'UTC', 0)).toEqual([
      { c: 'cred_1', k: 'carrier', s: '07', x: 'x', a: 1000, z: 2000, w: null, u: null },
    ])
  })

  it('leaves out what is over', () => {
    expect(setEntries([wanted], 'UTC', 2_000_900)).toEqual([])
  })
})

describe('what a device confirmed', () => {
  it('is every change up to its revision, and none that was not sent', () => {
    const open = { a: put(4), b: put(5), c: put(null) }
    expect(confirmedBy(open, 4).map((c) => c.credentialId)).toEqual(['a'])
  })
})

describe('a code that was placed', () => {
  it('is late where the first look at its notice may have missed it, and where nobody knows when it was asked for', () => {
    expect(isPlacedLate({ askedAtMs: 1000 }, 1000 + PLACED_LATE_MS)).toBe(false)
    expect(isPlacedLate({ askedAtMs: 1000 }, 1001 + PLACED_LATE_MS)).toBe(true)
    expect(isPlacedLate({}, 1000)).toBe(true)
    expect(PLACED_LATE_MS).toBeLessThan(1000 * FIRST_LOOK_S)
  })
})
