import { describe, expect, test } from 'vitest'
import { AccessSession } from '../../contracts/access-session.ts'
import { RoomEvent } from '../../contracts/room-event.ts'
import { drained, FEDEX, makeStory, RC, reconcileAt, T0, UPS } from './room-story.fixture.ts'

const GRACE = 15 * 60
const HOUR = 3600
const iso = (s: number) => new Date(T0 + s * 1000).toISOString()
const only = (room: { sessions: AccessSession[] }) => {
  expect(room.sessions).toHaveLength(1)
  return room.sessions[0] as AccessSession
}

describe('entry', () => {
  test('T1: a grant waits 20 s for the door', () => {
    const s = makeStory()
    s.grant(0, 'ups')
    const session = only(reconcileAt(s.events, 5))
    expect(session).toMatchObject({
      id: `${RC}#1#1`,
      state: 'granted',
      verdict: null,
      rev: 0,
      carrierId: UPS,
      dueAt: iso(20),
    })
  })
  test('T2: a door that opens at 20 s is an entry', () => {
    const s = makeStory()
    s.grant(0, 'ups')
    s.open(20)
    expect(only(reconcileAt(s.events, 30))).toMatchObject({ state: 'inside', entryAt: iso(20), visitId: `${RC}#1#1` })
  })
  test('T3: no opening, and the controller has passed 20 s: no entry', () => {
    const s = makeStory()
    s.grant(0, 'ups')
    s.open(21)
    const room = reconcileAt(s.events, 60)
    expect(only(room)).toMatchObject({ state: 'closed', verdict: 'no_entry', rev: 1, visitId: null })
    expect(room.incidents).toEqual([])
  })
  test('T3: while the controller is silent nothing is said, after the grace it is unverified, on drain no entry', () => {
    const s = makeStory()
    s.grant(0, 'ups')
    expect(only(reconcileAt(s.events, 60, { watermarks: drained(10, 60) }))).toMatchObject({ state: 'granted' })
    const first = reconcileAt(s.events, HOUR, { watermarks: drained(10, HOUR) })
    expect(only(first)).toMatchObject({ verdict: 'unverified', rev: 1 })
    expect(only(first).verdictReason).toContain('room controller has not reported since')
    const then = reconcileAt(s.events, HOUR + 60, { previous: first.sessions })
    expect(only(then)).toMatchObject({ verdict: 'no_entry', rev: 2 })
  })
  test('T4: the same code again within 120 s is the same session; another later is not', () => {
    const s = makeStory()
    s.visit(0, 'ups', 300)
    s.grant(100, 'ups')
    s.grant(221, 'ups')
    const { sessions } = reconcileAt(s.events, 250)
    expect(sessions.map((one) => one.regrants)).toEqual([1, 0])
  })
  test('T6: another code while somebody is inside makes one visit of two sessions that close together', () => {
    const s = makeStory()
    const first = s.visit(0, 'ups', 300)
    s.grant(100, 'fedex')
    s.open(103)
    s.close(105)
    const { sessions } = reconcileAt(s.events, 400)
    expect(sessions.map((one) => one.visitId)).toEqual([first, first])
    expect(sessions.map((one) => one.exitAt)).toEqual([iso(300), iso(300)])
    for (const one of sessions) expect(one.anomalies.map((a) => a.kind)).toContain('visit_overlap')
  })
})

