import { describe, expect, test } from 'vitest'
import type { AccessSession } from '../../contracts/access-session.ts'
import { SessionTimes } from '../../contracts/standard.ts'
import { drained, T0 } from './room-story.fixture.ts'
import { timesMs } from './session-times.ts'
import { NO_MEMORY, type RoomMemory, remember, spanOf } from './window.ts'

const times = timesMs(SessionTimes.parse({}))
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const iso = (ms: number) => new Date(ms).toISOString()
const at = (ms: number) => T0 + ms
const span = (memory: Partial<RoomMemory>, touchedFromMs: number | null, nowMs: number, marks = drained(null, null)) =>
  spanOf({ memory: { ...NO_MEMORY, ...memory }, touchedFromMs, watermarks: marks, times, nowMs })
const session = (more: Partial<AccessSession>): AccessSession =>
  ({
    verdict: null,
    state: 'reconciling',
    dueAt: iso(at(20 * MINUTE)),
    grantedAt: iso(T0),
    entryAt: iso(at(3000)),
    exitAt: iso(at(5 * MINUTE)),
    verdictAt: null,
    ...more,
  }) as AccessSession
const kept = (memory: Partial<RoomMemory>, sessions: AccessSession[], marks = drained(null, null), from = T0) =>
  remember({
    memory: { ...NO_MEMORY, ...memory },
    span: { judgeFromMs: from, loadFromMs: from - HOUR },
    sessions,
    roomAnomalies: [],
    watermarks: marks,
    hasKiosk: true,
    times,
    nowMs: at(HOUR),
  })

describe('span', () => {
  test('reaches to every session that a new fact may belong to', () => {
    const { judgeFromMs, loadFromMs } = span({}, T0, at(HOUR))
    expect(judgeFromMs).toBeLessThanOrEqual(T0 - times.maxInside - times.grace)
    expect(loadFromMs).toBeLessThanOrEqual(judgeFromMs - times.maxInside - times.grace)
  })
  test('reaches to what is not over', () => {
    expect(span({ unfinishedFromMs: T0 }, null, at(2 * HOUR)).judgeFromMs).toBe(T0)
  })
  test('reaches to what waits for a watermark only once that has come', () => {
    const memory = { awaitsFromMs: T0, awaitsKioskMs: at(20 * MINUTE) }
    expect(span(memory, null, at(5 * HOUR), drained(null, 600)).judgeFromMs).toBeGreaterThan(at(4 * HOUR))
    expect(span(memory, null, at(5 * HOUR), drained(null, 20 * 60)).judgeFromMs).toBe(T0)
  })
  test('never reaches by itself behind what may still be judged', () => {
    const { judgeFromMs } = span({ unfinishedFromMs: T0 }, null, at(200 * HOUR))
    expect(judgeFromMs).toBeGreaterThan(at(120 * HOUR))
  })
  test('reaches to what a fact touches that comes days late, as long as devices keep facts', () => {
    expect(span({}, T0, at(200 * HOUR)).judgeFromMs).toBeLessThanOrEqual(T0 - times.maxInside - times.grace)
    expect(span({}, T0, at(1000 * HOUR)).judgeFromMs).toBeGreaterThan(at(270 * HOUR))
  })
})

describe('memory', () => {
  test('holds what is not over, and which watermarks its verdict hangs on', () => {
    expect(kept({}, [session({})], drained(20 * 60, 60))).toEqual({
      unfinishedFromMs: T0,
      awaitsFromMs: T0,
      awaitsControllerMs: null,
      awaitsKioskMs: at(20 * MINUTE),
    })
  })
  test('holds what is unverified for want of data, but not what is unverified for other reasons', () => {
    const closed = session({
      verdict: 'unverified',
      state: 'closed',
      dueAt: null,
      verdictAt: iso(at(20 * MINUTE)),
    })
    expect(kept({}, [closed], drained(20 * 60, 60))).toMatchObject({ unfinishedFromMs: null, awaitsFromMs: T0 })
    expect(kept({}, [closed], drained(20 * 60, 20 * 60))).toMatchObject({ awaitsFromMs: null, awaitsKioskMs: null })
  })
  test('forgets nothing that it did not look at', () => {
    const waiting = { awaitsFromMs: T0 - 5 * HOUR, awaitsControllerMs: null, awaitsKioskMs: T0 - 4 * HOUR }
    expect(kept(waiting, [])).toMatchObject(waiting)
    expect(kept(waiting, [], drained(0, 0), T0 - 6 * HOUR)).toMatchObject({ awaitsFromMs: null, awaitsKioskMs: null })
    expect(kept({ ...waiting, awaitsFromMs: T0 - 100 * HOUR }, [])).toMatchObject({ awaitsFromMs: null })
  })
})
