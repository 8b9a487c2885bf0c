import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CredentialEntry } from '../documents/credentials.ts'
import { credentialDigest, credentialVerifier } from '../documents/crypto.ts'
import { type CredentialBank, EMPTY_BANK } from './credentials.ts'
import { decideKeypad, type KeypadContext, type KeypadState, keypadForBank, NEW_KEYPAD, splitCode } from './keypad.ts'

const kPin = Buffer.alloc(32, 7).toString('base64url')
const NOW = Date.UTC(2026, 10, 23, 15, 0)
const S = NOW / 1000
const HOUR = 3_600_000

const entry = (change: Partial<CredentialEntry> & { secret?: string } = {}): CredentialEntry => {
  const { secret = '123456', s = '07', ...rest } = change
  return {
    c: 'cred_01k9zzzzzzzzzzzzzzzzzzzzzz',
    k: 'carrier',
    s,
    x: credentialVerifier(kPin, s, secret),
    a: S - 1000,
    z: S + 1000,
    w: null,
    u: null,
    ...rest,
  }
}
const bankOf = (...entries: CredentialEntry[]): CredentialBank => ({
  ...EMPTY_BANK,
  rev: 1,
  dig: credentialDigest(entries),
  entries,
  lease: { c: S + 86_400, r: S + 3 * 86_400 },
})
const context = (bank: CredentialBank, change: Partial<KeypadContext> = {}): KeypadContext => ({
  bank,
  kPin,
  nowMs: NOW,
  quality: 's',
  mode: 'normal',
  ...change,
})
const answer = (bank: CredentialBank, code = '07123456', change: Partial<KeypadContext> = {}, state = NEW_KEYPAD) =>
  decideKeypad(state, code, context(bank, change))

describe('a typed code', () => {
  it('is split by its length', () => {
    expect(splitCode('07123456')).toEqual({ selector: '07', secret: '123456' })
    expect(splitCode('107123456')).toEqual({ selector: '107', secret: '123456' })
    expect(splitCode('1107123456')).toEqual({ selector: '1107', secret: '123456' })
    for (const code of ['', '1234567', '12345678901', '0712345x']) expect(splitCode(code)).toBeNull()
  })

  it('admits its credential and counts the use', () => {
    const first = answer(bankOf(entry()))
    expect(first).toMatchObject({ admitted: true, why: null, n: 1, credential: { k: 'carrier' } })
    expect(answer(bankOf(entry()), '07123456', {}, first.state)).toMatchObject({ admitted: true, n: 2 })
  })

  it.each<[string, Partial<CredentialEntry>, Partial<KeypadContext>]>([
    ['not_yet', { a: S + 61 }, {}],
    ['expired', { z: S - 60 }, {}],
    ['restricted', { w: { d: 2, f: 0, t: 1440, o: 0 } }, {}],
    ['clock', {}, { quality: 'u' }],
    ['disabled', {}, { mode: 'privacy' }],
  ])('is refused with %s', (why, change, where) => {
    const decision = answer(bankOf(entry(change)), '07123456', where)
    expect(decision).toMatchObject({ admitted: false, why, credential: { k: 'carrier' } })
    expect(decision.state.ladder.wrong).toBe(0)
  })

  it('is admitted up to a minute outside its window', () => {
    expect(answer(bankOf(entry({ a: S + 60 }))).admitted).toBe(true)
    expect(answer(bankOf(entry({ z: S - 59 }))).admitted).toBe(true)
    expect(answer(bankOf(entry({ w: { d: 1, f: 901, t: 960, o: 0 } }))).admitted).toBe(true)
  })

  it('dies with the lease of its kind', () => {
    const ended = { ...bankOf(entry()), lease: { c: S, r: S + 1 } }
    expect(answer(ended).why).toBe('lease')
    const resident = { ...bankOf(entry({ k: 'resident' })), lease: { c: S - 9, r: S + 1 } }
    expect(answer(resident).admitted).toBe(true)
    expect(answer({ ...resident, lease: { c: 0, r: S } }).why).toBe('lease')
  })

  it('opens with a break-glass credential without lease, clock or mode', () => {
    const bank = { ...bankOf(entry({ k: 'break_glass' })), lease: { c: 0, r: 0 } }
    expect(answer(bank, '07123456', { quality: 'u', mode: 'disabled' }).admitted).toBe(true)
  })

  it('is spent after its uses', () => {
    const bank = bankOf(entry({ u: 1 }))
    const first = answer(bank)
    expect(answer(bank, '07123456', {}, first.state)).toMatchObject({ admitted: false, why: 'used' })
  })

  it('tells revoked and expired codes that left the set from unknown ones', () => {
    const gone = (z: number) => {
      const { c, k, s, x } = entry()
      return { ...bankOf(), tombstones: [{ c, k, s, x, z, goneMs: NOW - 1000 }] }
    }
    expect(answer(gone(S + 100))).toMatchObject({ why: 'revoked', credential: { k: 'carrier' } })
    expect(answer(gone(S - 100)).why).toBe('expired')
    expect(answer(gone(S + 100), '07123457').why).toBe('unknown')
  })
})