describe('exit', () => {
  test('T7: door closed and quiet for 60 s', () => {
    const s = makeStory()
    s.visit(0, 'ups', 200)
    expect(only(reconcileAt(s.events, 259))).toMatchObject({ state: 'inside', dueAt: iso(260) })
    expect(only(reconcileAt(s.events, 260))).toMatchObject({
      state: 'reconciling',
      exitAt: iso(200),
      dueAt: iso(200 + GRACE),
      confidence: 'normal',
    })
  })
  test('T7: motion keeps the visit open', () => {
    const s = makeStory()
    s.grant(0, 'ups')
    s.open(3)
    s.motion(4, true)
    s.close(6)
    expect(only(reconcileAt(s.events, 600)).state).toBe('inside')
  })
  test('T7: kiosk logout and a closing door end it at once', () => {
    const s = makeStory()
    s.grant(0, 'ups')
    s.open(3)
    s.close(6)
    s.login(20, 'k1', UPS)
    s.ks(40, { kind: 'kiosk.logout', sid: 'k1' })
    s.open(45)
    s.close(48)
    expect(only(reconcileAt(s.events, 49))).toMatchObject({ state: 'reconciling', exitAt: iso(48) })
  })
  test('T8: no exit in 30 min: reconciled from then, dwell outlier, and a later exit changes nothing', () => {
    const s = makeStory()
    s.grant(0, 'ups')
    s.open(3)
    s.motion(4, true)
    s.close(6)
    const due = 3 + 30 * 60 + GRACE
    const before = reconcileAt(s.events, due)
    expect(only(before)).toMatchObject({ verdict: 'no_intake', exitAt: null, confidence: 'low' })
    expect(only(before).anomalies.map((a) => a.kind)).toContain('dwell_outlier')
    s.motion(due + 30, false)
    const after = reconcileAt(s.events, due + 200, { previous: before.sessions })
    expect(only(after)).toMatchObject({ verdict: 'no_intake', rev: 1, verdictAt: iso(due) })
  })
  test('T9: without interior sensors an exit is a door closed for 120 s, at low confidence', () => {
    const s = makeStory()
    s.grant(0, 'ups')
    s.open(3)
    s.close(30)
    const blind = { profile: { hasInteriorSensors: false } }
    expect(only(reconcileAt(s.events, 149, blind)).state).toBe('inside')
    expect(only(reconcileAt(s.events, 150, blind))).toMatchObject({
      state: 'reconciling',
      exitAt: iso(30),
      confidence: 'low',
    })
  })
  test('a door that only let somebody in, opening again from a locked room, is that person leaving', () => {
    const s = makeStory()
    s.grant(0, 'ups')
    s.open(3)
    s.close(6)
    s.lock(7, 'locked')
    s.open(200)
    s.close(203)
    const room = reconcileAt(s.events, 300)
    expect(room.roomAnomalies).toEqual([])
    expect(only(room)).toMatchObject({ exitAt: iso(203) })
  })
})

