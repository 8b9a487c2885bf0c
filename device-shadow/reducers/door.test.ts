import { describe, expect, it } from 'vitest'
import { type DoorAct, type DoorFact, type DoorInput, type DoorMachine, stepDoor, UNKNOWN_DOOR } from './door.ts'

const settings = { mode: 'normal', relockS: 5, heldWarnS: 90, heldAlarmS: 180, cfg: 1 } as const

const play = (...inputs: readonly (readonly [number, DoorInput])[]) => {
  let door: DoorMachine = UNKNOWN_DOOR
  const facts: DoorFact[] = []
  const acts: DoorAct[] = []
  const start: readonly (readonly [number, DoorInput])[] = [
    [0, { k: 'bolt', bolt: 'extended' }],
    [0, { k: 'contact', door: 'closed' }],
  ]
  for (const [second, input] of [...start, ...inputs]) {
    const step = stepDoor(door, input, second * 1000, settings)
    door = step.door
    facts.push(...step.facts)
    acts.push(...step.acts)
  }
  const named = facts
    .slice(2)
    .map((fact) => (fact.k.endsWith('state') ? fact.p : `${fact.k} ${'code' in fact.p && fact.p.code}`))
  return { door, facts: named, acts }
}
const release: DoorInput = { k: 'release', src: 'keypad' }
const bolt = (to: 'extended' | 'retracted' | 'jammed'): DoorInput => ({ k: 'bolt', bolt: to })
const contact = (door: 'open' | 'closed' | 'fault'): DoorInput => ({ k: 'contact', door })
const tick: DoorInput = { k: 'tick' }

describe('the door', () => {
  it('locks again when nobody opened it', () => {
    const { acts, facts } = play(
      [10, release],
      [10, bolt('retracted')],
      [14.9, tick],
      [15, tick],
      [15, bolt('extended')],
    )
    expect(acts).toEqual(['unlock', 'lock'])
    expect(facts).toEqual([
      { from: 'locked', to: 'unlocked', src: 'keypad' },
      { from: 'unlocked', to: 'locked', src: 'auto' },
    ])
  })

  it('waits with the bolt until it is closed', () => {
    const opened = play([10, release], [10, bolt('retracted')], [11, contact('open')], [40, tick])
    expect(opened.acts).toEqual(['unlock'])
    const closed = play([10, release], [10, bolt('retracted')], [11, contact('open')], [41, contact('closed')])
    expect(closed.acts).toEqual(['unlock', 'lock'])
  })

  it('raises forced when it opens locked without a grant, and clears it when closed', () => {
    const { facts } = play([100, contact('open')], [101, contact('closed')])
    expect(facts).toContain('alarm.raised forced')
    expect(facts.at(-1)).toBe('alarm.cleared forced')
  })

  it('is not forced within ten seconds of a grant or an exit request', () => {
    const { facts } = play([100, { k: 'release', src: 'rex' }], [110, contact('open')])
    expect(facts).not.toContain('alarm.raised forced')
  })

  it('chirps, then raises held, once each', () => {
    const open = [
      [0, release],
      [0, bolt('retracted')],
      [1, contact('open')],
    ] as const
    const { acts, facts, door } = play(...open, [90, tick], [91, tick], [92, tick], [181, tick], [190, tick])
    expect(acts.filter((act) => act === 'chirp')).toHaveLength(1)
    expect(facts.filter((fact) => fact === 'alarm.raised held')).toHaveLength(1)
    expect(door.held).toBe(true)
    expect(play(...open, [181, tick], [200, contact('closed')]).facts.at(-1)).toBe('alarm.cleared held')
  })

  it('tries a jammed bolt three times more, then raises jam until it runs', () => {
    const jams = Array.from({ length: 4 }, () => [1, bolt('jammed')] as const)
    const { acts, facts, door } = play([1, release], ...jams)
    expect(acts).toEqual(['unlock', 'unlock', 'unlock', 'unlock'])
    expect(facts).toEqual([{ from: 'unlocking', to: 'jammed', src: 'keypad' }, 'alarm.raised jam'])
    expect(door.jam).toBe(true)
    expect(play([1, release], ...jams, [9, release], [9, bolt('retracted')]).facts.at(-1)).toBe('alarm.cleared jam')
  })

  it('says so when its sensor dies', () => {
    expect(play([1, contact('fault')], [2, contact('closed')]).facts).toEqual([
      { from: 'closed', to: 'fault', src: 'sensor' },
      'alarm.raised fault',
      { from: 'fault', to: 'closed', src: 'sensor' },
      'alarm.cleared fault',
    ])
  })
})
