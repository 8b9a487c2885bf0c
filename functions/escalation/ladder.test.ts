import { beforeEach, describe, expect, test } from 'vitest'
import { makeIncidentPeople } from '../../shared/adapters/incident-people.ts'
import type { News } from '../../shared/adapters/tell-once.ts'
import type { DomainEvent } from '../../shared/contracts/domain-event.ts'
import type { PortfolioId } from '../../shared/contracts/ids.ts'
import type { Incident } from '../../shared/contracts/incident.ts'
import { defaultStandard } from '../../shared/contracts/standard.ts'
import { acknowledgeIncident, endIncident, openIncident } from '../../shared/domain/incidents/incident-state.ts'
import { armLadder, ladderFor } from '../../shared/domain/incidents/ladder.ts'
import { makeCarriers } from '../../shared/table/carriers.ts'
import { commit, type Write } from '../../shared/table/commit.ts'
import { incidentEvent } from '../../shared/table/incident-event.ts'
import { incidentIdOf, makeIncidents } from '../../shared/table/incidents.ts'
import { makeUsers } from '../../shared/table/users.ts'
import { makeMemoryTable } from '../../test/fakes/memory-table.ts'
import { makeFollowIncident } from '../events/follow-incident.ts'
import { makeResumeLadders } from '../schedule/resume-ladders.ts'
import { makeClimbRung } from './climb-rung.ts'

const PF = `pf_01jb${'0'.repeat(22)}` as PortfolioId
const PROPERTY = `prop_01jb${'0'.repeat(22)}`
const UPS = `car_01jb${'0'.repeat(22)}`
const OPENED = Date.UTC(2026, 9, 5, 9)
const iso = (ms: number) => new Date(ms).toISOString()
const at = (minutes: number) => OPENED + minutes * 60_000
const event = { id: 'seed' } as DomainEvent
const LADDER = ladderFor(defaultStandard().ladders, 'no_intake')
const SESSION = 'rc-01jb0000000000000000000001#1#1'
const key = `session:${SESSION}:no_intake`
const id = incidentIdOf(key, OPENED)

const world = async () => {
  const memory = makeMemoryTable()
  const { table } = memory
  const write = (...writes: Write[]) => commit(table, undefined, { status: 200 }, writes)
  const incidents = makeIncidents(table)
  const user = (n: number, role: 'attendant' | 'manager' | 'owner', propertyIds: string[] | null) =>
    makeUsers(table).create(
      PF,
      {
        id: `usr_${n}`,
        email: `${role}${n}@example.com`,
        name: role,
        role,
        propertyIds,
        createdAt: iso(OPENED),
      } as Parameters<ReturnType<typeof makeUsers>['create']>[1],
      event,
    )
  const contact = (n: number, kind: 'driver' | 'station') =>
    makeCarriers(table).createContact(
      PF,
      { id: `cc_${n}`, carrierId: UPS, kind, name: kind, email: null, phone: '+15550100', createdAt: iso(OPENED) },
      event,
    )
  await write(
    user(1, 'attendant', [PROPERTY]),
    user(2, 'attendant', ['prop_other']),
    user(3, 'manager', null),
    contact(1, 'driver'),
    contact(2, 'station'),
  )
  const wanted = {
    key,
    kind: 'no_intake',
    severity: 'medium',
    subject: { type: 'session', id: SESSION },
    propertyId: PROPERTY,
    roomId: `room_01jb${'0'.repeat(22)}`,
    sessionId: SESSION,
    carrierId: UPS,
    title: 'A carrier entered and logged nothing',
    openedAt: iso(OPENED),
    otherKeys: [],
    ended: null,
  } as const
  const incident = armLadder(openIncident(wanted, { id, now: iso(OPENED) }), LADDER)
  await write(incidents.open(PF, { incident, run: 1 }, event))
  const sent = new Map<string, News>()
  let failing: string | null = null
  const people = makeIncidentPeople({
    table,
    pagesUrl: 'https://pages',
    tellOnce: async (_, news) => {
      if (failing && news.reason.endsWith(failing)) return { done: false, untilMs: 1 }
      if (!sent.has(news.reason)) sent.set(news.reason, news)
      return { done: true }
    },
    messages: {
      about: async () =>
        [...sent.values()].map(({ about, reason }) => ({
          about,
          reason,
          rev: 1,
          attempts: [{ channel: 'email', to: '', status: 'sent', atMs: 0 }],
        })),
    },
  })
  const ladderCalls: string[] = []
  const states = new Map<number, 'running' | 'ended'>()
  const ladder = {
    start: async (_: unknown, run: number) => {
      ladderCalls.push(`start ${run}`)
      if (!states.has(run)) states.set(run, 'running')
    },
    stop: async (_: string, run: number) => {
      ladderCalls.push(`stop ${run}`)
      states.set(run, 'ended')
    },
    stateOf: async (_: string, run: number) => states.get(run) ?? ('absent' as const),
  }
  const read = async () => {
    const record = await incidents.inProperty(PF, PROPERTY, id)
    if (!record) throw new Error('the incident is gone')
    return record
  }
  return {
    ...memory,
    sent,
    told: () => [...sent.values()].map(({ reason }) => reason.split('_').slice(2).join('_')),
    fail: (who: string | null) => {
      failing = who
    },
    ladder,
    ladderCalls,
    states,
    read,
    climb: (rungIndex: number, minutes: number) =>
      makeClimbRung({ table, people, now: () => at(minutes) })({ portfolioId: PF, incidentId: id, rungIndex }),
    change: async (decide: (incident: Incident) => Incident, run?: number) => {
      const record = await read()
      const changed = decide(record.incident)
      const by = { principal: 'user:usr_1', operationId: 'test', now: changed.updatedAt }
      await write(
        incidents.change(
          PF,
          { incident: changed, run: run ?? record.run },
          record.incident.rev,
          incidentEvent(PF, changed, 'incident.revised', by),
        ),
      )
    },
    follow: () =>
      makeFollowIncident({ table, ladder, people })({ ...event, portfolioId: PF, propertyId: PROPERTY, resource: id }),
    resume: (minutes: number) => makeResumeLadders({ table, ladder, now: () => at(minutes) })(),
  }
}

