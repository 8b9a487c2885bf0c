import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NOW, resident, stored } from '../packages/packages.fixture.ts'
import { maskedEmail, maskedPhone } from './masked.ts'
import { dueAgainMs, firstStep, messagesOf, resultStep, resumeStep } from './message-record.ts'
import { type PackageNews, packageReceivedText } from './message-text.ts'
import { addressesOf, codeStatus, decideNotice, maskedAddresses } from './notice.ts'

const SOON = 30_000

describe('when to tell', () => {
  const code = (state: 'pending' | 'on_device' | 'failed') => ({ state, endsAtMs: NOW + 86_400_000 })

  it('tells at once where the code is on the device', () => {
    expect(decideNotice(stored(), code('on_device'), SOON, NOW)).toEqual({ do: 'tell', code: 'ready' })
  })

  it('waits for the code, and after a while tells without', () => {
    expect(decideNotice(stored(), code('pending'), SOON, NOW)).toEqual({ do: 'wait', untilMs: NOW + SOON })
    expect(decideNotice(stored(), null, SOON, NOW)).toEqual({ do: 'wait', untilMs: NOW + SOON })
    expect(decideNotice(stored(), code('pending'), SOON, NOW + SOON)).toEqual({ do: 'tell', code: 'not_yet_confirmed' })
    expect(decideNotice(stored(), code('failed'), SOON, NOW + SOON)).toEqual({ do: 'tell', code: 'none' })
    expect(decideNotice(stored(), null, SOON, NOW + SOON)).toEqual({ do: 'tell', code: 'none' })
  })

  it('counts from when the package was given to the resident', () => {
    const assigned = { atMs: NOW + 60_000, recordedAtMs: NOW + 60_000, by: 'user:usr_1' }
    expect(decideNotice(stored({ assigned }), null, SOON, NOW + 60_000)).toMatchObject({ untilMs: NOW + 60_000 + SOON })
  })

  it('says nothing of what is nobody’s or gone', () => {
    expect(decideNotice(stored({ residentId: null, status: 'queued' }), null, SOON, NOW).do).toBe('nothing')
    expect(decideNotice(stored({ status: 'collected' }), code('on_device'), SOON, NOW).do).toBe('nothing')
  })

  it('does not show a code that is over', () => {
    expect(codeStatus({ state: 'on_device', endsAtMs: NOW }, NOW)).toBe('none')
  })
})

describe('whom to tell where', () => {
  it('begins with the preferred channel and shows no address', () => {
    expect(maskedAddresses(addressesOf(resident({ preferredChannel: 'sms' })))).toEqual([
      { channel: 'sms', to: '+1********23' },
      { channel: 'email', to: 'a***@example.com' },
    ])
    expect(maskedAddresses(addressesOf(resident({ phone: null })))).toEqual([
      { channel: 'email', to: 'a***@example.com' },
    ])
  })

  it('hides nearly all of an address', () => {
    expect(maskedPhone('+4915112345678')).toBe('+4**********78')
    expect(maskedEmail('b@x.org')).toBe('b***@x.org')
  })
})