describe('verdict', () => {
  test('T10, T11: an intake in the grace makes it logged', () => {
    const s = makeStory()
    const session = s.visit(0, 'ups', 200)
    s.intake(200 + GRACE, 1)
    const room = reconcileAt(s.events, 200 + GRACE)
    expect(only(room)).toMatchObject({ verdict: 'logged', intakes: 1, rev: 1, verdictAt: iso(200 + GRACE) })
    expect(room.attributions).toMatchObject([{ sessionId: session, by: 'nearest' }])
  })
  test('T10: an intake after the grace does not belong by nearness', () => {
    const s = makeStory()
    s.visit(0, 'ups', 200)
    s.intake(201 + GRACE, 1)
    expect(only(reconcileAt(s.events, 300 + GRACE)).verdict).toBe('no_intake')
  })
  test('T10: two minutes before the grant still belong', () => {
    const s = makeStory()
    s.intake(80, 1)
    s.visit(200, 'ups', 400)
    expect(only(reconcileAt(s.events, 500 + GRACE))).toMatchObject({ verdict: 'logged', intakes: 1 })
  })
  test('T11: an attestation is evidence', () => {
    const s = makeStory()
    s.visit(0, 'ups', 200)
    s.attest(60)
    expect(only(reconcileAt(s.events, 200 + GRACE))).toMatchObject({ verdict: 'logged', attestations: 1 })
  })
  test('T12: entered, logged nothing, everything drained: no intake at exit + grace, exactly one incident', () => {
    const s = makeStory()
    const session = s.visit(0, 'ups', 200)
    expect(only(reconcileAt(s.events, 199 + GRACE)).verdict).toBeNull()
    const room = reconcileAt(s.events, 200 + GRACE)
    expect(only(room)).toMatchObject({ verdict: 'no_intake', verdictAt: iso(200 + GRACE), dueAt: null })
    expect(room.incidents).toMatchObject([
      { key: `session:${session}:no_intake`, severity: 'medium', carrierId: UPS, openedAt: iso(200 + GRACE) },
    ])
    expect(room.nextDueAt).toBeNull()
  })
  test('T12: HIGH where a zone rose, LOW for a quick look', () => {
    const rose = makeStory()
    rose.visit(0, 'ups', 200)
    rose.rc(50, { kind: 'zone.delta', z: 'A1', occ: true, dg: 900 })
    expect(reconcileAt(rose.events, 200 + GRACE).incidents[0]?.severity).toBe('high')
    const quick = makeStory()
    quick.visit(0, 'ups', 14)
    expect(reconcileAt(quick.events, 200 + GRACE).incidents[0]?.severity).toBe('low')
  })
  test.each(['resident', 'staff'])('a %s is never accused', (cr) => {
    const s = makeStory()
    s.visit(0, cr, 200)
    const room = reconcileAt(s.events, 200 + GRACE, { watermarks: drained(null, null) })
    expect(only(room).verdict).toBe('logged')
    expect(room.incidents).toEqual([])
  })
  test('an unknown credential is never accused', () => {
    const s = makeStory()
    s.visit(0, 'nobody', 200)
    expect(only(reconcileAt(s.events, 200 + GRACE)).verdict).toBe('unverified')
  })
  test('T14: kiosk offline: unverified, nobody accused; drained 3 h later: logged as revision 2', () => {
    const s = makeStory()
    s.visit(0, 'ups', 200)
    const dark = reconcileAt(s.events, 200 + GRACE, { watermarks: drained(200 + GRACE, -60) })
    expect(only(dark)).toMatchObject({ verdict: 'unverified', rev: 1 })
    expect(only(dark).verdictReason).toContain('kiosk has not reported since')
    expect(dark.incidents).toEqual([])
    s.intake(60, 1, { receivedAtS: 3 * HOUR })
    const bright = reconcileAt(s.events, 3 * HOUR, { previous: dark.sessions })
    expect(only(bright)).toMatchObject({ verdict: 'logged', rev: 2 })
    expect(only(bright).revisions.map((r) => r.verdict)).toEqual(['unverified', 'logged'])
    expect(bright.incidents).toEqual([])
  })
  test('T14: a device that still reports is waited for, a silent one is not', () => {
    const s = makeStory()
    s.visit(0, 'ups', 200)
    const due = 200 + GRACE
    const waiting = reconcileAt(s.events, due, { watermarks: drained(due - 40, due - 20) })
    expect(only(waiting)).toMatchObject({ state: 'reconciling', verdict: null, dueAt: iso(due - 40 + 150) })
    const silent = reconcileAt(s.events, due + 110, { watermarks: drained(due - 40, due + 100) })
    expect(only(silent)).toMatchObject({ verdict: 'unverified' })
  })
  test('heartbeats among the events are watermarks; the slowest kiosk counts', () => {
    const s = makeStory()
    s.visit(0, 'ups', 200)
    const due = 200 + GRACE
    s.rc(due, { kind: 'hb', class: 'rc', drainedMs: T0 + due * 1000 })
    s.ks(due, { kind: 'hb', class: 'ks', drainedMs: T0 + due * 1000 })
    const none = { watermarks: drained(null, null) }
    expect(only(reconcileAt(s.events, due + 300, none)).verdict).toBe('no_intake')
    s.ks(due, { kind: 'hb', class: 'ks', drainedMs: T0 }, { id: 'other', thing: 'ks-01jb0000000000000000000009' })
    expect(only(reconcileAt(s.events, due + 300, none)).verdict).toBe('unverified')
  })
  test('lost events and unsure clocks leave it unverified', () => {
    const lost = makeStory()
    lost.visit(0, 'ups', 200)
    lost.ks(300, { kind: 'data.gap', class: 'ks', fromMs: T0 + 50_000, toMs: T0 + 70_000 })
    expect(only(reconcileAt(lost.events, 200 + GRACE)).verdict).toBe('unverified')
    const unsure = makeStory()
    unsure.visit(0, 'ups', 200)
    unsure.ks(9000, {
      kind: 'attest',
      sid: null,
      what: 'returns',
      carrierId: null,
      uncertain: { fromMs: T0, toMs: T0 + 9_000_000 },
    })
    const session = only(reconcileAt(unsure.events, 9000))
    expect(session.verdict).toBe('unverified')
    expect(session.anomalies.map((a) => a.kind)).toContain('clock_suspect')
  })
})

