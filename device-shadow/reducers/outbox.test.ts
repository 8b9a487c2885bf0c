import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DeviceEvent } from '../documents/events.ts'
import { answerGaps, drainedAt, dropForSpace, firstAbove, trimAcked } from './outbox.ts'

const event = (seq: number, kind: 'motion' | 'door' | 'people' = 'door'): DeviceEvent => {
  const base = { ep: 1, seq, t: 1000 + seq, m: seq, bt: 1, tq: 's', pt: 'x' } as const
  if (kind === 'motion') return { ...base, k: 'motion', p: { on: true } }
  if (kind === 'people') return { ...base, k: 'people', p: { in: 1, out: 0 } }
  return { ...base, k: 'door.state', p: { from: 'closed', to: 'open', src: 'sensor' } }
}
const overflow = (seq: number, lost: [number, number]): DeviceEvent => {
  return { ...event(seq, 'motion'), k: 'sys.overflow', p: { lost } } as DeviceEvent
}
const seqs = (events: readonly DeviceEvent[]) => events.map((e) => e.seq)
const pendingSeqs = fc.uniqueArray(fc.integer({ min: 1, max: 60 })).map((list) => list.sort((a, b) => a - b))

describe('an ack', () => {
  it('trims exactly what it covers, in its own epoch only', () => {
    fc.assert(
      fc.property(pendingSeqs, fc.integer({ min: 0, max: 70 }), (list, upTo) => {
        const pending = list.map((seq) => event(seq))
        const ack = { v: 1 as const, ep: 1, upTo, gaps: [] }
        expect(seqs(trimAcked(pending, 1, ack))).toEqual(list.filter((seq) => seq > upTo))
        expect(trimAcked(pending, 2, ack)).toBe(pending)
        expect(firstAbove(pending, upTo)).toBe(list.filter((seq) => seq <= upTo).length)
      }),
    )
  })

  it('has every number of its gaps either sent again or reported lost, never both', () => {
    const gap = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 30 }))
    fc.assert(
      fc.property(pendingSeqs, gap, (list, [from, length]) => {
        const to = from + length
        const next = 61
        const answer = answerGaps(
          list.map((seq) => event(seq)),
          1,
          next,
          { v: 1, ep: 1, upTo: 0, gaps: [[from, to]] },
        )
        const lost = answer.lost.flatMap(([a, b]) => Array.from({ length: b - a + 1 }, (_, i) => a + i))
        const asked = Array.from({ length: to - from + 1 }, (_, i) => from + i).filter((seq) => seq < next)
        expect([...seqs(answer.resend), ...lost].sort((a, b) => a - b)).toEqual(asked)
      }),
    )
  })

  it('is not answered twice for a range whose loss is already on its way', () => {
    const ack = { v: 1 as const, ep: 1, upTo: 2, gaps: [[3, 5]] as [number, number][] }
    expect(answerGaps([event(6)], 1, 7, ack).lost).toEqual([[3, 5]])
    expect(answerGaps([event(6), overflow(7, [3, 5])], 1, 8, ack).lost).toEqual([])
  })
})

describe('a full outbox', () => {
  it('drops motion before other sensors, oldest first, and nothing else', () => {
    const pending = [event(1), event(2, 'people'), event(3, 'motion'), event(4, 'motion'), event(5)]
    expect(seqs(dropForSpace(pending, 1))).toEqual([1, 2, 4, 5])
    expect(seqs(dropForSpace(pending, 3))).toEqual([1, 5])
    expect(seqs(dropForSpace(pending, 99))).toEqual([1, 5])
    expect(dropForSpace([event(1)], 1)).toHaveLength(1)
  })
})

it('has a watermark just before the earliest pending time, and never in the future', () => {
  expect(drainedAt(null, 500)).toBe(500)
  expect(drainedAt(400, 500)).toBe(399)
  expect(drainedAt(500, 500)).toBe(499)
})

it('has no watermark while something waits that was stamped before the clock was set back', () => {
  expect(drainedAt(900, 500)).toBe(0)
})
