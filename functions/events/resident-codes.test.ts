import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, it } from 'vitest'
import { sealOf } from '../../shared/adapters/vault.ts'
import type { PortfolioId } from '../../shared/contracts/ids.ts'
import { id, NOW, resident, stored } from '../../shared/domain/packages/packages.fixture.ts'
import type { Write } from '../../shared/table/commit.ts'
import { makeCredentials } from '../../shared/table/credentials.ts'
import { makePackages } from '../../shared/table/packages.ts'
import { makePortfolios } from '../../shared/table/portfolios.ts'
import { makeResidents } from '../../shared/table/residents.ts'
import type { Table } from '../../shared/table/table.ts'
import { makeUnits } from '../../shared/table/units.ts'
import { makeMemoryTable } from '../../test/fakes/memory-table.ts'
import { makeResidentCodes } from './resident-codes.ts'

const PF = id('pf', 1) as PortfolioId
const [PROPERTY, ROOM, RESIDENT] = [id('prop', 1), id('room', 1), id('res', 1)]
const KEYS = { kPin: Buffer.alloc(32, 1).toString('base64url'), kSnap: Buffer.alloc(32, 2).toString('base64url') }
const HOUR = 3_600_000
const MINUTE = 60_000
const noEvent = { id: 'e' } as never
const who = { portfolioId: PF, propertyId: PROPERTY, roomId: ROOM, residentId: RESIDENT, askedAtMs: NOW }

/** The client as the repositories know it: the fake’s refusals are named, the SDK’s are of a class. */
const asSdk = (table: Table): Table => ({
  ...table,
  client: Object.create(table.client, {
    send: {
      value: async (command: never) => {
        try {
          return await table.client.send(command)
        } catch (error) {
          if ((error as Error).name !== 'ConditionalCheckFailedException') throw error
          throw new ConditionalCheckFailedException({ message: 'no', $metadata: {} })
        }
      },
    },
  }),
})

/** A resident with a controller in their room; the clock goes on a little with every look at it. */
const makeWorld = async () => {
  const memory = makeMemoryTable()
  const table = asSdk(memory.table)
  const clock = { ms: NOW }
  const write = (...writes: Write[]) => table.client.send(new TransactWriteCommand({ TransactItems: writes }))
  const credentials = makeCredentials(table)
  const packages = makePackages(table)
  await write(
    credentials.appoint(PF, ROOM, { thing: 'rc-1', propertyId: PROPERTY, timeZone: 'UTC' }),
    makeResidents(table).create(PF, resident(), noEvent),
    ...makeUnits(table).create(
      PF,
      { id: id('unit', 1), propertyId: PROPERTY, number: '12', selector: '012' } as never,
      noEvent,
    ),
  )
  const codes = makeResidentCodes({
    table,
    vault: { seal: async () => sealOf('x'.repeat(64), 'codes', PF) },
    keysOf: async () => KEYS,
    now: () => clock.ms++,
  })
  const receive = (n: number) =>
    write(...packages.receive(PF, stored({ id: id('pkg', n), trackingNumber: null }), noEvent))
  const collect = async (n: number) => {
    const record = await packages.get(PF, PROPERTY, id('pkg', n))
    if (!record) throw new Error('no such package')
    const collected = { atMs: clock.ms, recordedAtMs: clock.ms, by: 'p', method: 'desk', once: null } as const
    await packages.collect(
      PF,
      { ...record, status: 'collected', collected: { ...collected, sessionKnown: false } },
      noEvent,
    )
  }
  const grantEnds = () => memory.items().find((item) => item.__edb_e__ === 'access_grant')?.endsAt
  return {
    memory,
    clock,
    codes,
    receive,
    collect,
    code: async () => (await credentials.withSet(PF, ROOM, `R#${RESIDENT}`, true)).code,
    set: () => credentials.set(PF, ROOM),
    grantEnds,
    setGrace: (pickupGrace: string) =>
      write(makePortfolios(table).putStandard(PF, { credentials: { pickupGrace } } as never, noEvent)),
  }
}

describe('the code of a resident', () => {
  it('is made once for many packages: the second one reads it and writes nothing', async () => {
    const { memory, codes, receive } = await makeWorld()
    await receive(1)
    expect(await codes.wanted(who)).toBe(true)
    await receive(2)
    const before = memory.items()
    const calls = memory.calls()
    expect(await codes.wanted(who)).toBe(false)
    expect(memory.calls() - calls).toBe(1)
    expect(memory.items()).toEqual(before)
  })

  it('stays as it is at the pickup of one of several', async () => {
    const { memory, codes, receive, collect, clock } = await makeWorld()
    await receive(1)
    await codes.wanted(who)
    await receive(2)
    await collect(2)
    const before = memory.items()
    expect(await codes.collected(who, id('pkg', 2), clock.ms)).toBe(false)
    expect(memory.items()).toEqual(before)
  })

  it('ends after the grace of the last pickup, which makes no new revision', async () => {
    const { codes, receive, collect, clock, code, set, grantEnds } = await makeWorld()
    await receive(1)
    await codes.wanted(who)
    await collect(1)
    const before = await set()
    const collectedAtMs = clock.ms
    expect(await codes.collected(who, id('pkg', 1), collectedAtMs)).toBe(false)
    expect(await code()).toMatchObject({ endsAtMs: collectedAtMs + 2 * HOUR, movedAtMs: expect.any(Number) })
    expect(grantEnds()).toBe(new Date(collectedAtMs + 2 * HOUR).toISOString())
    expect(await set()).toEqual(before)
  })

  it('is taken off at once where the grace is too short for the controller to ask meanwhile', async () => {
    const { codes, receive, collect, clock, code, set, setGrace } = await makeWorld()
    await setGrace('PT30M')
    await receive(1)
    await codes.wanted(who)
    await collect(1)
    const before = await set()
    const collectedAtMs = clock.ms
    expect(await codes.collected(who, id('pkg', 1), collectedAtMs)).toBe(true)
    expect(await code()).toMatchObject({ endsAtMs: collectedAtMs + 30 * MINUTE })
    expect((await set())?.v).toBe((before?.v ?? 0) + 1)
  })

  it('lives on when another package comes within the grace, and the controller is told', async () => {
    const { codes, receive, collect, clock, code } = await makeWorld()
    await receive(1)
    await codes.wanted(who)
    const full = (await code())?.endsAtMs
    await collect(1)
    await codes.collected(who, id('pkg', 1), clock.ms)
    await receive(2)
    expect(await codes.wanted(who)).toBe(true)
    expect((await code())?.endsAtMs).toBe(full)
  })

  it.each(['before', 'after'] as const)('ends in the same way where a call was lost %s it was done', async (when) => {
    for (let lost = 0; ; lost++) {
      const { memory, codes, receive, collect, clock, code, grantEnds } = await makeWorld()
      await receive(1)
      await codes.wanted(who)
      await collect(1)
      const collectedAtMs = clock.ms
      const calls = memory.calls()
      memory.failAt(lost, when)
      const run = () => codes.collected(who, id('pkg', 1), collectedAtMs)
      const isLost = await run().then(
        () => false,
        () => true,
      )
      const made = memory.calls() - calls
      memory.failAt(Number.MAX_SAFE_INTEGER, when)
      // The queue gives the message again.
      if (isLost) await run()
      expect((await code())?.endsAtMs).toBe(collectedAtMs + 2 * HOUR)
      expect(grantEnds()).toBe(new Date(collectedAtMs + 2 * HOUR).toISOString())
      if (!isLost) return expect(made).toBe(lost)
    }
  })
})