describe('attribution: two carriers inside, one logs', () => {
  const two = () => {
    const s = makeStory()
    s.visit(0, 'ups', 300)
    s.grant(60, 'fedex')
    s.open(63)
    s.close(65)
    return s
  }
  const verdicts = (s: ReturnType<typeof makeStory>) =>
    Object.fromEntries(reconcileAt(s.events, 300 + GRACE).sessions.map((one) => [one.carrierId, one.verdict]))

  test('by kiosk session, even against the tracking number', () => {
    const s = two()
    s.login(100, 'k1', FEDEX)
    s.intake(110, 1, { sid: 'k1', implied: UPS })
    expect(verdicts(s)).toEqual({ [UPS]: 'no_intake', [FEDEX]: 'logged' })
  })
  test('by the carrier that the tracking number implies', () => {
    const s = two()
    s.intake(110, 1, { implied: UPS })
    expect(verdicts(s)).toEqual({ [UPS]: 'logged', [FEDEX]: 'no_intake' })
  })
  test('by nearness, where only one was there', () => {
    const s = two()
    s.intake(30, 1)
    expect(verdicts(s)).toEqual({ [UPS]: 'logged', [FEDEX]: 'no_intake' })
  })
  test('T13: otherwise to the visit, at low severity, and nobody is accused', () => {
    const s = two()
    s.intake(110, 1)
    expect(verdicts(s)).toEqual({ [UPS]: 'mismatch', [FEDEX]: 'mismatch' })
    const { incidents, attributions } = reconcileAt(s.events, 300 + GRACE)
    expect(incidents).toMatchObject([
      { kind: 'count_mismatch', severity: 'low', carrierId: null, subject: { type: 'visit' } },
    ])
    expect(attributions).toMatchObject([{ sessionId: null, by: 'unclear' }])
  })
  test('two uses of one code in a visit are satisfied together; the entry goes to the later', () => {
    const s = makeStory()
    s.visit(0, 'ups', 300)
    const second = s.grant(150, 'ups')
    s.open(153)
    s.close(155)
    s.intake(200, 1)
    const { sessions, attributions } = reconcileAt(s.events, 300 + GRACE)
    expect(sessions.map((one) => one.verdict)).toEqual(['logged', 'logged'])
    expect(attributions).toMatchObject([{ sessionId: second }])
  })
  test('staff who open the session and log for it later revise it', () => {
    const s = makeStory()
    const session = s.visit(0, 'ups', 200)
    const first = reconcileAt(s.events, HOUR)
    s.intake(2 * HOUR, 1, { sid: session, id: 'package:1', thing: 'api' })
    const then = reconcileAt(s.events, 2 * HOUR, { previous: first.sessions })
    expect(only(then)).toMatchObject({ verdict: 'logged', rev: 2 })
  })
})

