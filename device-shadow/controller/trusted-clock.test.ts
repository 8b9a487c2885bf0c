import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTrustedClock } from './trusted-clock.ts'

const T0 = Date.parse('2026-11-23T12:00:00.000Z')
const HOUR = 3_600_000
const DAY = 24 * HOUR

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'clock-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

/** A computer whose true time passes, and whose wall clock may be wrong. */
const makeComputer = () => {
  let [trueMs, wallOffMs, startedMs, bootedMs, boots] = [T0, 0, T0, T0, 1]
  const source = {
    now: () => trueMs + wallOffMs,
    mono: () => trueMs - startedMs,
    after: () => () => {},
    boot: () => ({ id: `boot-${boots}`, upS: Math.floor((trueMs - bootedMs) / 1000) }),
  }
  return {
    start: () => {
      startedMs = trueMs
      return makeTrustedClock({ dir, log: () => {}, source })
    },
    pass: (ms: number) => {
      trueMs += ms
    },
    setWall: (offMs: number) => {
      wallOffMs = offMs
    },
    reboot: () => {
      bootedMs = trueMs
      boots += 1
    },
    trueMs: () => trueMs,
    /** The cloud’s answer, `delayMs` after it was asked and half of that after it answered. */
    ask: (clock: ReturnType<typeof makeTrustedClock>, delayMs = 100) => {
      const asked = clock.mono()
      trueMs += delayMs / 2
      const said = Math.floor(trueMs / 1000) * 1000
      trueMs += delayMs / 2
      clock.told?.(said, asked)
    },
  }
}

describe('the time of a room’s computer', () => {
  it('is unknown until the cloud has said it, and right from then on', () => {
    const computer = makeComputer()
    computer.setWall(-3 * DAY)
    const clock = computer.start()
    expect(clock.quality()).toBe('u')
    computer.ask(clock)
    expect(clock.quality()).toBe('s')
    expect(Math.abs(clock.now() - computer.trueMs())).toBeLessThan(1100)
  })

  it('does not care who sets the wall clock: a lease ends when its time is over', () => {
    const computer = makeComputer()
    const clock = computer.start()
    computer.ask(clock)
    const leaseEndMs = clock.now() + DAY
    computer.setWall(-2 * DAY)
    computer.pass(DAY - 2000)
    expect(clock.now()).toBeLessThan(leaseEndMs)
    computer.pass(4000)
    expect(clock.now()).toBeGreaterThanOrEqual(leaseEndMs)
    expect(clock.quality()).toBe('h')
  })

  it('is held over for a week, then unknown', () => {
    const computer = makeComputer()
    const clock = computer.start()
    computer.ask(clock)
    computer.pass(6 * HOUR - 1000)
    expect(clock.quality()).toBe('s')
    computer.pass(2000)
    expect(clock.quality()).toBe('h')
    computer.pass(7 * DAY)
    expect(clock.quality()).toBe('u')
  })

  it('counts on over a restart of the agent, and is unknown after one of the computer', () => {
    const computer = makeComputer()
    computer.ask(computer.start())
    computer.setWall(-2 * DAY)
    computer.pass(3 * HOUR)
    const again = computer.start()
    expect(again.quality()).toBe('h')
    expect(Math.abs(again.now() - computer.trueMs())).toBeLessThan(2100)
    again.keep()
    const before = again.now()
    computer.reboot()
    const rebooted = computer.start()
    expect(rebooted.quality()).toBe('u')
    expect(rebooted.now()).toBeGreaterThanOrEqual(before)
    computer.ask(rebooted)
    expect(rebooted.quality()).toBe('s')
  })

  it('is not set back by a word that lies before what is known', () => {
    const computer = makeComputer()
    const clock = computer.start()
    computer.ask(clock)
    const before = clock.now()
    clock.told?.(before - DAY, clock.mono())
    expect(clock.quality()).toBe('u')
    expect(clock.now()).toBeGreaterThanOrEqual(before)
  })

  it('never goes back, whatever happens, and is within a second and the way of the truth while synced', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 8 * HOUR }) }),
      fc.record({ do: fc.constant('wall' as const), ms: fc.integer({ min: -5 * DAY, max: 5 * DAY }) }),
      fc.record({ do: fc.constant('ask' as const), ms: fc.integer({ min: 0, max: 4000 }) }),
      fc.record({ do: fc.constant('restart' as const), ms: fc.constant(0) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        rmSync(join(dir, 'clock.json'), { force: true })
        const computer = makeComputer()
        let clock = computer.start()
        computer.ask(clock)
        let before = clock.now()
        for (const one of steps) {
          if (one.do === 'pass') computer.pass(one.ms)
          if (one.do === 'wall') computer.setWall(one.ms)
          if (one.do === 'ask') computer.ask(clock, one.ms)
          if (one.do === 'restart') clock = computer.start()
          const present = clock.now()
          // Whole seconds of the boot's clock are lost with a restart, at most.
          expect(present).toBeGreaterThanOrEqual(before - (one.do === 'restart' ? 1000 : 0))
          if (clock.quality() === 's') expect(Math.abs(present - computer.trueMs())).toBeLessThan(6000)
          before = present
        }
      }),
      { numRuns: 50 },
    )
  })
})
