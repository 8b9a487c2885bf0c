import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AccessSession } from '../../../shared/contracts/access-session.ts'
import { Incident } from '../../../shared/contracts/incident.ts'
import type { RoomEvent } from '../../../shared/contracts/room-event.ts'
import { reconcileRoom } from '../../../shared/domain/access-sessions/reconcile-room.ts'
import {
  CREDENTIALS,
  drained,
  KS,
  makeStory,
  PROFILE,
  ROOM,
  T0,
  UPS,
} from '../../../shared/domain/access-sessions/room-story.fixture.ts'
import { makeReconciledRoom } from '../../../test/builders/reconciled-room.ts'

/** Exit at 300 s, grace 900 s: the verdict is due at 1,200 s. */
const DUE = 1200
const visit = () => {
  const story = makeStory()
  const id = story.visit(0, 'ups', 300)
  return { story, id, events: story.events }
}

describe('a room', () => {
  test('accuses a carrier who logged nothing, once, when grace is over and everything has arrived', async () => {
    const room = await makeReconciledRoom()
    const { id, events } = visit()
    await room.tell(events)
    room.at(301)
    await room.reconcile(0)
    expect(await room.incidents()).toEqual([])
    expect((await room.sessions())[0]).toMatchObject({ id, state: 'inside', verdict: null })
    await room.drain(1190, 1190)
    await room.pass(1201)
    expect((await room.sessions())[0]).toMatchObject({ state: 'reconciling', verdict: null })
    expect(await room.watched(KS)).toBe(T0 + DUE * 1000)
    await room.drain(1205, 1205)
    room.at(1206)
    await room.reconcile(DUE)
    await room.reconcile(0)
    const [session] = await room.sessions()
    expect(AccessSession.parse(session)).toMatchObject({ verdict: 'no_intake', rev: 1, carrierId: UPS })
    const incidents = await room.incidents()
    expect(incidents).toHaveLength(1)
    expect(Incident.parse(incidents[0]?.incident)).toMatchObject({ kind: 'no_intake', sessionId: id, status: 'open' })
    expect(incidents[0]).toMatchObject({ run: 1, incident: { nextRungAt: new Date(T0 + 1206_000).toISOString() } })
  })

  test('says nothing against anybody while the kiosk is dark, and logs what it drains hours later', async () => {
    const room = await makeReconciledRoom()
    const { events } = visit()
    await room.tell(events)
    await room.drain(300, 100)
    room.at(301)
    await room.reconcile(0)
    await room.drain(DUE + 5, null)
    await room.pass(2000)
    expect((await room.sessions())[0]).toMatchObject({ verdict: 'unverified' })
    const hours = 3 * 3600
    const id = await room.takeIn(120, hours)
    await room.drain(hours, hours)
    room.at(hours + 1)
    await room.reconcile(120)
    const [session] = await room.sessions()
    expect(session).toMatchObject({ verdict: 'logged', intakes: 1, rev: 2 })
    expect(session?.revisions.map(({ verdict }) => verdict)).toEqual(['unverified', 'logged'])
    expect(await room.incidents()).toEqual([])
    expect((await room.packageOf(id))?.sessionId).toBe(session?.id)
  })

  test('judges what waited when the watermark comes, though nothing else did', async () => {
    const room = await makeReconciledRoom()
    await room.tell(visit().events)
    await room.drain(300, 100)
    room.at(301)
    await room.reconcile(0)
    await room.drain(DUE + 5, null)
    await room.pass(2000)
    await room.pass(5 * 3600)
    await room.drain(5 * 3600, 5 * 3600)
    await room.reconcile(5 * 3600)
    expect((await room.sessions())[0]).toMatchObject({ verdict: 'no_intake', rev: 2 })
    expect((await room.incidents())[0]?.incident.detectedAt).toBe(new Date(T0 + 5 * 3600_000).toISOString())
  })

  test('takes an incident back when a late scan explains it, and opens it again when that goes away', async () => {
    const room = await makeReconciledRoom()
    await room.tell(visit().events)
    room.at(301)
    await room.reconcile(0)
    await room.drain(DUE + 5, DUE + 5)
    await room.pass(DUE + 10)
    expect(await room.incidents()).toHaveLength(1)
    await room.takeIn(200, 4000)
    room.at(4000)
    await room.reconcile(200)
    expect((await room.sessions())[0]).toMatchObject({ verdict: 'logged', rev: 2 })
    const [record] = await room.incidents()
    expect(record?.incident).toMatchObject({ status: 'resolved', resolution: { kind: 'revised' } })
    const item = room.items().find(({ id }) => id === record?.incident.id)
    expect(item?.event).toMatchObject({ type: 'incident.resolved', data: { resolution: 'revised' } })
    expect(item).not.toHaveProperty('gsi2pk')
  })

  test('keeps a pickup as a fact and counts it for the resident', async () => {
    const room = await makeReconciledRoom()
    const story = makeStory()
    const id = story.visit(0, 'resident', 100)
    await room.tell(story.events)
    room.at(101)
    const pickup = {
      id: 'pickup:pkg_01jb0000000000000000000007',
      thing: 'api' as const,
      at: T0 + 60_000,
      receivedAt: T0 + 61_000,
      tq: 's' as const,
      kind: 'pickup' as const,
      sid: null,
      packageId: 'pkg_01jb0000000000000000000007',
      residentId: null,
    }
    await room.reconcileFor({ ...room.trigger(T0 + 60_000), pickup }, { ...room.trigger(T0 + 60_000), pickup })
    expect((await room.sessions())[0]).toMatchObject({ id, pickups: 1 })
  })

  test('notes what comes five days late on the session it belongs to, and changes nothing else', async () => {
    const room = await makeReconciledRoom()
    const { story, id, events } = visit()
    await room.tell(events)
    await room.drain(DUE + 5, DUE + 5)
    room.at(DUE + 6)
    await room.reconcile(0)
    const days = 120 * 3600
    room.at(days)
    story.intake(60, 1, { receivedAtS: days })
    await room.tell(story.events.slice(-1))
    await room.reconcile(60)
    const [session] = await room.sessions()
    expect(session).toMatchObject({ id, verdict: 'no_intake', rev: 1, intakes: 0 })
    expect(session?.anomalies.map(({ kind }) => kind)).toEqual(['no_intake', 'late_after_close'])
    expect((await room.incidents()).map(({ incident }) => incident.status)).toEqual(['open'])
  })

  test('finds a visit and a forced door that a controller tells of after five days offline', async () => {
    const room = await makeReconciledRoom()
    const { story, events } = visit()
    const door = story.forced(5000)
    const days = 120 * 3600
    await room.tell(events.map((event) => ({ ...event, receivedAt: T0 + days * 1000 })))
    await room.drain(days, days)
    room.at(days)
    await room.reconcile(0)
    expect(await room.sessions()).toMatchObject([{ verdict: 'unverified' }])
    const incidents = (await room.incidents()).map(({ incident }) => incident)
    expect(incidents).toMatchObject([{ kind: 'forced', status: 'open', subject: { id: door } }])
  })

  test('two looks at once open one incident', async () => {
    const room = await makeReconciledRoom()
    await room.tell(visit().events)
    await room.drain(DUE + 5, DUE + 5)
    room.at(DUE + 6)
    await Promise.all([room.reconcile(0), room.reconcile(0), room.reconcile(null)])
    expect(await room.incidents()).toHaveLength(1)
    expect(await room.sessions()).toHaveLength(1)
  })

  test('a door that was forced in a quiet night is an incident, since the lock was locked hours ago', async () => {
    const room = await makeReconciledRoom()
    const story = makeStory()
    story.lock(0, 'locked')
    story.close(1)
    story.open(5 * 3600)
    await room.tell(story.events)
    room.at(5 * 3600 + 1)
    await room.reconcile(5 * 3600)
    expect((await room.incidents()).map(({ incident }) => incident.kind)).toEqual(['forced'])
    room.at(5 * 3600 + 2000)
    await room.reconcile(5 * 3600)
    expect((await room.incidents())[0]?.incident.status).toBe('open')
  })

  test('a door that is held open for hours ends its incident when it is closed', async () => {
    const room = await makeReconciledRoom()
    const story = makeStory()
    story.grant(0, 'staff')
    story.open(3)
    await room.tell(story.events)
    room.at(4)
    await room.reconcile(0)
    await room.drain(200, 200)
    await room.pass(200)
    expect((await room.incidents())[0]?.incident).toMatchObject({ kind: 'held_open', status: 'open' })
    await room.pass(7000)
    const before = story.events.length
    story.close(7000)
    await room.tell(story.events.slice(before))
    await room.reconcile(7000)
    expect((await room.incidents())[0]?.incident).toMatchObject({
      status: 'resolved',
      resolution: { kind: 'door_closed' },
    })
  })
})