describe('door', () => {
  test('T5: open for 180 s is held open, and ends when it is closed', () => {
    const s = makeStory()
    s.grant(0, 'ups')
    const door = s.open(3)
    expect(reconcileAt(s.events, 182).incidents).toEqual([])
    expect(reconcileAt(s.events, 183, { watermarks: drained(100, 183) }).incidents).toEqual([])
    const held = reconcileAt(s.events, 183)
    expect(held.incidents).toMatchObject([{ key: `door:${door}:held_open`, openedAt: iso(183), ended: null }])
    expect(only(held).anomalies.map((a) => a.kind)).toContain('held_open')
    s.close(240)
    expect(reconcileAt(s.events, 241).incidents).toMatchObject([
      { key: `door:${door}:held_open`, ended: { at: iso(240) } },
    ])
  })
  test('T15: a locked door that opens without grant or request to exit is forced, at once', () => {
    const s = makeStory()
    s.lock(0, 'locked')
    const door = s.open(100)
    s.rc(101, { kind: 'alarm.raised', code: 'forced' })
    const room = reconcileAt(s.events, 101, { watermarks: drained(null, null) })
    expect(room.incidents).toMatchObject([
      { key: `door:${door}:forced`, severity: 'high', carrierId: null, sessionId: null },
    ])
  })
  test('T15: a request to exit within 10 s explains it', () => {
    const s = makeStory()
    s.lock(0, 'locked')
    s.rc(90, { kind: 'access.granted', cr: null, via: 'rex' })
    s.open(100)
    const room = reconcileAt(s.events, 101)
    expect(room.sessions).toEqual([])
    expect(room.roomAnomalies).toEqual([])
  })
  test('T16: an unlocked door without a session is an unattributed entry, no incident', () => {
    const s = makeStory()
    s.open(100)
    const room = reconcileAt(s.events, 101, { lock: 'unlocked' })
    expect(room.roomAnomalies.map((a) => a.kind)).toEqual(['unattributed_entry'])
    expect(room.incidents).toEqual([])
  })
})

test('what lies before the window is context: it explains, but nothing is said about it', () => {
  const s = makeStory()
  s.lock(0, 'locked')
  s.open(10)
  s.close(20)
  s.visit(1000, 'ups', 1200)
  const later = s.visit(5000, 'fedex', 5200)
  const room = reconcileAt(s.events, 3 * HOUR, { judgeFromS: 4000 })
  expect(room.sessions.map((one) => one.id)).toEqual([later])
  expect(room.roomAnomalies).toEqual([])
  expect(room.incidents).toHaveLength(1)
})

test('of one id told twice with other words, the first received stands', () => {
  const s = makeStory()
  s.grant(0, 'ups', { id: 'x' })
  s.grant(0, 'fedex', { id: 'x', receivedAtS: 60 })
  expect(only(reconcileAt(s.events, 5)).carrierId).toBe(UPS)
  expect(only(reconcileAt(s.events.toReversed(), 5)).carrierId).toBe(UPS)
})

