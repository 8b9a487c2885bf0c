import { beforeEach, describe, expect, test } from 'vitest'
import type { DomainEvent } from '../../../shared/contracts/domain-event.ts'
import { PortfolioId, ResidentId, UnitId } from '../../../shared/contracts/ids.ts'
import { Property, Unit } from '../../../shared/contracts/property.ts'
import { Resident } from '../../../shared/contracts/resident.ts'
import { answer, commit } from '../../../shared/table/commit.ts'
import { makeResidents } from '../../../shared/table/residents.ts'
import { makeUnits } from '../../../shared/table/units.ts'
import { makeMemoryTable } from '../../../test/fakes/memory-table.ts'
import { findHolder } from './find-holder.ts'

const id = (prefix: string, n = 1) => `${prefix}_01jb${String(n).padStart(22, '0')}`
const portfolioId = PortfolioId.parse(id('pf'))
const residentId = ResidentId.parse(id('res'))
const event = {} as DomainEvent
const property = Property.parse({
  id: id('prop'),
  name: 'Maple',
  address: { street: 'Maple 1', city: 'Albany', region: 'NY', postalCode: '12207', country: 'US' },
  timeZone: 'America/New_York',
  createdAt: '2026-01-01T00:00:00Z',
})
/** 23:30 on 29 March in New York, where 30 March begins at 04:00 UTC. */
const LATE = Date.parse('2026-03-30T03:30:00Z')

let memory = makeMemoryTable()
beforeEach(async () => {
  memory = makeMemoryTable()
  const unit = Unit.parse({ id: UnitId.parse(id('unit')), propertyId: property.id, number: '12', selector: '0012' })
  await commit(memory.table, undefined, answer(200), makeUnits(memory.table).create(portfolioId, unit, event))
})
const find = async (days: { moveIn?: string; moveOut?: string | null }) => {
  const at = '2026-01-01T00:00:00Z'
  const person = { firstName: 'Ana', lastName: 'López', unit: '12', email: 'a@example.com', phone: null }
  const more = { id: residentId, propertyId: property.id, createdAt: at, updatedAt: at }
  const resident = Resident.parse({ ...person, ...more, moveIn: '2024-01-01', moveOut: null, ...days })
  const write = makeResidents(memory.table).create(portfolioId, resident, event)
  await commit(memory.table, undefined, answer(200), [write])
  const at29 = { property, roomId: id('room'), startsAtMs: LATE }
  return findHolder(memory.table, portfolioId, at29, { kind: 'resident', residentId })
}

describe('a resident’s code', () => {
  test.each([
    ['who moved out that day', { moveOut: '2026-03-29' }, 'resident.moved_out'],
    ['who moved out before', { moveOut: '2026-03-01' }, 'resident.moved_out'],
    ['who moves in tomorrow', { moveIn: '2026-03-30' }, 'resident.not_yet'],
  ])('is not for one %s', async (_, days, refused) => {
    expect(await find(days)).toMatchObject({ refused })
  })

  test('ends at the latest when the day of moving out begins there', async () => {
    expect(await find({ moveOut: '2026-03-30' })).toMatchObject({ untilMs: Date.parse('2026-03-30T04:00:00Z') })
  })

  test('has no such end for one who stays', async () => {
    expect(await find({})).toMatchObject({ selector: '0012', untilMs: Number.POSITIVE_INFINITY })
  })
})
