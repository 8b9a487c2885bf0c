import { describe, expect, it } from 'vitest'
import { type DeviceMessage, readMessage } from './read-message.ts'
import { takeMessage } from './take-events.ts'

const thing = 'rc-01k9zz00000000000000000000'
const other = 'rc-01k9zz00000000000000000001'
const now = 1_795_338_300_000
const message = (topic: string, payload: string | Buffer, clientId = thing) =>
  JSON.stringify({ clientId, topic, receivedAtMs: now, payload: Buffer.from(payload).toString('base64') })

describe('a message from the queue', () => {
  it('is read with its sender from the broker', () => {
    expect(readMessage(message(`v1/${thing}/evt`, '{"a":1}'))).toMatchObject({
      thing,
      channel: 'evt',
      document: { a: 1 },
    })
    expect(readMessage(message(`v1/${thing}/up/credget`, '{}'))).toMatchObject({ channel: 'credget' })
  })

  it.each([
    ['another device’s topic', `v1/${other}/evt`, '{}', 'foreign_topic'],
    ['a topic of nobody', 'v1/elsewhere', '{}', 'unknown_topic'],
    ['bytes that are no JSON', `v1/${thing}/evt`, Buffer.from([0xff, 0, 1]), 'malformed'],
    ['more than a message may hold', `v1/${thing}/evt`, `"${'x'.repeat(128 * 1024)}"`, 'oversized'],
  ])('on %s is bad', (_, topic, payload, kind) => {
    expect(readMessage(message(topic, payload))).toMatchObject({ bad: kind, thing })
  })

  it('that the rule itself did not write is a fault', () => {
    expect(() => readMessage('{}')).toThrow()
  })
})

describe('what a message holds', () => {
  const place = {
    portfolioId: 'pf_1' as never,
    propertyId: 'prop_1',
    roomId: 'room_1',
    class: 'rc' as const,
    fromMs: now - 1_000_000,
  }
  const sender = {
    thing,
    portfolioId: place.portfolioId,
    assignments: [place, { ...place, roomId: 'room_2', fromMs: now - 1000 }],
    lastSureMs: 0,
    carrierIdOf: () => null,
    retentionS: 60,
  }
  const event = (seq: number, rest: object = {}) => ({
    ep: 1,
    seq,
    t: now - 5000,
    m: 900,
    bt: 1,
    tq: 's',
    k: 'motion',
    pt: 'motion',
    p: { on: true },
    ...rest,
  })
  const take = (channel: DeviceMessage['channel'], document: unknown) =>
    takeMessage({ thing, channel, document, receivedAtMs: now, hash: 'h' }, sender)
  const envelope = (...e: unknown[]) => ({ v: 1, at: { t: now, m: 1000, bt: 1 }, e })

  it('lies in the room that the device served when it happened', () => {
    const { facts } = take('evt', envelope(event(1), event(2, { t: now - 500 })))
    expect(facts.map(({ fact }) => fact.room?.roomId)).toEqual(['room_1', 'room_2'])
  })

  it('costs itself only where it makes no sense, and is told as lost', () => {
    const { facts, faults } = take('evt', envelope(event(1), event(2, { p: { on: 'perhaps' } }), { nonsense: true }))
    expect(facts.map(({ fact }) => [fact.seq, fact.kind])).toEqual([
      [1, 'motion'],
      [2, 'malformed'],
    ])
    expect(facts[1]?.fact.room?.event).toMatchObject({ kind: 'data.gap', fromMs: now, toMs: now })
    expect(faults).toHaveLength(2)
  })

  it('may be written in any order of keys', () => {
    const turned = Object.fromEntries(Object.entries(event(1)).reverse())
    const hash = (e: unknown) => take('evt', envelope(e)).facts[0]?.fact.hash
    expect(hash(turned)).toBe(hash(event(1)))
  })

  it('has times that a clock far ahead cannot move into the future', () => {
    const { facts } = take('evt', envelope(event(1, { t: now + 86_400_000, bt: 2 }), event(2, { t: now + 86_400_000 })))
    expect(facts.map(({ fact }) => fact.atMs)).toEqual([now + 5000, now - 100])
  })

  it('is a heartbeat with a watermark of our time', () => {
    const hb = { drained: now + 9000, outbox: 2, ep: 1, seq: 4, clk: { tq: 's', offMs: 0 }, doors: {}, occ: false }
    expect(take('hb', { v: 1, at: { t: now, m: 1, bt: 1 }, hb }).beat).toEqual({
      drainedMs: now,
      ep: 1,
      seq: 4,
      outbox: 2,
      clockOffMs: null,
    })
    const slow = { at: { t: now - 2_400_000, m: 1, bt: 1 }, hb: { ...hb, drained: now - 2_400_000 } }
    expect(take('hb', { v: 1, ...slow }).beat).toMatchObject({ drainedMs: now, clockOffMs: 2_400_000 })
    expect(take('hb', { v: 1 }).faults).toHaveLength(1)
  })
})