describe('late', () => {
  const accused = () => {
    const s = makeStory()
    s.visit(0, 'ups', 200)
    return { s, first: reconcileAt(s.events, HOUR) }
  }
  test('T18: a scan received at + 70 h revises and takes the incident back', () => {
    const { s, first } = accused()
    s.intake(60, 1, { receivedAtS: 70 * HOUR })
    const then = reconcileAt(s.events, 70 * HOUR, { previous: first.sessions })
    expect(only(then)).toMatchObject({ verdict: 'logged', rev: 2 })
    expect(then.incidents).toEqual([])
    expect(then.judged.has(only(then).id)).toBe(true)
  })
  test('T19: at + 73 h it does not, and the session says so', () => {
    const { s, first } = accused()
    s.intake(60, 1, { receivedAtS: 73 * HOUR })
    const then = reconcileAt(s.events, 73 * HOUR, { previous: first.sessions })
    expect(only(then)).toMatchObject({ verdict: 'no_intake', rev: 1, intakes: 0 })
    expect(only(then).anomalies.map((a) => a.kind)).toContain('late_after_close')
    expect(then.incidents).toHaveLength(1)
  })
  test.each([
    [72 * HOUR + 200 + GRACE, 'logged', []],
    [72 * HOUR + 201 + GRACE, 'no_intake', ['late_after_close']],
    [200 * HOUR, 'no_intake', ['late_after_close']],
  ] as const)('T18, T19: a scan received at %s s: %s', (receivedAtS, verdict, noted) => {
    const { s, first } = accused()
    s.intake(60, 1, { receivedAtS })
    const session = only(reconcileAt(s.events, receivedAtS, { previous: first.sessions }))
    expect(session.verdict).toBe(verdict)
    expect(session.anomalies.map((a) => a.kind).filter((kind) => kind === 'late_after_close')).toEqual(noted)
  })
  test('T19: what keeps its verdict for that says once that something came too late', () => {
    const s = makeStory()
    s.visit(0, 'ups', 200)
    const dark = reconcileAt(s.events, HOUR, { watermarks: drained(HOUR, null) })
    s.intake(60, 1, { receivedAtS: 100 * HOUR })
    const then = reconcileAt(s.events, 100 * HOUR, { previous: dark.sessions })
    const again = reconcileAt(s.events, 101 * HOUR, { previous: then.sessions })
    for (const room of [then, again]) {
      expect(only(room)).toMatchObject({ verdict: 'unverified', rev: 1 })
      expect(only(room).anomalies.map((a) => a.kind)).toEqual(['late_after_close'])
    }
  })
  test('a visit that is first heard of days later is not held against anybody, and may still be logged', () => {
    const s = makeStory()
    s.visit(0, 'ups', 200)
    const days = s.events.map((event) => ({ ...event, receivedAt: event.receivedAt + 100 * HOUR * 1000 }))
    const first = reconcileAt(days, 101 * HOUR)
    expect(only(first)).toMatchObject({ verdict: 'unverified', rev: 1 })
    expect(first.incidents).toEqual([])
    s.intake(60, 1, { receivedAtS: 102 * HOUR })
    const then = reconcileAt([...days, ...s.events.slice(-1)], 102 * HOUR, { previous: first.sessions })
    expect(only(then)).toMatchObject({ verdict: 'logged', rev: 2 })
  })
  test('T19: a watermark that comes three days later accuses nobody', () => {
    const s = makeStory()
    s.visit(0, 'ups', 200)
    const dark = reconcileAt(s.events, HOUR, { watermarks: drained(HOUR, null) })
    const then = reconcileAt(s.events, 80 * HOUR, { previous: dark.sessions })
    expect(only(then)).toMatchObject({ verdict: 'unverified', rev: 1 })
  })
  test('a verdict stands while a late exit makes it wait again', () => {
    const { s, first } = accused()
    s.motion(202, true)
    s.motion(900, false)
    const then = reconcileAt(s.events, 200 + GRACE + 60, { previous: first.sessions })
    expect(only(then)).toMatchObject({ verdict: 'no_intake', rev: 1, exitAt: iso(900), dueAt: iso(900 + GRACE) })
  })
  test('a grant that turns out to be a repeat takes the verdict of its session', () => {
    const whole = makeStory()
    whole.grant(0, 'ups')
    const second = whole.grant(10, 'ups')
    whole.open(12)
    whole.close(15)
    whole.intake(40, 1)
    const partly = whole.events.filter((e) => e.id !== `${RC}#1#1` && e.kind !== 'intake')
    const first = reconcileAt(partly, 2 * HOUR)
    expect(only(first)).toMatchObject({ id: second, verdict: 'no_intake' })
    const then = reconcileAt(whole.events, 2 * HOUR, { previous: first.sessions })
    expect(then.sessions.map((one) => [one.verdict, one.rev])).toEqual([
      ['logged', 1],
      ['logged', 2],
    ])
    expect(then.incidents).toEqual([])
  })
})

test('stories and answers have the shapes of the contracts', () => {
  const s = makeStory()
  s.visit(0, 'ups', 200)
  s.intake(60, 1)
  for (const event of s.events) expect(RoomEvent.safeParse(event).error).toBeUndefined()
  for (const session of reconcileAt(s.events, HOUR).sessions)
    expect(AccessSession.safeParse(session).error).toBeUndefined()
})

test('a package that the kiosk tells of and also records over HTTP is one intake, of the carrier that either knows', () => {
  const s = makeStory()
  const id = s.visit(0, 'ups', 300)
  s.visit(20, 'fedex', 310)
  s.intake(60, 1)
  s.intake(61, 1, { implied: UPS, thing: 'api', id: 'package:1' })
  const { sessions } = reconcileAt(s.events, 2000)
  expect(sessions.find((session) => session.id === id)).toMatchObject({ intakes: 1, verdict: 'logged' })
  expect(sessions.map(({ intakes }) => intakes).sort()).toEqual([0, 1])
})
