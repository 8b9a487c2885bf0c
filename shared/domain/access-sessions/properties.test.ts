import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AccessSession } from '../../contracts/access-session.ts'
import type { RoomEvent } from '../../contracts/room-event.ts'
import { incidentChanges, openIncident } from '../incidents/incident-state.ts'
import { day, events, retold } from './random-stories.fixture.ts'
import { drained, makeStory, PROFILE, reconcileAt, T0 } from './room-story.fixture.ts'

const HOUR = 3600
const DAY_S = 24 * HOUR

const verdicts = (sessions: readonly AccessSession[]) => new Map(sessions.map((s) => [s.id, s.verdict]))

test('any order and any repeats give the same sessions, anomalies and incidents', () => {
  fc.assert(
    fc.property(retold, fc.integer({ min: 0, max: DAY_S }), ({ set, told }, nowS) => {
      const { judged: a, ...one } = reconcileAt(set, nowS)
      const { judged: b, ...other } = reconcileAt(told, nowS)
      expect(other).toEqual(one)
      expect(new Set(b)).toEqual(a)
    }),
    { numRuns: 300 },
  )
})

test('however a day arrives in pieces, the verdicts at its end are those of the whole', () => {
  fc.assert(
    fc.property(retold, fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 6 }), ({ set, told }, cuts) => {
      let previous: AccessSession[] = []
      const sorted = [...cuts].sort((a, b) => a - b)
      sorted.forEach((cut, i) => {
        const room = reconcileAt(told.slice(0, cut), 9 * HOUR + i, { previous })
        const kept = previous.filter((p) => !room.sessions.some((s) => s.id === p.id))
        previous = [...kept, ...room.sessions]
      })
      const whole = reconcileAt(set, DAY_S)
      const last = reconcileAt(told, DAY_S, { previous })
      const lastVerdicts = verdicts(last.sessions)
      for (const session of whole.sessions) expect(lastVerdicts.get(session.id)).toBe(session.verdict)
      expect(last.incidents.map((i) => i.key)).toEqual(whole.incidents.map((i) => i.key))
    }),
    { numRuns: 200 },
  )
})

test('revisions count up by one, the last is the verdict, and no two neighbours agree', () => {
  fc.assert(
    fc.property(retold, fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 6 }), ({ told }, cuts) => {
      let previous: AccessSession[] = []
      for (const [i, cut] of [...cuts, told.length].entries()) {
        const room = reconcileAt(told.slice(0, cut), i === cuts.length ? DAY_S : 9 * HOUR + i, { previous })
        previous = [...previous.filter((p) => !room.sessions.some((s) => s.id === p.id)), ...room.sessions]
      }
      for (const session of previous) {
        expect(session.revisions.map((r) => r.rev)).toEqual(session.revisions.map((_, i) => i + 1))
        expect(session.rev).toBe(session.revisions.length)
        if (session.verdict !== null) expect(session.revisions.at(-1)?.verdict).toBe(session.verdict)
        session.revisions.forEach((r, i) => {
          expect(r.verdict).not.toBe(session.revisions[i - 1]?.verdict)
        })
      }
    }),
    { numRuns: 150 },
  )
})

test('nobody is accused but a carrier who entered, with both watermarks passed and nothing attributed', () => {
  const mark = fc.option(fc.integer({ min: 0, max: DAY_S }), { nil: null })
  fc.assert(
    fc.property(events, mark, mark, fc.integer({ min: 0, max: DAY_S }), (set, controllerS, kioskS, nowS) => {
      const room = reconcileAt(set, nowS, { watermarks: drained(controllerS, kioskS) })
      for (const session of room.sessions) {
        if (session.verdict !== 'no_intake') continue
        const due = Date.parse(session.verdictAt ?? '')
        expect(session.role).toBe('carrier')
        expect(session.entryAt).not.toBeNull()
        expect(session.intakes + session.attestations).toBe(0)
        for (const passedS of [controllerS, kioskS]) expect(T0 + (passedS ?? -1) * 1000).toBeGreaterThanOrEqual(due)
        expect(T0 + nowS * 1000).toBeGreaterThanOrEqual(due)
      }
      const keys = room.incidents.map((i) => i.key)
      expect(new Set(keys).size).toBe(keys.length)
    }),
    { numRuns: 300 },
  )
})

test('something is due whenever a session is open and its devices report', () => {
  fc.assert(
    fc.property(day, fc.integer({ min: 0, max: DAY_S }), (set, nowS) => {
      const room = reconcileAt(set, nowS)
      const open = room.sessions.filter((s) => s.state !== 'closed')
      for (const session of open) expect(Date.parse(session.dueAt ?? '')).toBeGreaterThan(T0 + nowS * 1000)
      if (open.length > 0) expect(room.nextDueAt).toBeGreaterThan(T0 + nowS * 1000)
    }),
    { numRuns: 200 },
  )
})

test('no incident begins after what is known, or ends before it began, whatever the standard waits for', () => {
  const heldAlarm = fc.constantFrom('PT30S', 'PT3M', 'PT10M')
  fc.assert(
    fc.property(events, fc.integer({ min: 0, max: 2 * HOUR }), heldAlarm, (set, nowS, held) => {
      const nowMs = T0 + nowS * 1000
      const known = set.filter(({ at }) => at <= nowMs)
      const profile = { times: { ...PROFILE.times, heldAlarm: held } }
      for (const { openedAt, ended } of reconcileAt(known, nowS, { profile }).incidents) {
        expect(Date.parse(openedAt)).toBeLessThanOrEqual(nowMs)
        if (ended) expect(Date.parse(ended.at)).toBeGreaterThanOrEqual(Date.parse(openedAt))
      }
    }),
    { numRuns: 200 },
  )
})

test('every intake is counted once at most', () => {
  fc.assert(
    fc.property(retold, ({ set, told }) => {
      const room = reconcileAt(told, DAY_S)
      const counted = room.sessions.reduce((n, s) => n + s.intakes, 0)
      const distinct = set.filter((e: RoomEvent) => e.kind === 'intake').length
      expect(counted).toBeLessThanOrEqual(distinct)
      const ids = room.attributions.map((a) => a.eventId)
      expect(new Set(ids).size).toBe(ids.length)
    }),
  )
})

test('a carrier who logs nothing makes exactly one incident, however often and from whatever pieces it is reconciled', () => {
  const s = makeStory()
  const session = s.visit(0, 'ups', 200)
  const whole = s.events
  fc.assert(
    fc.property(fc.array(fc.shuffledSubarray(whole), { maxLength: 5 }), (pieces) => {
      let sessions: AccessSession[] = []
      const incidents = new Map<string, ReturnType<typeof openIncident>>()
      const now = new Date(T0 + 2 * HOUR * 1000).toISOString()
      let n = 0
      let seen: RoomEvent[] = []
      for (const piece of [...pieces, whole, whole]) {
        seen = [...seen, ...piece]
        const room = reconcileAt(seen, 2 * HOUR, { previous: sessions })
        sessions = [...sessions.filter((p) => !room.sessions.some((q) => q.id === p.id)), ...room.sessions]
        const changes = incidentChanges({
          wanted: room.incidents,
          existing: [...incidents.values()],
          judged: room.judged,
          now,
        })
        for (const wanted of changes.open) incidents.set(wanted.key, openIncident(wanted, { id: `inc_${n++}`, now }))
        for (const changed of changes.changed) incidents.set(changed.key, changed)
      }
      const open = [...incidents.values()].filter((i) => i.status !== 'resolved')
      expect(open.map((i) => i.key)).toEqual([`session:${session}:no_intake`])
    }),
  )
})
