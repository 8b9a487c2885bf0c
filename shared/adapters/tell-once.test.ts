import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PortfolioId } from '../contracts/ids.ts'
import type { MessageRecord, Outlet, SendResult } from '../domain/notifications/message-record.ts'
import type { Messages } from '../table/messages.ts'
import { makeTellOnce, type News } from './tell-once.ts'

const PORTFOLIO = 'pf_01jqg3v4e5f6a7b8c9d0e1f2g3' as PortfolioId
const news: News = {
  about: 'pkg_1',
  reason: 'package_received',
  to: { email: 'ana@example.com', phone: '+12025550123', first: 'email' },
  text: { sms: 's', subject: 't', email: 'e' },
}

/** The process dies here: nothing of it goes on. */
class Crash extends Error {}

/** What happens to one step of a sender: the step works, or the process dies before or after it. */
type Fate = 'works' | 'dies_before' | 'dies_after'
/** What a service says to one send. */
type Word = 'sent' | 'refused' | 'slowly' | 'lost'

const RESULTS: Record<Word, SendResult> = {
  sent: { sent: true, providerId: 'id' },
  refused: { sent: false, again: false, error: 'refused' },
  slowly: { sent: false, again: true, error: 'slowly' },
  lost: { sent: 'unknown', again: false, error: 'no answer' },
}

/** A table of messages, two services that count what went out, and a clock. */
const makeWorld = (fates: () => Fate, words: () => Word, pause: <T>(step: () => Promise<T>) => Promise<T>) => {
  const items = new Map<string, MessageRecord>()
  const out: Record<Outlet, number> = { sms: 0, email: 0 }
  const clock = { ms: 1_000 }
  const step = <T>(act: () => T): Promise<T> =>
    pause(async () => {
      const fate = fates()
      if (fate === 'dies_before') throw new Crash()
      const done = act()
      if (fate === 'dies_after') throw new Crash()
      return done
    })
  const messages: Pick<Messages, 'write' | 'get'> = {
    write: (_, record) =>
      step(() => {
        const key = `${record.about}|${record.reason}`
        if ((items.get(key)?.rev ?? 0) !== record.rev - 1) return false
        items.set(key, record)
        return true
      }),
    get: (_, about, reason) => step(() => items.get(`${about}|${reason}`) ?? null),
  }
  const send = (channel: Outlet) => () =>
    step(() => {
      const word = words()
      // A lost answer may hide a message that went out: count it as such.
      if (word === 'sent' || word === 'lost') out[channel]++
      return RESULTS[word]
    })
  const tellOnce = makeTellOnce({
    messages,
    texts: { send: send('sms') },
    emails: { send: send('email') },
    now: () => clock.ms,
  })
  const ask = async () => {
    try {
      return await tellOnce(PORTFOLIO, news)
    } catch (error) {
      if (!(error instanceof Crash)) throw error
      return { done: false, untilMs: clock.ms } as const
    }
  }
  return { ask, out, clock, attempts: () => [...items.values()][0]?.attempts ?? [] }
}

const drawn = <T>(from: readonly T[], after: T) => {
  let i = 0
  return () => from[i++] ?? after
}

test('whatever asks, dies and answers in between: each channel is used once at most, and in the end nothing waits', async () => {
  const fate = fc.constantFrom<Fate[]>('works', 'works', 'works', 'dies_before', 'dies_after')
  const word = fc.constantFrom<Word[]>('sent', 'sent', 'refused', 'slowly', 'lost')
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fate, { maxLength: 30 }),
      fc.array(word, { maxLength: 10 }),
      fc.array(fc.record({ asks: fc.integer({ min: 1, max: 4 }), thenMs: fc.integer({ min: 0, max: 60_000 }) }), {
        minLength: 1,
        maxLength: 6,
      }),
      async (scheduler, fates, words, rounds) => {
        const world = makeWorld(
          drawn(fates, 'works'),
          drawn(words, 'sent'),
          scheduler.scheduleFunction((act) => act()),
        )
        for (const { asks, thenMs } of rounds) {
          const all = Promise.all(Array.from({ length: asks }, world.ask))
          await scheduler.waitFor(all)
          world.clock.ms += thenMs
        }
        let last = await scheduler.waitFor(world.ask())
        while (!last.done) {
          world.clock.ms = Math.max(world.clock.ms, last.untilMs)
          last = await scheduler.waitFor(world.ask())
        }
        expect(world.out.sms).toBeLessThanOrEqual(1)
        expect(world.out.email).toBeLessThanOrEqual(1)
        expect(world.attempts().every(({ status }) => status === 'sent' || status === 'failed')).toBe(true)
      },
    ),
    { numRuns: 400 },
  )
})

test('without a crash everybody asking at once brings exactly one message on each channel', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 5 }), async (scheduler, asks) => {
      const world = makeWorld(
        () => 'works',
        () => 'sent',
        scheduler.scheduleFunction((act) => act()),
      )
      await scheduler.waitFor(Promise.all(Array.from({ length: asks }, world.ask)))
      expect(world.out).toEqual({ sms: 1, email: 1 })
    }),
  )
})
