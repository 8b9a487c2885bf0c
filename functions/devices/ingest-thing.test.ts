import { expect, it } from 'vitest'
import type { PortfolioId, ThingName } from '../../shared/contracts/ids.ts'
import { makeDeviceInbox } from '../../shared/table/device-inbox.ts'
import { makeMemoryTable } from '../../test/fakes/memory-table.ts'
import { makeIngestThing } from './ingest-thing.ts'
import type { BadMessage } from './read-message.ts'

const thing = 'ks-01k9zz00000000000000000000' as ThingName
const PF = `pf_01jb${'0'.repeat(22)}` as PortfolioId
const NOW = 1_795_338_300_000
const place = { portfolioId: PF, propertyId: 'prop_1', roomId: 'room_1', class: 'ks' as const, fromMs: 0 }

it('tells once that a clock which calls itself synced is far off, and again when it is so anew', async () => {
  const { table } = makeMemoryTable()
  const told: BadMessage[] = []
  const ingest = makeIngestThing({
    table,
    messages: { publish: async () => {} },
    credentials: { confirm: async () => {}, failed: async () => {} },
    keepAnomaly: async (anomaly) => void told.push(anomaly),
    now: () => NOW,
  })
  const beat = (receivedAtMs: number, slowMs: number) => {
    const t = receivedAtMs - slowMs
    const hb = { drained: t, outbox: 0, ep: 1, seq: 0, clk: { tq: 's', offMs: 0 }, doors: {}, occ: false }
    const document = { v: 1, at: { t, m: receivedAtMs - NOW + 1e6, bt: 1 }, hb }
    return ingest(thing, [place], [{ thing, channel: 'hb', receivedAtMs, document, hash: 'h' }])
  }
  for (const [minute, slowMs] of [0, 2_400_000, 2_400_500, 0, -2_400_000].entries())
    await beat(NOW + minute * 60_000, slowMs)
  expect(told.map(({ bad, note }) => [bad, note])).toEqual([
    ['clock_suspect', 'the clock calls itself synced and is 2400 s slow'],
    ['clock_suspect', 'the clock calls itself synced and is 2400 s fast'],
  ])
  const inbox = await makeDeviceInbox(table).get(PF, thing)
  expect(inbox).toMatchObject({ clockOffMs: -2_400_000, drainedMs: NOW + 240_000 })
})
