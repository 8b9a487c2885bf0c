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
