import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type DeviceEvent, Envelope } from '../documents/events.ts'
import { topics } from '../documents/topics.ts'
import { DEFAULT_CONFIG } from './config.ts'
import { makeEventSender } from './event-sender.ts'
import { openOutbox } from './outbox-store.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'sender-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const names = topics('ks-01k9zzzzzzzzzzzzzzzzzzzzzz')
const base = { t: 1000, m: 1, bt: 1, tq: 's', pt: 'x' } as const
const motion = (ep: number, seq: number): DeviceEvent => ({ ...base, ep, seq, k: 'motion', p: { on: true } })
const login = (ep: number, seq: number): DeviceEvent => ({ ...base, ep, seq, k: 'kiosk.login', p: { ks: 'k' } })

const bench = () => {
  const outbox = openOutbox({ dir, capacity: 1000 })
  const sent: { topic: string; seqs: number[] }[] = []
  const state = { online: true, mono: 0 }
  const sender = makeEventSender({
    outbox,
    topics: names,
    config: { ...DEFAULT_CONFIG, windowEvents: 100, resendMs: 1000 },
    clock: { now: () => 0, mono: () => state.mono, quality: () => 's', offsetMs: () => 0, after: () => () => {} },
    sentAt: () => ({ t: 1000, m: state.mono, bt: 1 }),
    online: () => state.online,
    publish: async (topic, document) => {
      sent.push({ topic, seqs: Envelope.parse(document).e.map((event) => event.seq) })
      return true
    },
  })
  return { outbox, sender, sent, state }
}
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)

it('sends batches of at most 50, kiosk events on their own topic', () => {
  const { outbox, sender, sent } = bench()
  for (let i = 0; i < 60; i++) outbox.append(motion)
  outbox.append(login)
  sender.flush()
  expect(sent).toEqual([
    { topic: names.up.evt, seqs: range(1, 50) },
    { topic: names.up.evt, seqs: range(51, 60) },
    { topic: names.up.scan, seqs: [61] },
  ])
  sender.flush()
  expect(sent).toHaveLength(3)
})

it('keeps a window, which acks move on', () => {
  const { outbox, sender, sent } = bench()
  for (let i = 0; i < 130; i++) outbox.append(motion)
  sender.flush()
  expect(sent.flatMap(({ seqs }) => seqs)).toEqual(range(1, 100))
  sender.acknowledge({ v: 1, ep: 1, upTo: 40, gaps: [] })
  expect(sent.flatMap(({ seqs }) => seqs)).toEqual(range(1, 130))
})

it('sends again after a while without ack, after a reconnect, and what a gap names', () => {
  const { outbox, sender, sent, state } = bench()
  for (let i = 0; i < 3; i++) outbox.append(motion)
  sender.flush()
  state.mono = 1000
  sender.check()
  expect(sent).toHaveLength(1)
  state.mono = 1001
  sender.check()
  sender.restart()
  sender.acknowledge({ v: 1, ep: 1, upTo: 1, gaps: [[2, 2]] })
  expect(sent.map(({ seqs }) => seqs)).toEqual([[1, 2, 3], [1, 2, 3], [1, 2, 3], [2]])
})

it('names what it lost when the cloud asks for it', () => {
  const { outbox, sender } = bench()
  for (let i = 0; i < 5; i++) outbox.append(motion)
  outbox.acknowledge({ v: 1, ep: 1, upTo: 4, gaps: [] })
  expect(sender.acknowledge({ v: 1, ep: 1, upTo: 0, gaps: [[2, 5]] })).toEqual([[2, 4]])
})

it('sends nothing without a connection', () => {
  const { outbox, sender, sent, state } = bench()
  state.online = false
  outbox.append(motion)
  sender.flush()
  expect(sent).toEqual([])
  state.online = true
  sender.restart()
  expect(sent.map(({ seqs }) => seqs)).toEqual([[1]])
})
