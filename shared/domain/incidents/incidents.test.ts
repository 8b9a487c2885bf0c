import { describe, expect, test } from 'vitest'
import { Incident, NewResolution } from '../../contracts/incident.ts'
import { isRefusal } from '../../contracts/problem.ts'
import { defaultStandard } from '../../contracts/standard.ts'
import { acknowledgeIncident, climb, incidentChanges, openIncident, resolveIncident } from './incident-state.ts'
import { armLadder, ladderFor, lookAt, nextRung, rungIsDue } from './ladder.ts'
import type { WantedIncident } from './wanted.ts'

const OPENED = '2026-10-05T09:18:00.000Z'
const later = (minutes: number) => new Date(Date.parse(OPENED) + minutes * 60_000).toISOString()
const LADDER = ladderFor(defaultStandard().ladders, 'no_intake')
const SESSION = 'rc-01jb0000000000000000000001#1#1'
const wanted: WantedIncident = {
  key: `session:${SESSION}:no_intake`,
  kind: 'no_intake',
  severity: 'medium',
  subject: { type: 'session', id: SESSION },
  propertyId: `prop_01jb${'0'.repeat(22)}`,
  roomId: `room_01jb${'0'.repeat(22)}`,
  sessionId: SESSION,
  carrierId: `car_01jb${'0'.repeat(22)}`,
  title: 'A carrier entered and logged nothing',
  openedAt: OPENED,
  otherKeys: [],
  ended: null,
}
const fresh = () => openIncident(wanted, { id: `inc_01jb${'0'.repeat(22)}`, now: later(1) })
const taken = (value: ReturnType<typeof acknowledgeIncident>): Incident => {
  if (isRefusal(value)) throw new Error(value.detail)
  return value
}
const judged = new Set([SESSION])
const gone = (existing: Incident[]) => incidentChanges({ wanted: [], existing, judged, now: later(60) })

describe('ladder', () => {
  test('waits from the opening, climbs in order, ends above the last rung', () => {
    const now = Date.parse(OPENED)
    const steps = LADDER.map((_, i) => nextRung(LADDER, OPENED, i, now))
    expect(steps.map((s) => (s === 'end' ? s : s.waitSeconds))).toEqual([0, 300, 900, 7200, 86_400, 86_400])
    expect(nextRung(LADDER, OPENED, LADDER.length, now)).toBe('end')
  })
  test('an execution that starts again late catches up at once', () => {
    const step = nextRung(LADDER, OPENED, 2, Date.parse(later(40)))
    expect(step).toMatchObject({ waitSeconds: 0, dueAt: later(15), ackBy: later(40 + 105) })
  })
  test('kinds without their own ladder share the default', () => {
    expect(ladderFor(defaultStandard().ladders, 'probing')).toEqual(defaultStandard().ladders.default)
  })
  test('a rung is stood on once, and only while the incident is open', () => {
    const one = climb(fresh(), { ladder: LADDER, rungIndex: 0, now: later(1) })
    expect(one).toMatchObject({ rung: { index: 0, to: 'kiosk_prompt' }, nextRungAt: later(6), rev: 2 })
    expect(climb(one, { ladder: LADDER, rungIndex: 0, now: later(2) })).toBe(one)
    const two = climb(one, { ladder: LADDER, rungIndex: 1, now: later(6) })
    expect(two.timeline.map((t) => t.kind)).toEqual(['opened', 'rung', 'rung'])
    const mine = taken(acknowledgeIncident(two, { principal: 'usr_1', note: '', ladder: LADDER, now: later(6) }))
    expect(climb(mine, { ladder: LADDER, rungIndex: 2, now: later(15) })).toBe(mine)
  })
})

describe('look', () => {
  const at = (minutes: number) => Date.parse(later(minutes))
  test('walks a whole ladder, each rung once and never before its time, then ends', () => {
    let incident = armLadder(fresh(), LADDER)
    expect(incident.nextRungAt).toBe(later(1))
    let nowMs = at(1)
    const told: [number, number][] = []
    for (let steps = 0; steps < 50; steps++) {
      const look = lookAt(incident, LADDER, nowMs)
      if (!look.climb) break
      if (rungIsDue(incident, LADDER, look.rungIndex, nowMs)) {
        incident = climb(incident, {
          ladder: LADDER,
          rungIndex: look.rungIndex,
          now: later((nowMs - Date.parse(OPENED)) / 60_000),
        })
        told.push([look.rungIndex, (nowMs - at(1)) / 60_000])
      }
      nowMs += look.waitSeconds * 1000
    }
    expect(told).toEqual([
      [0, 0],
      [1, 5],
      [2, 15],
      [3, 120],
      [4, 1440],
      [5, 1440],
    ])
    expect(incident.nextRungAt).toBeNull()
  })
  test('what was found out three hours late leaves everybody their time', () => {
    const late = armLadder(openIncident(wanted, { id: `inc_01jb${'0'.repeat(22)}`, now: later(180) }), LADDER)
    const told = climb(late, { ladder: LADDER, rungIndex: 0, now: later(180) })
    expect(told.nextRungAt).toBe(later(185))
    expect(lookAt(told, LADDER, at(181))).toEqual({ climb: true, rungIndex: 1, waitSeconds: 240 })
    expect(rungIsDue(told, LADDER, 1, at(181))).toBe(false)
  })
  test('ends for what is acknowledged or resolved', () => {
    const mine = taken(acknowledgeIncident(fresh(), { principal: 'u', note: '', ladder: LADDER, now: later(2) }))
    expect(lookAt(mine, LADDER, at(60)).climb).toBe(false)
    expect(rungIsDue(mine, LADDER, 0, at(60))).toBe(false)
  })
})

