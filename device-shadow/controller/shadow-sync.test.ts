import { expect, it } from 'vitest'
import * as z from 'zod'
import { topics } from '../documents/topics.ts'
import { makeShadowSync } from './shadow-sync.ts'

const THING = 'rc-01k9zzzzzzzzzzzzzzzzzzzzzz'
const shadow = topics(THING).shadow('door')

/** A clock whose timers run when told to. */
const makeClock = () => {
  let due: (() => void)[] = []
  return {
    clock: {
      now: () => 0,
      mono: () => 0,
      quality: () => 's' as const,
      offsetMs: () => 0,
      after: (_: number, run: () => void) => {
        due.push(run)
        return () => {
          due = due.filter((other) => other !== run)
        }
      },
    },
    pass: () => {
      for (const run of due.splice(0)) run()
    },
  }
}

it('asks again for a shadow whose answer was lost, and reports once it is answered', () => {
  const { clock, pass } = makeClock()
  const published: string[] = []
  const sync = makeShadowSync(
    'door',
    { schema: z.object({}), initial: {}, reported: () => ({ door: 'open' }), onDesired: () => {}, everyMs: 0 },
    {
      topics: topics(THING),
      clock,
      log: () => {},
      publish: async (topic) => {
        published.push(topic)
        return true
      },
    },
  )
  sync.connected()
  sync.poke()
  pass()
  expect(published).toEqual([shadow.get, shadow.get])
  sync.take(shadow.getRejected, '{}')
  pass()
  expect(published).toEqual([shadow.get, shadow.get, shadow.update])
})

it('tells its clock the broker’s time in every answer to a question of its own, and when it asked', () => {
  const { clock } = makeClock()
  const told: [number, number][] = []
  let mono = 40
  const sync = makeShadowSync(
    'door',
    { schema: z.object({}), initial: {}, reported: () => ({}), onDesired: () => {}, everyMs: 0 },
    {
      topics: topics(THING),
      clock: { ...clock, mono: () => mono, told: (cloudMs, askedMono) => void told.push([cloudMs, askedMono]) },
      log: () => {},
      publish: async () => true,
    },
  )
  sync.connected()
  mono = 90
  sync.take(shadow.getAccepted, JSON.stringify({ version: 3, timestamp: 1_795_900_000, state: { desired: {} } }))
  sync.take(shadow.getAccepted, JSON.stringify({ version: 3, timestamp: 1_795_900_009, state: { desired: {} } }))
  sync.take(shadow.delta, JSON.stringify({ version: 4, timestamp: 1_795_900_010, state: {} }))
  sync.connected()
  sync.take(shadow.getRejected, JSON.stringify({ code: 404, timestamp: 1_795_900_020 }))
  expect(told).toEqual([
    [1_795_900_000_000, 40],
    [1_795_900_020_000, 90],
  ])
})
