import { describe, expect, it } from 'vitest'
import { DEFAULT_CONFIG } from '../../../device-shadow/controller/config.ts'
import { DoorDesired } from '../../../device-shadow/documents/shadows.ts'
import { defaultStandard, Standard } from '../../contracts/standard.ts'
import { doorSettings } from './door-settings.ts'

const of = (session: object, door: object = {}) => doorSettings(Standard.parse({ session, door }))

describe('the settings of a door', () => {
  it('are what a controller runs with by itself, as long as nobody changed the standard', () => {
    const { cfg: _, ...initial } = DEFAULT_CONFIG.door
    expect(doorSettings(defaultStandard())).toMatchObject(initial)
  })

  it('follow the standard, each with a number of its own', () => {
    const changed = of({ heldWarn: 'PT1M', heldAlarm: 'PT2M30S' }, { relock: 'PT8S' })
    expect(changed).toMatchObject({ mode: 'normal', relockS: 8, heldWarnS: 60, heldAlarmS: 150 })
    expect(changed.cfg).toBe(of({ heldWarn: 'PT60S', heldAlarm: 'PT150S' }, { relock: 'PT8S' }).cfg)
    expect(changed.cfg).not.toBe(doorSettings(defaultStandard()).cfg)
  })

  it('are such as a controller takes, however odd the standard', () => {
    const odd = of({ heldWarn: 'PT0S', heldAlarm: 'P30D' })
    expect(DoorDesired.parse(odd)).toMatchObject({ heldWarnS: 0.1, heldAlarmS: 86_400 })
  })
})
