import { describe, expect, it } from 'vitest'
import { claimCodeFrom, claimCodeHash } from './claim-code.ts'
import { isOnline } from './online.ts'
import { type DeviceFact, dataGap, type FactOrigin, roomEventOf, watermarkOf } from './room-fact.ts'

const thing = 'rc-01k9zz00000000000000000000'
const now = 1_795_338_300_000
const origin: FactOrigin = {
  thing,
  sent: { t: now, m: 10_000, bt: 3 },
  receivedAtMs: now,
  notBeforeMs: now - 3_600_000,
  carrierIdOf: (named) => (named === 'ups' ? 'car_01k9zz00000000000000000000' : null),
}
const fact = (k: string, p: DeviceFact['p'], rest: Partial<DeviceFact> = {}): DeviceFact => ({
  ep: 3,
  seq: 7,
  t: now - 1000,
  m: 9000,
  bt: 3,
  tq: 's',
  k,
  p,
  ...rest,
})

describe('a fact of a device', () => {
  it('is a room event under its own id', () => {
    expect(roomEventOf(fact('door.state', { from: 'closed', to: 'open', src: 'sensor' }), origin)).toEqual({
      id: `${thing}#3#7`,
      thing,
      at: now - 1000,
      receivedAt: now,
      tq: 's',
      kind: 'door.state',
      to: 'open',
      src: 'sensor',
    })
  })

  it('says nothing about the room where it concerns the device only', () => {
    expect(roomEventOf(fact('sys.boot', { cause: 'power', fw: '1' }), origin)).toBeNull()
  })

  it('is rebased within the same boot and bounded otherwise', () => {
    const free = roomEventOf(fact('motion', { on: true }, { tq: 'u', t: 5, m: 4000 }), origin)
    expect(free).toMatchObject({ at: now - 6000 })
    const earlier = roomEventOf(fact('motion', { on: true }, { tq: 'u', t: 5, bt: 2 }), origin)
    expect(earlier).toMatchObject({ uncertain: { fromMs: now - 3_600_000, toMs: now } })
  })

  it('is rebased and marked where the clock calls itself synced and is far off', () => {
    const slow = { ...origin, sent: { ...origin.sent, t: now - 2_400_000 } }
    const told = roomEventOf(fact('motion', { on: true }, { t: now - 2_401_000 }), slow)
    expect(told).toMatchObject({ at: now - 1000, clockOffMs: 2_400_000 })
    expect(told).not.toHaveProperty('uncertain')
  })

  it('names the carrier of a login by its id, whether id or code was given', () => {
    const login = (carrier: string) => roomEventOf(fact('kiosk.login', { ks: 'a', carrier }), origin)
    expect(login('ups')).toMatchObject({ carrierId: 'car_01k9zz00000000000000000000' })
    expect(login('car_01k9zz00000000000000000001')).toMatchObject({ carrierId: 'car_01k9zz00000000000000000001' })
    expect(login('nobody')).toMatchObject({ carrierId: null })
  })

  it('may be that others are lost', () => {
    expect(dataGap({ id: 'g', thing, fromMs: 9, toMs: 5, receivedAtMs: now })).toMatchObject({ fromMs: 5, toMs: 5 })
    expect(dataGap({ id: 'g', thing: thing.replace('rc', 'sn'), fromMs: 1, toMs: 5, receivedAtMs: now })).toBeNull()
  })
})

describe('a watermark', () => {
  it('is moved by as much as the clock was off, and never lies ahead of us', () => {
    expect(watermarkOf({ drained: now - 50, tq: 's', sentAtMs: now }, now)).toBe(now - 50)
    expect(watermarkOf({ drained: now + 50, tq: 's', sentAtMs: now }, now)).toBe(now)
    expect(watermarkOf({ drained: 900, tq: 'u', sentAtMs: 1000 }, now)).toBe(now - 100)
  })

  it('is moved too where a clock calls itself synced and is far off', () => {
    for (const off of [2_400_000, -2_400_000]) {
      const sentAtMs = now - off
      expect(watermarkOf({ drained: sentAtMs - 50, tq: 's', sentAtMs }, now)).toBe(now - 50)
    }
  })
})

describe('a device', () => {
  it('is online within two and a half heartbeats', () => {
    expect(isOnline(now - 150_000, 60_000, now)).toBe(true)
    expect(isOnline(now - 150_001, 60_000, now)).toBe(false)
    expect(isOnline(null, 60_000, now)).toBe(false)
  })
})

describe('a claim code', () => {
  it('is found however it is typed', () => {
    const code = claimCodeFrom(new Uint8Array([0, 1, 10, 20, 31, 32, 200, 255, 7, 9]))
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/)
    const typed = code.toLowerCase().replace('-', ' ').replace(/0/g, 'o').replace(/1/g, 'l')
    expect(claimCodeHash(typed)).toBe(claimCodeHash(code))
  })
})