describe('what became of a message', () => {
  const both = maskedAddresses(addressesOf(resident()))
  const begun = () => {
    const step = firstStep('pkg_1', 'package_received', both, NOW)
    if (step.do !== 'write') throw new Error('nothing to write')
    return step
  }

  const slowly = { sent: false, again: true, error: 'slowly' } as const

  it('claims one channel after the other', () => {
    const { record, send } = begun()
    expect(send).toBe('email')
    const next = resultStep(record, 'email', { sent: true, providerId: 'x' }, NOW + 1, 0)
    expect(next.send).toBe('sms')
    const last = resultStep(next.record, 'sms', { sent: false, again: false, error: 'refused' }, NOW + 2, 0)
    expect(last.send).toBeNull()
    expect(messagesOf(last.record).map(({ channel, status, error }) => [channel, status, error])).toEqual([
      ['email', 'sent', null],
      ['sms', 'failed', 'refused'],
    ])
    expect(resumeStep(last.record, NOW + 3)).toEqual({ do: 'nothing' })
  })

  it('waits for a claim, and when it ran out goes on with the next channel only', () => {
    const { record } = begun()
    const held = resumeStep(record, NOW + 1)
    if (held.do !== 'wait') throw new Error('must wait')
    const after = resumeStep(record, held.untilMs)
    expect(after).toMatchObject({ do: 'write', send: 'sms' })
    if (after.do === 'write') expect(after.record.attempts[0]).toMatchObject({ channel: 'email', status: 'failed' })
  })

  it('tries a channel again later where its service asks to, and holds up no other', () => {
    const { record } = begun()
    const later = resultStep(record, 'email', slowly, NOW + 1, 0.5)
    expect(later.send).toBe('sms')
    const rest = resultStep(later.record, 'sms', { sent: true, providerId: 'x' }, NOW + 2, 0.5).record
    expect(dueAgainMs(rest)).toBe(NOW + 5001)
    expect(resumeStep(rest, NOW + 5000)).toEqual({ do: 'wait', untilMs: NOW + 5001 })
    expect(resumeStep(rest, NOW + 5001)).toMatchObject({ do: 'write', send: 'email' })
  })

  it('waits longer each time, and gives a channel up after about an hour', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 20, maxLength: 20 }), (jitters) => {
        const only = firstStep('pkg_1', 'package_received', both.slice(0, 1), NOW)
        if (only.do !== 'write') throw new Error('nothing to write')
        let { record } = only
        let nowMs = NOW
        for (const jitter of jitters) {
          record = resultStep(record, 'email', slowly, nowMs, jitter).record
          const step = resumeStep(record, dueAgainMs(record) ?? nowMs)
          if (step.do !== 'write') break
          nowMs = dueAgainMs(record) ?? nowMs
          record = step.record
        }
        expect(messagesOf(record)).toMatchObject([{ status: 'failed', error: 'slowly' }])
        expect(nowMs - NOW).toBeGreaterThan(40 * 60_000)
        expect(nowMs - NOW).toBeLessThan(90 * 60_000)
      }),
    )
  })

  it('notes where there is no address', () => {
    const step = firstStep('pkg_1', 'package_received', [], NOW)
    if (step.do !== 'write') throw new Error('nothing to write')
    expect(messagesOf(step.record)).toMatchObject([{ status: 'failed', to: '' }])
  })
})

describe('what is said', () => {
  const news: PackageNews = {
    language: 'en',
    firstName: 'Ana',
    property: 'Maple Court',
    room: 'Package room',
    carrier: 'ups',
    zone: 'A1',
    codeStatus: 'ready',
    code: '0121234567',
    link: 'https://example.com/r/#token',
  }

  it.each(['en', 'es'] as const)('has place, carrier, code and link in every channel (%s)', (language) => {
    const said = packageReceivedText({ ...news, language })
    for (const text of [said.sms, said.email])
      for (const part of ['Maple Court', 'Package room', 'A1', 'UPS', '0121234567', news.link])
        expect(text).toContain(part)
    expect(said.subject).toContain('Maple Court')
    expect(said.subject).not.toContain('0121234567')
  })

  it.each([
    ['en', 'not yet confirmed'],
    ['es', 'aún no confirmado'],
  ] as const)('says so where the door may not know the code (%s)', (language, words) => {
    const said = packageReceivedText({ ...news, language, codeStatus: 'not_yet_confirmed' })
    expect(said.sms).toContain(words)
    expect(said.sms).toContain('0121234567')
  })

  it('shows no code where there is none', () => {
    const said = packageReceivedText({ ...news, codeStatus: 'none', code: null })
    expect(said.sms + said.email).not.toMatch(/null|\d{8}/)
  })

  it('does not guess the name of a carrier', () => {
    expect(packageReceivedText({ ...news, carrier: 'other' }).sms).toContain(': a package is here')
  })
})
