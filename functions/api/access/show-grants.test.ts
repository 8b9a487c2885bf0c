import { expect, test } from 'vitest'
import type { GrantHolder } from '../../../shared/contracts/access.ts'
import { CarrierId, PortfolioId, ResidentId } from '../../../shared/contracts/ids.ts'
import type { GrantRecord } from '../../../shared/table/access-grants.ts'
import { emptyInbox, makeDeviceInbox } from '../../../shared/table/device-inbox.ts'
import { makeMemoryTable } from '../../../test/fakes/memory-table.ts'
import { makeShowGrants } from './show-grants.ts'

const id = (prefix: string) => `${prefix}_01jb0000000000000000000001`
const PF = PortfolioId.parse(id('pf'))
const THING = 'rc-01jb0000000000000000000001'
const HOUR = 3_600_000
const NOW = Date.UTC(2026, 9, 5)
const iso = (ms: number) => new Date(ms).toISOString()
const HOLDERS: readonly GrantHolder[] = [
  { kind: 'carrier', carrierId: CarrierId.parse(id('car')) },
  { kind: 'resident', residentId: ResidentId.parse(id('res')) },
  { kind: 'staff', name: 'Sam' },
]

/** Status of a code of each holder on a controller that has been silent for so long. */
const statusAfter = async (silentHours: number) => {
  const { table } = makeMemoryTable()
  const place = { thing: THING, propertyId: id('prop'), roomId: id('room') }
  await makeDeviceInbox(table).save(PF, { ...emptyInbox(place), lastHeardMs: NOW - silentHours * HOUR })
  const records = HOLDERS.map(
    (holder) =>
      ({
        id: id('grant'),
        thing: THING,
        holder,
        state: 'on_device',
        failure: null,
        startsAt: iso(NOW - 99 * HOUR),
        endsAt: iso(NOW + 99 * HOUR),
        wantedAt: iso(NOW - 99 * HOUR),
        removedAt: null,
      }) as unknown as GrantRecord,
  )
  const shown = await makeShowGrants({ now: () => NOW }).show(table, PF, records)
  return shown.map(({ status }) => status)
}

test('a code is unknown once its own lease is over: a carrier’s after a day, the others’ after three', async () => {
  expect(await statusAfter(23)).toEqual(['set', 'set', 'set'])
  expect(await statusAfter(25)).toEqual(['unknown', 'set', 'set'])
  expect(await statusAfter(73)).toEqual(['unknown', 'unknown', 'unknown'])
})