const wrong = (state: KeypadState, bank: CredentialBank, nowMs: number, selector = '07') =>
  decideKeypad(state, `${selector}999999`, context(bank, { nowMs }))

describe('lockout', () => {
  it('closes the keypad after five wrong codes for a minute, for the right one too', () => {
    let state = NEW_KEYPAD
    for (let i = 0; i < 5; i++) state = wrong(state, bankOf(entry()), NOW).state
    expect(answer(bankOf(entry()), '07123456', { nowMs: NOW + 59_999 }, state).why).toBe('lockout')
    expect(answer(bankOf(entry()), '07123456', { nowMs: NOW + 60_000 }, state).admitted).toBe(true)
  })

  it('turns a selector off after ten wrong codes, and only its own success clears its count', () => {
    const other = entry({ s: '08', c: 'cred_01k9zzzzzzzzzzzzzzzzzzzzy0', z: S + 9000 })
    const bank = bankOf(entry({ z: S + 9000 }), other)
    let state = NEW_KEYPAD
    let nowMs = NOW
    for (let i = 0; i < 10; i++) {
      state = wrong(state, bank, nowMs).state
      if (i === 4) nowMs += 60_000
    }
    nowMs += 300_000
    expect(answer(bank, '07123456', { nowMs }, state).why).toBe('lockout')
    const opened = answer(bank, '08123456', { nowMs }, state)
    expect(opened.admitted).toBe(true)
    expect(opened.state.selectors['07']?.wrong).toBe(10)
    const later = answer(bank, '07123456', { nowMs: nowMs + HOUR }, opened.state)
    expect(later.admitted).toBe(true)
    expect(later.state.selectors['07']).toBeUndefined()
  })

  it('leaves whoever guesses at most 144 tests a day, however they are timed', () => {
    const pauses = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2 * HOUR })), { maxLength: 60 })
    fc.assert(
      fc.property(pauses, fc.array(fc.integer({ min: 2, max: 6 }), { minLength: 1, maxLength: 5 }), (waits, eager) => {
        const bank = bankOf(entry({ z: S + 90_000 }))
        let state = NEW_KEYPAD
        let nowMs = NOW
        let tested = 0
        let turn = 0
        while (nowMs < NOW + 24 * HOUR) {
          const decision = wrong(state, bank, nowMs, String(10 + (turn % 80)))
          state = decision.state
          if (decision.why === 'lockout') nowMs = state.ladder.untilMs
          else tested += 1
          // Patient now and then, otherwise as fast as the keypad answers.
          if (turn % (eager[turn % eager.length] ?? 2) === 0) nowMs += waits[turn % Math.max(1, waits.length)] ?? 0
          turn += 1
        }
        expect(tested).toBeLessThanOrEqual(144)
      }),
      { numRuns: 60 },
    )
  })

  it('forgives one step per quiet hour and survives a clock that is set back', () => {
    let state = NEW_KEYPAD
    for (let i = 0; i < 5; i++) state = wrong(state, bankOf(), NOW).state
    for (let i = 0; i < 5; i++) state = wrong(state, bankOf(), NOW + 60_000).state
    expect(state.ladder.wrong).toBe(10)
    expect(wrong(state, bankOf(), NOW + 60_000 + HOUR).state.ladder.wrong).toBe(6)
    const back = decideKeypad(state, '07123456', context(bankOf(entry({ a: 0 })), { nowMs: NOW - 5 * HOUR }))
    expect(back.why).toBe('lockout')
    expect(back.state.ladder.untilMs).toBeLessThanOrEqual(NOW - 5 * HOUR + 300_000)
  })

  it('does not count selectors nobody has, so its memory is bounded by the set', () => {
    const state = wrong(NEW_KEYPAD, bankOf(entry()), NOW, '99').state
    expect(state.selectors).toEqual({})
    expect(keypadForBank(wrong(NEW_KEYPAD, bankOf(entry()), NOW).state, bankOf()).selectors).toEqual({})
  })
})