let w: Awaited<ReturnType<typeof world>>
beforeEach(async () => {
  w = await world()
})
const acknowledged = (minutes: number) => (incident: Incident) =>
  acknowledgeIncident(incident, {
    principal: 'user:usr_1',
    note: '',
    ladder: LADDER,
    now: iso(at(minutes)),
  }) as Incident

describe('a rung', () => {
  test('is told to the people of its role with access to the property, and stands on the incident', async () => {
    await w.climb(0, 0)
    await w.climb(1, 5)
    await w.climb(2, 15)
    expect(w.told()).toEqual(['1_cc_1', '2_usr_1'])
    const { incident } = await w.read()
    expect(incident.rung).toMatchObject({ index: 2, to: 'role:attendant', ackBy: iso(at(120)) })
    expect(incident.timeline.map(({ text }) => text)).toEqual([
      'A carrier entered and logged nothing',
      'Asked at the kiosk',
      'Told 1 driver of the carrier',
      'Told 1 attendant',
    ])
    const item = w.items().find(({ sk }) => sk === id)
    expect(item?.event).toMatchObject({ type: 'incident.climbed', data: { rungIndex: 2, to: 'role:attendant' } })
    const texts = [...w.sent.values()]
    expect(texts[0]?.text.sms).not.toContain('https://')
    expect(texts[1]?.text.email).toContain(`https://pages/incidents/${id}`)
  })
  test('is told once, and a repeated step tells those who are left', async () => {
    await w.climb(0, 0)
    w.fail('cc_1')
    await expect(w.climb(1, 5)).rejects.toThrow('still to be told')
    expect(w.told()).toEqual([])
    w.fail(null)
    await w.climb(1, 5)
    await w.climb(1, 6)
    expect(w.told()).toEqual(['1_cc_1'])
    expect((await w.read()).incident.timeline).toHaveLength(3)
  })
  test('is not told before its time, nor out of turn, nor once somebody has taken the incident', async () => {
    await w.climb(0, 0)
    await w.climb(1, 4)
    await w.climb(2, 20)
    expect((await w.read()).incident.rung?.index).toBe(0)
    await w.change(acknowledged(5))
    await w.climb(1, 6)
    expect(w.told()).toEqual([])
  })
  test('nobody holds a role: the line says so', async () => {
    for (const [rung, minutes] of [0, 5, 15, 120, 1440].entries()) await w.climb(rung, minutes)
    expect((await w.read()).incident.timeline.at(-1)?.text).toBe('There is no owner to tell')
  })
  test('a crash at any call, then the step again, tells once and climbs once', async () => {
    const before = w.calls()
    await w.climb(0, 0)
    const calls = w.calls() - before
    for (let call = 0; call <= calls + 3; call++)
      for (const when of ['before', 'after'] as const) {
        w = await world()
        await w.climb(0, 0)
        w.failAt(call, when)
        await w.climb(1, 5).catch(() => w.climb(1, 5))
        w.failAt(Number.POSITIVE_INFINITY, when)
        expect(w.told()).toEqual(['1_cc_1'])
        expect((await w.read()).incident.timeline.map(({ kind }) => kind)).toEqual(['opened', 'rung', 'rung'])
      }
  })
})

describe('following an incident', () => {
  test('starts its run while it is open, and stops it when somebody takes it', async () => {
    await w.follow()
    await w.follow()
    await w.change(acknowledged(1))
    await w.follow()
    expect(w.ladderCalls).toEqual(['start 1', 'start 1', 'stop 1'])
  })
  test('a verdict that takes it back is told to those who were told, once, and to nobody else', async () => {
    await w.climb(0, 0)
    await w.climb(1, 5)
    await w.climb(2, 15)
    await w.change((incident) =>
      endIncident(
        incident,
        { kind: 'revised', reason: 'What arrived later explains it', at: iso(at(20)) },
        iso(at(20)),
      ),
    )
    await w.follow()
    await w.follow()
    expect(w.told()).toEqual(['1_cc_1', '2_usr_1', 'revised_usr_1', 'revised_cc_1'])
    expect([...w.sent.values()].at(-1)?.text.sms).toContain('taken back')
  })
})

describe('the schedule', () => {
  test('starts what was never started, once it is overdue', async () => {
    expect(await w.resume(1)).toBe(0)
    expect(await w.resume(3)).toBe(1)
    expect(w.ladderCalls).toEqual(['start 1'])
    expect(await w.resume(4)).toBe(0)
  })
  test('gives an execution that died a successor, and says so', async () => {
    w.states.set(1, 'ended')
    expect(await w.resume(3)).toBe(1)
    expect(await w.read()).toMatchObject({ run: 2, incident: { rev: 2 } })
    expect((await w.read()).incident.timeline.at(-1)?.kind).toBe('note')
    expect(w.ladderCalls).toEqual(['start 2'])
  })
  test('leaves alone what somebody has taken', async () => {
    await w.change(acknowledged(1))
    expect(await w.resume(600)).toBe(0)
    expect(w.ladderCalls).toEqual([])
  })
})
