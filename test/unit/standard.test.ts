import { describe, expect, it } from 'vitest'
import { defaultStandard, Standard } from '../../shared/contracts/standard.ts'

const rung = (after: string) => ({ to: 'role:owner', after })
const withDefault = (rungs: object[]) => Standard.safeParse({ ladders: { default: rungs } })

describe('the standard', () => {
  it('is whole by default', () => {
    expect(Standard.parse(defaultStandard())).toEqual(defaultStandard())
    expect(defaultStandard().session.grace).toBe('PT15M')
  })

  it('takes no setting that nothing is decided by', () => {
    expect(Standard.safeParse({ packages: { pickupTarget: 'PT24H' } }).success).toBe(false)
    expect(Standard.safeParse({ retention: { evidence: 'P90D' } }).success).toBe(false)
  })

  it('takes ladders whose rungs rise, also two at one time', () => {
    expect(withDefault([rung('PT0S'), rung('PT5M'), rung('PT5M'), rung('P1D')]).success).toBe(true)
  })

  it.each([
    ['fall', [rung('PT5M'), rung('PT60S')]],
    ['are none', []],
    ['have a duration that is none', [rung('soon')]],
    ['are for nobody known', [{ to: 'role:janitor', after: 'PT0S' }]],
  ])('refuses ladders whose rungs %s', (_, rungs) => {
    expect(withDefault(rungs).success).toBe(false)
  })
})
