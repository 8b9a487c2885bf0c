import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { DeviceClass, ID_PREFIXES, type IdKind, PortfolioId, ThingName } from '../contracts/ids.ts'
import { idFrom, newId, newThing, newToken } from './ids.ts'

const kinds = Object.keys(ID_PREFIXES) as IdKind[]

describe('ids', () => {
  it.each(kinds)('of a %s carry its prefix', (kind) => {
    const shape = new RegExp(`^${ID_PREFIXES[kind]}_[0-7][0-9a-hjkmnp-tv-z]{25}$`)
    expect(newId(kind)).toMatch(shape)
    expect(idFrom(kind, 'seed', 0)).toMatch(shape)
  })

  it('of a portfolio are taken by the contract', () => {
    expect(PortfolioId.safeParse(newId('portfolio')).success).toBe(true)
  })

  test('from a seed are the same for the same seed and instant, and sort by the instant', () => {
    const instants = fc.integer({ min: 0, max: 4_000_000_000_000 })
    fc.assert(
      fc.property(fc.string(), fc.string(), instants, instants, (seed, other, at, later) => {
        expect(idFrom('package', seed, at)).toBe(idFrom('package', seed, at))
        if (seed !== other) expect(idFrom('package', seed, at)).not.toBe(idFrom('package', other, at))
        if (at < later) expect(idFrom('package', seed, at) < idFrom('package', other, later)).toBe(true)
      }),
    )
  })
})

describe('things and tokens', () => {
  it.each(DeviceClass.options)('a thing of class %s is taken by the contract', (deviceClass) => {
    expect(ThingName.safeParse(newThing(deviceClass)).success).toBe(true)
  })
  it('tokens are never the same', () => {
    expect(newToken(32)).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(newToken(32)).not.toBe(newToken(32))
  })
})
