import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AccessSession } from '../../contracts/access-session.ts'
import type { Incident } from '../../contracts/incident.ts'
import type { RoomEvent } from '../../contracts/room-event.ts'
import { incidentChanges, openIncident } from '../incidents/incident-state.ts'
import type { WantedIncident } from '../incidents/wanted.ts'
import { retold } from './random-stories.fixture.ts'
import { makeStory, reconcileAt, T0 } from './room-story.fixture.ts'

const HOUR = 3600
const DAY_S = 24 * HOUR

/** A room that keeps its sessions and incidents from one look to the next, as the table does. */
const makeRoom = () => {
  let sessions: AccessSession[] = []
  const incidents = new Map<string, Incident>()
  return {
    incidents: () => [...incidents.values()],
    look: (events: readonly RoomEvent[], nowS: number): WantedIncident[] => {
      const room = reconcileAt(events, nowS, { previous: sessions })
      sessions = [...sessions.filter((p) => !room.sessions.some((q) => q.id === p.id)), ...room.sessions]
      const now = new Date(T0 + nowS * 1000).toISOString()
      const existing = [...incidents.values()]
      const { open, changed } = incidentChanges({ wanted: room.incidents, existing, judged: room.judged, now })
      for (const wanted of open) incidents.set(wanted.key, openIncident(wanted, { id: `inc_${incidents.size}`, now }))
      for (const incident of changed) incidents.set(incident.key, incident)
      return room.incidents
    },
  }
}
const isKnownAs = (incident: Incident, wanted: WantedIncident) =>
  [wanted.key, ...wanted.otherKeys].includes(incident.key)

test('however a day arrives in pieces, each thing that happened has one incident, and nothing else has one', () => {
  const cuts = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 6 })
  fc.assert(
    fc.property(retold, cuts, ({ told }, at) => {
      const room = makeRoom()
      for (const [i, cut] of [...at].sort((a, b) => a - b).entries()) room.look(told.slice(0, cut), 9 * HOUR + i)
      const wanted = room.look(told, DAY_S)
      const stands = room
        .incidents()
        .filter(({ status, resolution }) => status !== 'resolved' || resolution?.kind === 'door_closed')
      for (const one of wanted) {
        const [incident, ...more] = stands.filter((other) => isKnownAs(other, one))
        expect(more).toEqual([])
        expect(incident).toMatchObject({ kind: one.kind, status: one.ended ? 'resolved' : 'open' })
      }
      const open = stands.filter(({ status }) => status !== 'resolved')
      for (const incident of open) expect(wanted.some((one) => isKnownAs(incident, one))).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test('a forced door has one incident that is never taken back, whichever of its facts comes first', () => {
  const s = makeStory()
  s.visit(-900, 'staff', -800)
  s.lock(-700, 'locked')
  s.forced(100)
  s.forced(130, true)
  const known = s.events.filter(({ at }) => at < T0)
  const facts = s.events.filter(({ at }) => at >= T0)
  fc.assert(
    fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), (told) => {
      const room = makeRoom()
      let isTold = false
      for (const n of told.keys()) {
        room.look([...known, ...told.slice(0, n + 1)], 200 + n)
        const forced = room.incidents().filter(({ kind }) => kind === 'forced')
        isTold ||= forced.length > 0
        expect(forced.map(({ status }) => status)).toEqual(isTold ? ['open'] : [])
      }
      expect(isTold).toBe(true)
    }),
  )
})

test('whoever types a code again during one visit is asked once', () => {
  const s = makeStory()
  s.visit(0, 'ups', 600)
  s.grant(300, 'ups')
  s.rc(310, { kind: 'zone.delta', z: 'A1', occ: true, dg: 900 })
  const [incident, ...more] = makeRoom().look(s.events, 2 * HOUR)
  expect(incident).toMatchObject({ kind: 'no_intake', severity: 'high' })
  expect(more).toEqual([])
})

test('a code typed twice is one incident, whichever of its grants comes first', () => {
  for (const apartS of [10, 30]) {
    const s = makeStory()
    s.grant(0, 'ups')
    s.grant(apartS, 'ups')
    s.open(apartS + 3)
    s.close(apartS + 6)
    const [first, ...rest] = s.events
    const room = makeRoom()
    room.look(rest, 2 * HOUR)
    room.look([...rest, first as RoomEvent], 3 * HOUR)
    expect(room.incidents().map(({ kind, status }) => [kind, status])).toEqual([['no_intake', 'open']])
  }
})
