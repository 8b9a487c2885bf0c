import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { applyChange, isLater, isWorthWriting } from './apply-change.ts'
import type { Change, PackagePart } from './change.ts'
import { disagreements, recount, repaired } from './recount.ts'
import { emptyState, localDay, type StoredPropertyState, viewOf } from './state.ts'

const PROPERTY = 'prop_01h455vb4pex5vsknk084sn02q'
const ROOM = 'room_01h455vb4pex5vsknk084sn02q'
const OTHER_ROOM = 'room_01h455vb4pex5vsknk084sn03q'
const THING = 'rc-01h455vb4pex5vsknk084sn02q'
const NOW = Date.parse('2026-11-23T17:00:00Z')
const HOUR = 3_600_000

const empty = (): StoredPropertyState =>
  emptyState({ id: PROPERTY, timeZone: 'America/New_York', createdAt: '2026-11-01T00:00:00.000Z' })

const from = (source: string, sequence: number) => ({
  source,
  sequence: String(sequence),
  at: new Date(NOW).toISOString(),
})

const heard = (sequence: number, heardMs: number): Change => ({
  ...from('THING#1', sequence),
  kind: 'heard',
  after: { thing: THING, roomId: ROOM, heardMs },
})

const device: Change = {
  ...from('THING#1', 1),
  kind: 'device',
  after: {
    thing: THING,
    name: 'Controller',
    roomId: ROOM,
    status: 'in_service',
    beatMs: 30_000,
    door: 'closed',
    lock: 'locked',
  },
}

/** Lives of packages: taken in, perhaps assigned, perhaps collected, in two rooms, around today. */
const life = fc
  .record({
    room: fc.constantFrom(ROOM, OTHER_ROOM),
    queued: fc.boolean(),
    receivedAtMs: fc.integer({ min: NOW - 12 * HOUR, max: NOW }),
    keptMs: fc.option(fc.integer({ min: 0, max: 6 * HOUR }), { nil: null }),
  })
  .map(({ room, queued, receivedAtMs, keptMs }): PackagePart[] => {
    const taken: PackagePart = {
      roomId: room,
      status: queued ? 'queued' : 'stored',
      receivedAtMs,
      collectedAtMs: null,
    }
    const assigned: PackagePart[] = queued ? [{ ...taken, status: 'stored' }] : []
    const collected: PackagePart[] =
      keptMs === null ? [] : [{ ...taken, status: 'collected', collectedAtMs: receivedAtMs + keptMs }]
    return [taken, ...assigned, ...collected]
  })

/** Stream of a partition: each package in its order, all mixed by the choices. */
const streamOf = (lives: readonly PackagePart[][], choices: readonly number[]): Change[] => {
  const next = lives.map(() => 0)
  const changes: Change[] = []
  for (const choice of [...choices, ...lives.flatMap((one, i) => one.map(() => i))]) {
    const i = choice % Math.max(1, lives.length)
    const step = next[i] ?? 0
    const after = lives[i]?.[step]
    if (!after) continue
    next[i] = step + 1
    const before = lives[i]?.[step - 1] ?? null
    changes.push({ ...from('PKG', 100 + changes.length), kind: 'package', before, after })
  }
  return changes
}

describe('counters of packages', () => {
  test('agree with a recount, whatever comes twice', () => {
    fc.assert(
      fc.property(
        fc.array(life, { maxLength: 12 }),
        fc.array(fc.nat(50), { maxLength: 40 }),
        fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { maxLength: 6 }),
        (lives, choices, repeats) => {
          const changes = streamOf(lives, choices)
          // The stream delivers again from an earlier place on: every repeat goes on to where it had come.
          const delivered = repeats.reduce((all, [back, at]) => {
            const end = Math.min(all.length, at + 1)
            const start = Math.max(0, end - back)
            return [...all.slice(0, end), ...all.slice(start, end), ...all.slice(end)]
          }, changes)
          const state = delivered.reduce((s, change) => applyChange(s, change), empty())
          const packages = lives.map((one) => one.at(-1)).filter((one) => one !== undefined)
          expect(disagreements(state, packages, NOW)).toEqual([])
          expect(viewOf(state, NOW).packages).toMatchObject({
            inside: recount(packages, 'America/New_York', NOW).inside,
          })
        },
      ),
    )
  })

  it('count by the local day of the property', () => {
    const lateInUtc = Date.parse('2026-11-24T03:00:00Z')
    const after: PackagePart = { roomId: ROOM, status: 'stored', receivedAtMs: lateInUtc, collectedAtMs: null }
    const state = applyChange(empty(), { ...from('PKG', 1), kind: 'package', before: null, after })
    expect(localDay(lateInUtc, 'America/New_York')).toBe('2026-11-23')
    expect(viewOf(state, NOW).packages.receivedToday).toBe(1)
    expect(viewOf(state, NOW + 24 * HOUR).packages).toEqual({ inside: 1, receivedToday: 0, collectedToday: 0 })
  })

  it('are repaired to what was counted', () => {
    const after: PackagePart = { roomId: ROOM, status: 'stored', receivedAtMs: NOW, collectedAtMs: null }
    const wrong = applyChange(empty(), { ...from('PKG', 1), kind: 'package', before: null, after })
    const packages = [after, { ...after, roomId: OTHER_ROOM }]
    expect(disagreements(wrong, packages, NOW)).toHaveLength(2)
    expect(disagreements(repaired(wrong, packages, NOW), packages, NOW)).toEqual([])
  })
})

