import { beforeEach, describe, expect, test } from 'vitest'
import { makeMemoryTable } from '../../test/fakes/memory-table.ts'
import type { DomainEvent } from '../contracts/domain-event.ts'
import type { PortfolioId } from '../contracts/ids.ts'
import type { Incident } from '../contracts/incident.ts'
import { commit, type Write } from './commit.ts'
import { incidentIdOf, makeIncidents, toIncident } from './incidents.ts'

const PF = `pf_01jb${'0'.repeat(22)}` as PortfolioId
const event = { id: 'e1' } as DomainEvent
const T = Date.UTC(2026, 9, 5)
const iso = (ms: number) => new Date(ms).toISOString()
const make = (n: number, more: Partial<Incident> = {}): Incident =>
  ({
    id: incidentIdOf(`key ${n}`, T + n * 60_000),
    key: `key ${n}`,
    propertyId: 'prop_a',
    roomId: 'room_1',
    status: 'open',
    nextRungAt: iso(T + n * 60_000),
    rev: 1,
    ...more,
  }) as Incident

let memory = makeMemoryTable()
let incidents = makeIncidents(memory.table)
const write = (...writes: Write[]) => commit(memory.table, undefined, { status: 200 }, writes)
const open = (incident: Incident) => write(incidents.open(PF, { incident, run: 1 }, event))
beforeEach(() => {
  memory = makeMemoryTable()
  incidents = makeIncidents(memory.table)
})

describe('incidents', () => {
  test('of one key have one id, so there is one', async () => {
    expect(incidentIdOf('k', T)).toBe(incidentIdOf('k', T))
    await open(make(1))
    expect(await open(make(1))).toMatchObject({ failed: 0 })
    expect(await incidents.list(PF, { propertyIds: null }, { limit: 10 })).toMatchObject({ items: [make(1)] })
  })

  test('lie where every key begins with the portfolio, but for what the schedule looks through', () => {
    const { Put } = incidents.open(PF, { incident: make(1), run: 1 }, event)
    expect(Put).toMatchObject({
      ConditionExpression: 'attribute_not_exists(#pk) AND attribute_not_exists(#sk)',
      Item: {
        pk: `PF#${PF}#PROP#prop_a#INC`,
        sk: make(1).id,
        gsi1pk: `PF#${PF}#INC#unresolved`,
        gsi1sk: make(1).id,
        gsi2pk: 'PF#registry#LADDERS',
        gsi2sk: `${iso(T + 60_000)}#${make(1).id}`,
        event,
      },
    })
    expect(toIncident(Put?.Item ?? {})).toEqual(make(1))
  })

  test('change only from the revision that was read', async () => {
    await open(make(1))
    const changed = make(1, { rev: 2, status: 'acknowledged', nextRungAt: null })
    expect(await write(incidents.change(PF, { incident: changed, run: 1 }, 1, null))).toMatchObject({ status: 200 })
    expect(await write(incidents.change(PF, { incident: changed, run: 1 }, 1, null))).toMatchObject({ failed: 0 })
    expect(await incidents.get(PF, changed.id)).toEqual({ incident: changed, run: 1 })
    expect(await incidents.inProperty(PF, 'prop_b', changed.id)).toBeNull()
  })

  test('are listed newest first, by property, by status, in pages', async () => {
    for (const n of [1, 2, 3, 4, 5])
      await open(make(n, { propertyId: n % 2 ? 'prop_a' : 'prop_b', status: n === 3 ? 'resolved' : 'open' }))
    const keys = async (filter: Parameters<typeof incidents.list>[1], limit = 10, cursor?: string) => {
      const page = await incidents.list(PF, filter, { limit, cursor })
      return { keys: page.items.map(({ key }) => key), cursor: page.cursor }
    }
    expect((await keys({ propertyIds: null })).keys).toEqual(['key 5', 'key 4', 'key 3', 'key 2', 'key 1'])
    expect((await keys({ propertyIds: ['prop_b'] })).keys).toEqual(['key 4', 'key 2'])
    expect((await keys({ propertyIds: ['prop_a', 'prop_b'], status: 'resolved' })).keys).toEqual(['key 3'])
    expect((await keys({ propertyIds: [] })).keys).toEqual([])
    const first = await keys({ propertyIds: null, status: 'open' }, 3)
    expect(first.keys).toEqual(['key 5', 'key 4', 'key 2'])
    expect((await keys({ propertyIds: null, status: 'open' }, 3, first.cursor)).keys).toEqual(['key 1'])
  })

  test('that need somebody are found at one cost, however many are over', async () => {
    await open(make(0))
    for (let n = 1; n <= 300; n++) await open(make(n, { status: 'resolved', nextRungAt: null }))
    for (const propertyIds of [null, ['prop_a'], ['prop_a', 'prop_b']]) {
      const before = memory.calls()
      const { items, cursor } = await incidents.list(PF, { propertyIds, status: 'open' }, { limit: 10 })
      expect(items.map(({ key }) => key)).toEqual(['key 0'])
      expect(cursor).toBeUndefined()
      expect(memory.calls() - before).toBe(1)
    }
  })

  test('that a filter leaves out are read in bounded steps, and all steps together miss none', async () => {
    const all = 950
    for (let n = 1; n <= all; n++)
      await open(make(n, { propertyId: n % 90 === 1 ? 'prop_a' : 'prop_b', status: n % 3 ? 'resolved' : 'open' }))
    const found: string[] = []
    let cursor: string | undefined
    do {
      const before = memory.calls()
      const page = await incidents.list(PF, { propertyIds: ['prop_a', 'prop_c'] }, { limit: 5, cursor })
      expect(memory.calls() - before).toBeLessThanOrEqual(8)
      expect(page.items.length).toBeLessThanOrEqual(5)
      found.push(...page.items.map(({ key }) => key))
      cursor = page.cursor
    } while (cursor)
    const wanted = Array.from({ length: all }, (_, i) => all - i).filter((n) => n % 90 === 1)
    expect(found).toEqual(wanted.map((n) => `key ${n}`))
  })

  test('of a room since an instant are found by what they are about', async () => {
    for (const n of [1, 2, 3]) await open(make(n, { roomId: n === 2 ? 'room_2' : 'room_1' }))
    const found = await incidents.ofRoomSince(PF, 'prop_a', 'room_1', T + 90_000)
    expect(found.map(({ incident }) => incident.key)).toEqual(['key 3'])
  })

  test('whose rung is due are found over all portfolios, longest ago first, and only while they climb', async () => {
    for (const n of [3, 1, 2]) await open(make(n))
    const held = make(1, { rev: 2, status: 'acknowledged', nextRungAt: null })
    await write(incidents.change(PF, { incident: held, run: 1 }, 1, null))
    expect(await incidents.due(iso(T + 170_000), 10)).toEqual([
      { portfolioId: PF, propertyId: 'prop_a', incidentId: make(2).id },
    ])
  })
})