describe('a crash', () => {
  const play = async (crash: { call: number; when: 'before' | 'after' } | null) => {
    const room = await makeReconciledRoom()
    const { events } = visit()
    await room.tell(events)
    await room.takeIn(4000)
    await room.drain(DUE + 5, DUE + 5)
    room.at(DUE + 6)
    /** Delivers until it went through, as the queue does. */
    const deliver = (fromS: number): Promise<void> => room.reconcile(fromS).catch(() => deliver(fromS))
    const before = room.calls()
    if (crash) room.failAt(crash.call, crash.when)
    await deliver(0)
    // A redelivery although the first went through, and an intake that takes everything back.
    await deliver(0)
    room.failAt(Number.POSITIVE_INFINITY, 'before')
    await room.takeIn(100, 5000)
    room.at(5000)
    if (crash) room.failAt(crash.call, crash.when)
    await deliver(100)
    const state = room
      .items()
      .map(({ v: _, ...item }) => item)
      .filter(({ sk }) => sk !== 'RECONCILE')
      .sort((a, b) => (`${a.pk}${a.sk}` < `${b.pk}${b.sk}` ? -1 : 1))
    return { state, calls: room.calls() - before }
  }

  test('at any call, then the same message again, ends as if nothing had happened', async () => {
    const whole = await play(null)
    expect(whole.state.filter(({ __edb_e__ }) => __edb_e__ === 'incident')).toHaveLength(1)
    for (let call = 0; call < whole.calls; call++)
      for (const when of ['before', 'after'] as const) expect((await play({ call, when })).state).toEqual(whole.state)
  })
})

