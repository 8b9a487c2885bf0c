import { describe, expect, it } from 'vitest'
import type { Resident } from '../../contracts/resident.ts'
import { nameFits } from './name-fits.ts'
import { type ImportRow, planImport } from './plan-import.ts'

const row = (externalId: string, more: Partial<ImportRow> = {}): ImportRow => ({
  externalId,
  firstName: 'Zoë',
  lastName: 'Núñez',
  unit: '9C',
  email: null,
  phone: null,
  moveIn: '2025-01-15',
  moveOut: null,
  language: 'en',
  preferredChannel: 'email',
  accessibleHeight: false,
  ...more,
})

const resident = (externalId: string, more: Partial<Resident> = {}): Resident => ({
  ...row(externalId),
  id: `res_${externalId}`,
  propertyId: 'prop_1',
  createdAt: '2025-01-01T00:00:00Z',
  updatedAt: '2025-01-01T00:00:00Z',
  ...more,
})

describe('an import', () => {
  it('adds, changes and leaves alone by external id', () => {
    const plan = planImport(
      [row('a'), row('b', { moveOut: '2026-01-01' }), row('c')],
      [resident('a'), resident('b'), resident('gone')],
      ['9C'],
    )
    expect(plan.create.map(({ externalId }) => externalId)).toEqual(['c'])
    expect(plan.update.map(({ before }) => before.id)).toEqual(['res_b'])
    expect(plan.unchanged).toBe(1)
  })

  it('adds each missing unit once and writes its number as it stands there', () => {
    const plan = planImport(
      [row('a', { unit: '9c' }), row('b', { unit: 'ph1' }), row('c', { unit: 'PH1' })],
      [],
      ['9C'],
    )
    expect(plan.newUnits).toEqual(['ph1'])
    expect(plan.create.map(({ unit }) => unit)).toEqual(['9C', 'ph1', 'ph1'])
  })

  it('finds no change in what it made', () => {
    const plan = planImport([row('a', { unit: '9c' })], [resident('a')], ['9C'])
    expect(plan).toEqual({ newUnits: [], create: [], update: [], unchanged: 1 })
  })
})

describe('a part of a name', () => {
  it.each(['zoe', 'NUNEZ', 'oë n', ' zoë '])('%s fits', (part) => {
    expect(nameFits(row('a'), part)).toBe(true)
  })
  it('that stands nowhere does not fit', () => {
    expect(nameFits(row('a'), 'smith')).toBe(false)
  })
})
