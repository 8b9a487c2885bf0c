import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AccessSession } from '../../contracts/access-session.ts'
import { RoomEvent } from '../../contracts/room-event.ts'
import { roomEventOf } from '../devices/room-fact.ts'
import { drained, KS, makeStory, PROFILE, RC, reconcileAt, T0, UPS } from './room-story.fixture.ts'

const GRACE = 15 * 60
const HOUR = 3600
const iso = (s: number) => new Date(T0 + s * 1000).toISOString()
const only = (room: { sessions: AccessSession[] }) => {
  expect(room.sessions).toHaveLength(1)
  return room.sessions[0] as AccessSession
}
const kinds = (session: AccessSession) => session.anomalies.map((a) => a.kind)

describe('a clock that calls itself synced and is far off', () => {
  /** The story as its devices tell it whose clocks are `slowS` slow, through the clock rule. */
  const told = (events: readonly RoomEvent[], slowS: { rc?: number; ks?: number }): RoomEvent[] =>
    events.map((event): RoomEvent => {
      const slow = (event.thing === RC ? slowS.rc : event.thing === KS ? slowS.ks : 0) ?? 0
      if (slow === 0) return event
      const { id, thing, at, receivedAt, kind, tq: _, uncertain: __, clockOffMs: ___, ...p } = event
      const [, ep, seq] = id.split('#')
      const t = at - slow * 1000
      const { sid, ...rest } = p as { sid?: string }
      return roomEventOf(
        { ep: Number(ep), seq: Number(seq), t, m: at - T0 + 1e9, bt: 3, tq: 's', k: kind, p: { ...rest, ks: sid } },
        {
          thing,
          sent: { t: receivedAt - slow * 1000, m: receivedAt - T0 + 1e9, bt: 3 },
          receivedAtMs: receivedAt,
          notBeforeMs: 0,
          carrierIdOf: () => UPS,
        },
      ) as RoomEvent
    })
  test('of whatever device, by whatever, heard at once or hours later: whoever logged is not accused', () => {
    const seconds = fc.integer({ min: -3 * HOUR, max: 3 * HOUR })
    const delay = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5 * HOUR }))
    const times = fc.record({
      rc: seconds,
      ks: seconds,
      rcLate: delay,
      ksLate: delay,
      exitS: fc.integer({ min: 40, max: 1500 }),
    })
    fc.assert(
      fc.property(times, fc.nat(100), ({ rc, ks, rcLate, ksLate, exitS }, share) => {
        const s = makeStory()
        s.visit(0, 'ups', exitS)
        s.login(10, 'k1', UPS)
        const loggedS = 12 + ((exitS - 20) * share) / 100
        s.ks(exitS - 5, { kind: 'kiosk.logout', sid: 'k1' })
        const late = (event: RoomEvent) => (event.thing === RC ? rcLate : ksLate) * 1000
        const delivered = s.events.map((event) => ({ ...event, receivedAt: event.receivedAt + late(event) }))
        const receivedAtS = loggedS + 1 + ksLate
        s.intake(Math.min(loggedS - ks, receivedAtS), 1, { sid: 'k1', thing: 'api', id: 'package:1', receivedAtS })
        const events = [...told(delivered, { rc, ks }), ...s.events.slice(-1)]
        expect(only(reconcileAt(events, 12 * HOUR)).verdict).not.toBe('no_intake')
      }),
      { numRuns: 500 },
    )
  })
  const story = () => {
    const s = makeStory()
    s.login(20, 'k1', UPS)
    s.visit(0, 'ups', 200)
    return s
  }

  test.each([2400, -2400])('of the controller (%s s slow) accuses nobody who logged, and the session says so', (rc) => {
    const s = story()
    s.intake(100, 1, { sid: 'k1', implied: UPS })
    s.intake(110, 2, { sid: 'k1', implied: UPS })
    const room = reconcileAt(told(s.events, { rc }), 200 + GRACE)
    expect(only(room)).toMatchObject({ verdict: 'logged', intakes: 2, grantedAt: iso(0), exitAt: iso(200) })
    expect(kinds(only(room))).toContain('clock_suspect')
    expect(room.incidents).toEqual([])
  })
  test('of the controller leaves a carrier who logged nothing accused: the times are known', () => {
    const room = reconcileAt(told(story().events, { rc: 2400 }), 200 + GRACE)
    expect(only(room)).toMatchObject({ verdict: 'no_intake' })
    expect(kinds(only(room))).toContain('clock_suspect')
  })
  test.each([2400, 7200])('of the kiosk (%s s slow), which stamps its intakes by it too, accuses nobody', (ks) => {
    const s = story()
    s.intake(100 - ks, 1, { sid: 'k1', thing: 'api', id: 'package:1' })
    expect(only(reconcileAt(told(s.events, { ks }), 200 + GRACE))).toMatchObject({ verdict: 'logged', intakes: 1 })
    const lost = story()
    lost.intake(100 - ks, 1, { thing: 'api', id: 'package:1' })
    const session = only(reconcileAt(told(lost.events, { ks }), 200 + GRACE))
    expect(session.verdict).toBe('unverified')
    expect(kinds(session)).toContain('clock_suspect')
  })
})