/** A day of visits as devices would tell it. */
const day = fc
  .array(
    fc.record({
      who: fc.constantFrom('ups', 'fedex', 'resident', 'staff'),
      gapS: fc.integer({ min: 5, max: 5000 }),
      staysS: fc.integer({ min: 12, max: 2400 }),
      enters: fc.boolean(),
      logs: fc.integer({ min: 0, max: 2 }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((visits) => {
    const story = makeStory()
    story.lock(0, 'locked')
    story.close(0)
    let at = 60
    visits.forEach(({ who, gapS, staysS, enters, logs }, i) => {
      at += gapS
      if (!enters) story.grant(at, who)
      else story.visit(at, who, at + staysS)
      for (let n = 0; n < logs; n++) story.intake(at + 10 + n, i * 10 + n)
      if (gapS > 2500) at += staysS
    })
    return { events: story.events, endS: at + 3 * 3600 }
  })

describe('small looks, whatever arrives in whatever order', () => {
  test('end with the verdicts of one look at everything', () =>
    fc.assert(
      fc.asyncProperty(day, fc.array(fc.nat(), { minLength: 1, maxLength: 12 }), async ({ events, endS }, cuts) => {
        const room = await makeReconciledRoom()
        // Deliveries: the kiosk’s in clumps of their own, later than the controller’s.
        const clumps = new Map<number, RoomEvent[]>()
        events.forEach((event, i) => {
          const lateS = event.thing === KS ? (cuts[i % cuts.length] ?? 0) % 20_000 : (cuts[i % cuts.length] ?? 0) % 40
          const deliveredS = Math.ceil((event.at - T0) / 1000) + lateS
          clumps.set(deliveredS, [...(clumps.get(deliveredS) ?? []), { ...event, receivedAt: T0 + deliveredS * 1000 }])
        })
        const told: RoomEvent[] = []
        for (const [deliveredS, clump] of [...clumps].sort((a, b) => a[0] - b[0])) {
          await room.pass(deliveredS)
          await room.tell(clump)
          told.push(...clump)
          await room.reconcile(Math.min(...clump.map(({ at }) => (at - T0) / 1000)))
        }
        const lastS = Math.max(endS, room.nowS()) + 24_000
        await room.drain(lastS, lastS)
        await room.pass(lastS)
        await room.reconcile(lastS)
        const whole = reconcileRoom({
          room: ROOM,
          events: told,
          watermarks: drained(lastS, lastS),
          profile: PROFILE,
          credentials: CREDENTIALS,
          previous: [],
          nowMs: T0 + lastS * 1000,
        })
        const verdicts = (sessions: readonly AccessSession[]) =>
          sessions.map(({ id, verdict, intakes, entryAt, exitAt }) => ({ id, verdict, intakes, entryAt, exitAt }))
        // A grant that turned out to repeat another one stays as part of that one’s session.
        const own = (await room.sessions()).filter(({ verdictReason }) => !verdictReason.startsWith('Part of session'))
        expect(verdicts(own)).toEqual(verdicts(whole.sessions))
        const open = (await room.incidents()).filter(({ incident }) => incident.status === 'open')
        expect(open.map(({ incident }) => incident.key).sort()).toEqual(
          whole.incidents
            .filter(({ ended }) => !ended)
            .map(({ key }) => key)
            .sort(),
        )
      }),
      { numRuns: 20 },
    ))
})
