import { describe, expect, test } from 'vitest'
import { makeMemoryTable } from '../../test/fakes/memory-table.ts'
import type { AccessSession } from '../contracts/access-session.ts'
import type { DomainEvent } from '../contracts/domain-event.ts'
import type { PortfolioId } from '../contracts/ids.ts'
import { NO_MEMORY } from '../domain/access-sessions/window.ts'
import { makeAccessSessions, toSession } from './access-sessions.ts'
import { commit, type Write } from './commit.ts'

const PF = `pf_01jb${'0'.repeat(22)}` as PortfolioId
const T = Date.UTC(2026, 9, 5)
const thing = 'rc-01jb0000000000000000000001'
const make = (n: number) =>
  ({ id: `${thing}#1#${n}`, roomId: 'room_1', grantedAt: new Date(T + n * 1000).toISOString() }) as AccessSession

const open = () => {
  const { table, items } = makeMemoryTable()
  const sessions = makeAccessSessions(table)
  return { sessions, items, write: (...writes: Write[]) => commit(table, undefined, { status: 200 }, writes) }
}

describe('access sessions', () => {
  test('lie by room and grant time, and one is found by id', async () => {
    const { sessions, write } = open()
    const { Put } = sessions.put(PF, make(1), { id: 'e1' } as DomainEvent)
    expect(Put?.Item).toMatchObject({
      pk: `PF#${PF}#ROOM#room_1#SESSIONS`,
      sk: `2026-10-05T00:00:01.000Z#${thing}#1#1`,
      gsi2pk: `PF#${PF}#SESSION#${thing}#1#1`,
      gsi2sk: 'SESSION',
      event: { id: 'e1' },
    })
    expect(toSession(Put?.Item ?? {})).toEqual(make(1))
    await write(...[1, 2, 3].map((n) => sessions.put(PF, make(n), null)))
    expect(await sessions.since(PF, 'room_1', T + 2000)).toEqual([make(2), make(3)])
    expect((await sessions.list(PF, 'room_1', { limit: 2 })).items).toEqual([make(3), make(2)])
    expect(await sessions.get(PF, make(2).id)).toEqual(make(2))
    expect(await sessions.get(PF, `${thing}#1#9`)).toBeNull()
  })

  test('a room’s memory is a lock: of two writers who read the same version one wins', async () => {
    const { sessions, write } = open()
    expect(await sessions.memory(PF, 'room_1')).toEqual({ memory: NO_MEMORY, v: 0 })
    expect(await write(sessions.putMemory(PF, 'room_1', NO_MEMORY, 0))).toMatchObject({ status: 200 })
    expect(await write(sessions.putMemory(PF, 'room_1', NO_MEMORY, 0))).toMatchObject({ failed: 0 })
    const memory = { ...NO_MEMORY, wakeAtMs: 7 }
    expect(await write(sessions.putMemory(PF, 'room_1', memory, 1))).toMatchObject({ status: 200 })
    expect(await write(sessions.putMemory(PF, 'room_1', NO_MEMORY, 1))).toMatchObject({ failed: 0 })
    expect(await sessions.memory(PF, 'room_1')).toEqual({ memory, v: 2 })
  })

  test('the same pickup is kept once', async () => {
    const { sessions, items } = open()
    const pickup = { at: T, packageId: 'pkg_1' } as Parameters<typeof sessions.recordPickup>[2]
    await sessions.recordPickup(PF, 'room_1', pickup)
    await sessions.recordPickup(PF, 'room_1', pickup)
    expect(items()).toHaveLength(1)
    expect(await sessions.pickupsSince(PF, 'room_1', T)).toEqual([pickup])
    expect(await sessions.pickupsSince(PF, 'room_1', T + 1)).toEqual([])
  })
})