describe('sequence numbers', () => {
  it('compare as numbers, however long', () => {
    expect(isLater('100', '99')).toBe(true)
    expect(isLater('000000099', '100')).toBe(false)
    expect(isLater('7', '7')).toBe(false)
  })

  it('are kept for each partition', () => {
    const incident = (sequence: number): Change => ({
      ...from('INC', sequence),
      kind: 'incident',
      before: null,
      after: { roomId: ROOM, status: 'open' },
    })
    const state = [incident(5), incident(5), device].reduce((s, change) => applyChange(s, change), empty())
    expect(viewOf(state, NOW).openIncidents).toBe(1)
    expect(state.applied).toEqual({ INC: '5', 'THING#1': '1' })
  })
})

describe('a room', () => {
  it('shows its door and which devices are heard', () => {
    const state = [device, heard(2, NOW - 10_000)].reduce((s, change) => applyChange(s, change), empty())
    const at = (ms: number) => viewOf(state, ms).rooms[0]
    expect(at(NOW)).toMatchObject({ door: 'closed', lock: 'locked', devices: [{ thing: THING, online: true }] })
    expect(at(NOW + HOUR)?.devices[0]?.online).toBe(false)
  })

  it('keeps the last visit of whoever is no resident, and takes its later verdicts', () => {
    const visit = (sequence: number, id: string, entryAt: string, more: object = {}): Change => ({
      ...from('ROOM#1', sequence),
      kind: 'session',
      after: { id, roomId: ROOM, role: 'carrier', entryAt, verdict: null, verdictReason: '', who: 'UPS', ...more },
    })
    const state = [
      visit(1, 'a', '2026-11-23T10:00:00Z'),
      visit(2, 'b', '2026-11-23T11:00:00Z', { role: 'resident' }),
      visit(3, 'a', '2026-11-23T10:00:00Z', { verdict: 'no_intake', verdictReason: 'nothing was logged' }),
      visit(4, 'old', '2026-11-22T10:00:00Z'),
    ].reduce((s, change) => applyChange(s, change), empty())
    expect(viewOf(state, NOW).rooms[0]?.lastVisit).toEqual({
      sessionId: 'a',
      who: 'UPS',
      at: '2026-11-23T10:00:00Z',
      verdict: 'no_intake',
      reason: 'nothing was logged',
    })
  })

  it('loses a device that moved or retired', () => {
    const moved: Change = { ...device, sequence: '2', after: { ...device.after, roomId: OTHER_ROOM } } as Change
    const retired: Change = {
      ...moved,
      sequence: '3',
      after: { ...device.after, roomId: OTHER_ROOM, status: 'retired' },
    } as Change
    const state = [device, moved].reduce((s, change) => applyChange(s, change), empty())
    expect(viewOf(state, NOW).rooms.map(({ devices }) => devices.length)).toEqual([0, 1])
    expect(viewOf(applyChange(state, retired), NOW).rooms.map(({ devices }) => devices.length)).toEqual([0, 0])
  })
})

describe('a new state', () => {
  it('is not worth writing where a device was heard again a moment later', () => {
    const before = [device, heard(2, NOW)].reduce((s, change) => applyChange(s, change), empty())
    expect(isWorthWriting(before, applyChange(before, heard(3, NOW + 1000)))).toBe(false)
    expect(isWorthWriting(before, applyChange(before, heard(3, NOW + 30_000)))).toBe(true)
  })
})