describe('a person', () => {
  test('acknowledges: the ladder stops, the deadline starts anew', () => {
    const mine = taken(
      acknowledgeIncident(fresh(), { principal: 'usr_1', note: 'calling', ladder: LADDER, now: later(10) }),
    )
    expect(mine).toMatchObject({
      status: 'acknowledged',
      nextRungAt: null,
      acknowledgement: { by: 'usr_1', at: later(10), note: 'calling', deadlineAt: later(10 + 105) },
    })
    expect(Incident.safeParse(mine).error).toBeUndefined()
  })
  test('resolves with a disposition; a second time is refused', () => {
    const resolution = NewResolution.parse({ disposition: 'staff_logged', reason: 'found three', packages: 3 })
    const done = taken(resolveIncident(fresh(), { principal: 'usr_1', resolution, now: later(20) }))
    expect(done).toMatchObject({ status: 'resolved', resolution: { kind: 'staff_logged', packages: 3, by: 'usr_1' } })
    expect(resolveIncident(done, { principal: 'usr_2', resolution, now: later(21) })).toMatchObject({
      refused: 'incident.closed',
    })
    expect(acknowledgeIncident(done, { principal: 'usr_2', note: '', ladder: LADDER, now: later(21) })).toMatchObject({
      refused: 'incident.closed',
    })
  })
  test('says how many packages staff logged', () => {
    expect(NewResolution.safeParse({ disposition: 'staff_logged', reason: 'found' }).success).toBe(false)
  })
})

describe('a reconciliation', () => {
  test('opens what is new and leaves what stands', () => {
    expect(incidentChanges({ wanted: [wanted], existing: [], judged, now: later(1) }).open).toEqual([wanted])
    expect(incidentChanges({ wanted: [wanted], existing: [fresh()], judged, now: later(1) })).toEqual({
      open: [],
      changed: [],
    })
  })
  test('follows the severity', () => {
    const { changed } = incidentChanges({
      wanted: [{ ...wanted, severity: 'high' }],
      existing: [fresh()],
      judged,
      now: later(2),
    })
    expect(changed).toMatchObject([{ severity: 'high', status: 'open' }])
  })
  test('takes back what the facts no longer call for, also when somebody owns it', () => {
    const mine = taken(acknowledgeIncident(fresh(), { principal: 'usr_1', note: '', ladder: LADDER, now: later(10) }))
    expect(gone([mine]).changed).toMatchObject([{ status: 'resolved', resolution: { kind: 'revised', by: null } }])
  })
  test('leaves alone what it did not look at', () => {
    expect(incidentChanges({ wanted: [], existing: [fresh()], judged: new Set(), now: later(2) }).changed).toEqual([])
  })
  test('opens again what a revision took back, but not what a person resolved', () => {
    const [revised] = gone([fresh()]).changed
    const again = incidentChanges({ wanted: [wanted], existing: [revised as Incident], judged, now: later(70) })
    expect(again.changed).toMatchObject([{ status: 'open', resolution: null }])
    const resolution = NewResolution.parse({ disposition: 'false_sensor', reason: 'door contact is loose' })
    const done = taken(resolveIncident(fresh(), { principal: 'usr_1', resolution, now: later(20) }))
    expect(incidentChanges({ wanted: [wanted], existing: [done], judged, now: later(70) }).changed).toEqual([])
    expect(gone([done]).changed).toEqual([])
  })
  test('a door that was closed ends its incident, also one that opens and ends at once', () => {
    const held: WantedIncident = {
      ...wanted,
      kind: 'held_open',
      subject: { type: 'door', id: 'd' },
      key: 'door:d:held_open',
      ended: { at: later(4), reason: 'The door was closed' },
    }
    const closed = { status: 'resolved', resolution: { kind: 'door_closed', at: later(4) } }
    expect(openIncident(held, { id: 'inc_1', now: later(5) })).toMatchObject(closed)
    const standing = openIncident({ ...held, ended: null }, { id: 'inc_1', now: later(3) })
    expect(incidentChanges({ wanted: [held], existing: [standing], judged, now: later(5) }).changed).toMatchObject([
      closed,
    ])
  })
})