describe('a package that the kiosk offered and the API refused', () => {
  const refused = (atS: number, sid: string | null, receivedAtS?: number) => {
    const s = makeStory()
    s.login(20, 'k1', UPS)
    const session = s.visit(0, 'ups', 200)
    s.ks(atS, { kind: 'scan', sid, impliedCarrierId: null, refused: 'label.unreadable' }, { receivedAtS })
    return { s, session }
  }
  test.each([['k1'], ['no login of this room'], [null]])('accuses nobody (kiosk session %s)', (sid) => {
    const { s, session } = refused(100, sid)
    const room = reconcileAt(s.events, 200 + GRACE)
    expect(only(room)).toMatchObject({ verdict: 'unverified', intakes: 0 })
    expect(only(room).verdictReason).toContain('1 package offered at the kiosk was refused (label.unreadable)')
    expect(room.attributions).toMatchObject([{ kind: 'scan', sessionId: session }])
    expect(room.incidents).toEqual([])
  })
  test('takes an accusation back when it is heard of later', () => {
    const { s } = refused(100, 'k1', HOUR)
    const first = reconcileAt(
      s.events.filter(({ kind }) => kind !== 'scan'),
      HOUR,
    )
    expect(only(first).verdict).toBe('no_intake')
    expect(only(reconcileAt(s.events, HOUR, { previous: first.sessions }))).toMatchObject({
      verdict: 'unverified',
      rev: 2,
    })
  })
  test('is named beside what was logged', () => {
    const { s } = refused(100, 'k1')
    s.intake(110, 1, { sid: 'k1' })
    const session = only(reconcileAt(s.events, 200 + GRACE))
    expect(session).toMatchObject({ verdict: 'logged', intakes: 1 })
    expect(session.verdictReason).toContain('label.unreadable')
  })
  test('a mere scan, of a package that was then not logged, is no evidence', () => {
    const { s } = refused(100, 'k1')
    const mere = s.events.map((e) => (e.kind === 'scan' ? { ...e, refused: undefined } : e))
    expect(only(reconcileAt(mere, 200 + GRACE)).verdict).toBe('no_intake')
  })
})

