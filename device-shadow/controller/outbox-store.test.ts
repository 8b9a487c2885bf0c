import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DeviceEvent } from '../documents/events.ts'
import { type OutboxStore, openOutbox } from './outbox-store.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'outbox-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const file = () => join(dir, 'outbox.jsonl')
const open = (capacity = 1000) => openOutbox({ dir, capacity })
const door = (ep: number, seq: number): DeviceEvent => ({
  ...{ ep, seq, t: 1000 + seq, m: 1, bt: 1, tq: 's', pt: 'door' },
  k: 'door.state',
  p: { from: 'closed', to: 'open', src: 'sensor' },
})
const motion = (ep: number, seq: number): DeviceEvent => ({
  ...{ ep, seq, t: 1000 + seq, m: 1, bt: 1, tq: 's', pt: 'motion' },
  k: 'motion',
  p: { on: true },
})
const seqs = (store: OutboxStore) => store.events().map((event) => event.seq)
const ack = (upTo: number, ep = 1) => ({ v: 1 as const, ep, upTo, gaps: [] })

describe('the outbox', () => {
  it('numbers from 1 without holes and keeps numbers, acks and intakes over a restart', () => {
    const first = open()
    expect([first.append(door).seq, first.append(door).seq, first.append(motion).seq]).toEqual([1, 2, 3])
    first.appendIntake({ id: 'a', t: 5, body: { n: 1 } })
    first.appendIntake({ id: 'b', t: 6, body: { n: 2 } })
    first.settleIntake('a')
    first.acknowledge(ack(2))
    first.close()
    const second = open()
    expect(second.flashLost).toBe(false)
    expect(seqs(second)).toEqual([3])
    expect(second.intakes()).toEqual([{ id: 'b', t: 6, body: { n: 2 } }])
    expect(second.earliest()).toBe(6)
    expect(second.append(door)).toMatchObject({ ep: 1, seq: 4 })
    second.close()
  })

  it('never gives a number twice nor leaves one out, wherever the power fails', () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ do: fc.constant('append' as const) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('ack' as const), back: fc.nat(5) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('crash' as const), torn: fc.nat(30) }) },
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        rmSync(dir, { recursive: true })
        dir = mkdtempSync(join(tmpdir(), 'outbox-'))
        let store = open()
        let given = 0
        let acked = 0
        for (const action of steps) {
          if (action.do === 'append') {
            given += 1
            expect(store.append(door).seq).toBe(given)
          } else if (action.do === 'ack') {
            acked = Math.max(acked, given - action.back)
            store.acknowledge(ack(acked))
          } else {
            store.close()
            // A write that the power cut tore: part of a line, never answered to anybody.
            appendFileSync(file(), '0badc0de {"e":{"ep":1,"seq":99999}}'.slice(0, action.torn))
            store = open()
            expect(store.flashLost).toBe(false)
          }
          expect(seqs(store)).toEqual(Array.from({ length: given - acked }, (_, i) => acked + i + 1))
        }
        store.close()
      }),
      { numRuns: 25 },
    )
  })

  it('begins a new epoch when its file is damaged, and keeps what it can read', () => {
    const first = open()
    for (let i = 0; i < 4; i++) first.append(door)
    first.close()
    const rows = readFileSync(file(), 'utf8').split('\n')
    rows[2] = (rows[2] ?? '').replace('closed', 'closeb')
    writeFileSync(file(), rows.join('\n'))
    const second = open()
    expect(second.flashLost).toBe(true)
    expect(second.events().map(({ ep, seq, t }) => ({ ep, seq, t }))).toEqual([
      { ep: 2, seq: 1, t: 1001 },
      { ep: 2, seq: 2, t: 1003 },
      { ep: 2, seq: 3, t: 1004 },
    ])
    second.close()
    rmSync(file())
    const third = open()
    expect(third.flashLost).toBe(true)
    expect(third.append(door)).toMatchObject({ ep: 3, seq: 1 })
    third.close()
    expect(open().head()).toEqual({ ep: 3, seq: 1, acked: 0 })
  })

  it('drops motion when full, never a door event', () => {
    const store = open(50)
    for (let i = 0; i < 40; i++) store.append(motion)
    for (let i = 0; i < 40; i++) store.append(door)
    const kinds = store.events().map((event) => event.k)
    expect(kinds.filter((kind) => kind === 'door.state')).toHaveLength(40)
    expect(kinds.length).toBeLessThanOrEqual(50)
    for (let i = 0; i < 30; i++) store.append(door)
    expect(store.events().filter((event) => event.k === 'door.state')).toHaveLength(70)
    store.close()
    expect(seqs(open(50))).toEqual(seqs(store))
  })

  it('does not grow with what was acknowledged', () => {
    const store = open()
    for (let i = 1; i <= 700; i++) {
      store.append(motion)
      store.acknowledge(ack(i))
    }
    expect(readFileSync(file(), 'utf8').split('\n').length).toBeLessThan(1100)
    store.close()
  })

  it('ignores acks of another epoch and of numbers it never gave out', () => {
    const store = open()
    store.append(door)
    store.acknowledge(ack(1, 2))
    store.acknowledge(ack(7))
    expect(seqs(store)).toEqual([1])
    store.close()
  })

  it('counts a file that was cut to nothing as lost flash', () => {
    const first = open()
    first.append(door)
    first.close()
    truncateSync(file(), 0)
    const second = open()
    expect(second.head()).toEqual({ ep: 2, seq: 0, acked: 0 })
    second.close()
  })
})
