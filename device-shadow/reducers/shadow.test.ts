import { expect, it } from 'vitest'
import { DoorDesired } from '../documents/shadows.ts'
import { applyDesired, type ShadowState } from './shadow.ts'

const desired: DoorDesired = { mode: 'normal', relockS: 5, heldWarnS: 90, heldAlarmS: 180, cfg: 1 }
const state: ShadowState<DoorDesired> = { version: 10, desired, err: null }

it('takes a delta, and drops older and repeated versions', () => {
  const next = applyDesired(state, 11, { relockS: 8, cfg: 2 }, DoorDesired)
  expect(next).toEqual({ version: 11, desired: { ...desired, relockS: 8, cfg: 2 }, err: null })
  expect(applyDesired(next, 11, { relockS: 1 }, DoorDesired)).toBe(next)
  expect(applyDesired(next, 3, { relockS: 1 }, DoorDesired)).toBe(next)
})

it('keeps its settings and says why when they do not fit', () => {
  const next = applyDesired(state, 11, { relockS: -4 }, DoorDesired)
  expect(next.desired).toBe(desired)
  expect(next.err).toMatch(/^relockS: /)
  expect(applyDesired(next, 12, { relockS: 4 }, DoorDesired).err).toBeNull()
})

it('ignores keys of a newer cloud', () => {
  expect(applyDesired(state, 11, { colour: 'red' }, DoorDesired)).toEqual({ version: 11, desired, err: null })
})