describe('a forced door', () => {
  /** A code, one opening, in and out again; then the door breaks open at 500 s. */
  const afterOneOpening = (cr: string) => {
    const s = makeStory()
    s.lock(-5, 'locked')
    s.grant(0, cr)
    s.lock(1, 'unlocked')
    s.open(3)
    s.close(12)
    s.lock(13, 'locked')
    const door = s.open(500)
    const alarm = s.rc(500, { kind: 'alarm.raised', code: 'forced' })
    return { s, door, alarm }
  }
  test.each(['resident', 'ups'])('T15: is forced after a visit of %s with one opening, and nobody came back', (cr) => {
    const { s, door } = afterOneOpening(cr)
    for (const nowS of [501, 3000]) {
      const room = reconcileAt(s.events, nowS)
      expect(room.incidents.filter(({ kind }) => kind === 'forced')).toMatchObject([
        { key: `door:${door}:forced`, carrierId: null, sessionId: null, openedAt: iso(500) },
      ])
      expect(only(room).exitAt).toBe(iso(12))
    }
  })
  test('T15: is forced while somebody is inside, and is an opening of that visit', () => {
    const s = makeStory()
    s.visit(0, 'staff', 900)
    const door = s.rc(300, { kind: 'door.state', to: 'forced' })
    s.close(320)
    expect(reconcileAt(s.events, 301).incidents.map(({ key }) => key)).toEqual([`door:${door}:forced`])
    const told = makeStory()
    told.visit(0, 'staff', 900)
    told.open(300)
    told.rc(300, { kind: 'alarm.raised', code: 'forced' })
    told.close(320)
    expect(reconcileAt(told.events, 310).incidents).toMatchObject([{ kind: 'forced', sessionId: null }])
  })
  test('T15: is one, whether the device tells of door or alarm first', () => {
    for (const [doorS, alarmS] of [
      [500, 501],
      [501, 500],
      [500, 500],
    ] as const) {
      const s = makeStory()
      s.lock(0, 'locked')
      s.open(doorS)
      s.rc(alarmS, { kind: 'alarm.raised', code: 'forced' })
      expect(reconcileAt(s.events, 600).roomAnomalies).toMatchObject([{ kind: 'forced', at: iso(500) }])
    }
  })
  test('an alarm is not of an opening that ended long before', () => {
    const s = makeStory()
    s.visit(0, 'staff', 200)
    s.rc(400, { kind: 'alarm.raised', code: 'forced' })
    expect(reconcileAt(s.events, 600).roomAnomalies).toMatchObject([{ kind: 'forced', at: iso(400) }])
  })
})

describe('a door that is held open', () => {
  const profile = { times: { ...PROFILE.times, heldAlarm: 'PT5M' } }
  test('by the controller’s word is so from its alarm on, though the standard waits longer', () => {
    const s = makeStory()
    s.grant(0, 'staff')
    const door = s.open(3)
    s.rc(183, { kind: 'alarm.raised', code: 'held' })
    const open = reconcileAt(s.events, 184, { profile })
    expect(open.incidents).toMatchObject([{ key: `door:${door}:held_open`, openedAt: iso(183), ended: null }])
    expect(open.roomAnomalies).toMatchObject([{ at: iso(183), note: 'The door stood open for more than 180 s' }])
    s.close(190)
    const closed = reconcileAt(s.events, 195, { profile })
    expect(closed.incidents).toMatchObject([{ openedAt: iso(183), ended: { at: iso(190) } }])
    expect(only(closed).anomalies.find(({ kind }) => kind === 'held_open')?.at).toBe(iso(183))
  })
  test('is remembered from when it opened', () => {
    const s = makeStory()
    s.grant(0, 'staff')
    s.open(3)
    s.rc(400, { kind: 'alarm.raised', code: 'held' })
    const room = reconcileAt(s.events, 401, { profile, watermarks: drained(null, null) })
    expect(room.roomAnomalies).toMatchObject([{ at: iso(400), since: iso(3) }])
  })
})

test('stories of faults have the shapes of the contract', () => {
  const s = makeStory()
  s.ks(0, { kind: 'scan', sid: null, impliedCarrierId: null, refused: 'label.unreadable', clockOffMs: -90_001 })
  for (const event of s.events) expect(RoomEvent.safeParse(event).error).toBeUndefined()
})
