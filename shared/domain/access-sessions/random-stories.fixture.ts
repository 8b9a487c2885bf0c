import fc from 'fast-check'
import { CREDENTIALS, FEDEX, makeStory, UPS } from './room-story.fixture.ts'

const HOUR = 3600

/** Visits of a day: who, when, how long, how often the code was typed, what was logged or refused; and doors that were forced. */
export const day = fc
  .array(
    fc.record({
      who: fc.constantFrom('ups', 'fedex', 'resident', 'staff', 'nobody'),
      atS: fc.integer({ min: 0, max: 8 * HOUR }),
      staysS: fc.integer({ min: 12, max: 2400 }),
      enters: fc.constantFrom('in and out', 'reaches in', 'not'),
      againS: fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 2 }),
      brokenS: fc.option(fc.integer({ min: 0, max: 900 }), { nil: undefined }),
      logs: fc.array(
        fc.record({
          afterS: fc.integer({ min: -180, max: 2000 }),
          implied: fc.constantFrom(undefined, UPS, FEDEX),
          sid: fc.option(
            fc.integer({ min: 0, max: 3 }).map((n) => `k${n}`),
            { nil: undefined },
          ),
        }),
        { maxLength: 3 },
      ),
      attests: fc.boolean(),
      refused: fc.boolean(),
    }),
    { maxLength: 8 },
  )
  .map((visits) => {
    const s = makeStory()
    visits.forEach((v, i) => {
      if (v.enters === 'in and out') s.visit(v.atS, v.who, v.atS + v.staysS)
      else s.grant(v.atS, v.who)
      if (v.enters === 'reaches in') {
        s.open(v.atS + 3)
        s.close(v.atS + 9)
        s.lock(v.atS + 10, 'locked')
      }
      for (const againS of v.againS) s.grant(v.atS + againS, v.who)
      if (v.brokenS !== undefined) s.forced(v.atS + v.brokenS, i % 2 === 0)
      if (i < 4) s.login(v.atS + 5, `k${i}`, CREDENTIALS.get(v.who)?.carrierId ?? null)
      v.logs.forEach((log, n) => {
        s.intake(Math.max(0, v.atS + log.afterS), i * 10 + n, { sid: log.sid, implied: log.implied })
      })
      if (v.refused) s.refused(v.atS + 20, i < 4 ? `k${i}` : null)
      if (v.attests && i % 3 === 0) s.attest(v.atS + 9)
    })
    return s.events
  })

/** Events without any story behind them. */
const noise = fc
  .array(
    fc.record({
      atS: fc.integer({ min: 0, max: 900 }),
      what: fc.constantFrom(
        'ups',
        'fedex',
        'open',
        'close',
        'on',
        'off',
        'locked',
        'unlocked',
        'intake',
        'forced',
        'held',
        'refused',
        'broken',
        'rex',
      ),
    }),
    { maxLength: 40 },
  )
  .map((facts) => {
    const s = makeStory()
    facts.forEach(({ atS, what }, n) => {
      if (what === 'open') s.open(atS)
      else if (what === 'close') s.close(atS)
      else if (what === 'on' || what === 'off') s.motion(atS, what === 'on')
      else if (what === 'locked' || what === 'unlocked') s.lock(atS, what)
      else if (what === 'intake') s.intake(atS, n)
      else if (what === 'forced') s.rc(atS, { kind: 'alarm.raised', code: 'forced' })
      else if (what === 'held') s.rc(atS, { kind: 'alarm.raised', code: 'held' })
      else if (what === 'refused') s.refused(atS, null)
      else if (what === 'broken') s.rc(atS, { kind: 'door.state', to: 'forced' })
      else if (what === 'rex') s.rc(atS, { kind: 'access.granted', cr: null, via: 'rex' })
      else s.grant(atS, what)
    })
    return s.events
  })

export const events = fc.oneof(day, noise)

/** The same set told otherwise: shuffled, some events twice, the repeat received days later. */
export const retold = events.chain((set) =>
  fc
    .record({
      twice: fc.subarray(set),
      order: fc.infiniteStream(fc.nat()),
    })
    .map(({ twice, order }) => {
      const all = [...set, ...twice.map((e) => ({ ...e, receivedAt: e.receivedAt + 100 * HOUR * 1000 }))]
      const keys = all.map(() => order.next().value as number)
      const told = all.map((event, i) => ({ event, key: keys[i] as number })).sort((a, b) => a.key - b.key)
      return { set, told: told.map((t) => t.event) }
    }),
)
