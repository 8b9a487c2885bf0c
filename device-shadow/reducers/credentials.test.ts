import { describe, expect, it } from 'vitest'
import type { CredentialEntry } from '../documents/credentials.ts'
import { credentialDigest, signCredentials } from '../documents/crypto.ts'
import { acceptCredentials, type CredentialBank, EMPTY_BANK, soundBank } from './credentials.ts'

const kSnap = Buffer.alloc(32, 3).toString('base64url')
const NOW = 1_795_338_270_000
const DAY = 86_400_000
const entry = (n: number): CredentialEntry => ({
  c: `cred_01k9zz${String(n).padStart(20, '0')}`,
  k: 'carrier',
  s: String(10 + n),
  x: `${'A'.repeat(18)}${String(1000 + n)}`,
  a: 0,
  z: 2_000_000_000,
  w: null,
  u: null,
})
const lease = { c: 1_795_400_000, r: 1_795_500_000 }
const snapshot = (rev: number, e: CredentialEntry[], more: object = {}) =>
  signCredentials(kSnap, { v: 1 as const, rev, base: null, lease, e, dig: credentialDigest(e), ...more })
const patch = (rev: number, base: number, e: CredentialEntry[], d: string[], after: CredentialEntry[]) =>
  signCredentials(kSnap, { v: 1 as const, rev, base, lease, e, d, dig: credentialDigest(after) })
const accept = (bank: CredentialBank, document: Parameters<typeof acceptCredentials>[1], nowMs = NOW) =>
  acceptCredentials(bank, document, { kSnap, slots: 3, nowMs })
const applied = (bank: CredentialBank, document: Parameters<typeof acceptCredentials>[1], nowMs = NOW) => {
  const outcome = accept(bank, document, nowMs)
  if (outcome.kind !== 'applied') throw new Error(`not applied: ${outcome.kind}`)
  return outcome.bank
}

describe('a credential document', () => {
  const bank = applied(EMPTY_BANK, snapshot(5, [entry(1), entry(2)]))

  it('is applied as snapshot or patch', () => {
    expect(bank).toMatchObject({ rev: 5, lease, atMs: NOW })
    const next = applied(bank, patch(6, 5, [entry(3)], [entry(1).c], [entry(2), entry(3)]))
    expect(next.entries.map((e) => e.s).sort()).toEqual(['12', '13'])
  })

  it('renews the leases when nothing changed, and never shortens them', () => {
    const longer = { ...lease, c: lease.c + 60 }
    const same = signCredentials(kSnap, {
      v: 1 as const,
      rev: 5,
      base: 'same' as const,
      lease: longer,
      dig: bank.dig ?? '',
    })
    expect(accept(bank, same)).toMatchObject({ kind: 'renewed', bank: { rev: 5, lease: longer } })
    expect(accept(bank, snapshot(5, [entry(2), entry(1)], { lease: { c: 1, r: 1 } }))).toMatchObject({
      kind: 'renewed',
      bank: { lease },
    })
  })

  it.each([
    ['mac', { ...snapshot(6, [entry(1)]), rev: 7 }],
    ['rollback', snapshot(4, [entry(1)])],
    ['rollback', snapshot(5, [entry(1)])],
    ['space', snapshot(6, [1, 2, 3, 4].map(entry))],
    ['dup', snapshot(6, [entry(1), { ...entry(2), s: entry(1).s, x: entry(1).x }])],
    ['digest', snapshot(6, [entry(1)], { dig: credentialDigest([entry(2)]) })],
  ])('fails with %s', (err, document) => {
    expect(accept(bank, document)).toMatchObject({ kind: 'failed', err })
  })

  it('asks for the whole set when a patch does not fit, and ignores an old patch', () => {
    expect(accept(bank, patch(9, 8, [], [], [])).kind).toBe('ask')
    expect(accept(bank, patch(6, 5, [], [], [entry(1)]))).toMatchObject({ kind: 'failed', err: 'digest', ask: true })
    expect(accept(bank, patch(4, 3, [], [], [])).kind).toBe('stale')
  })

  it('leaves a tombstone of what it removes for seven days, unless it comes back', () => {
    const without = applied(bank, snapshot(6, [entry(2)]))
    expect(without.tombstones).toMatchObject([{ c: entry(1).c, goneMs: NOW }])
    expect(applied(without, snapshot(7, [entry(1), entry(2)])).tombstones).toEqual([])
    expect(applied(without, snapshot(7, [entry(2)], {}), NOW + 7 * DAY).tombstones).toEqual([])
    expect(applied(without, snapshot(7, [entry(2)], {}), NOW + 6 * DAY).tombstones).toHaveLength(1)
  })

  it('that was damaged in flash counts as none', () => {
    expect(soundBank(bank)).toBe(bank)
    expect(soundBank({ ...bank, entries: [entry(9)] })).toBe(EMPTY_BANK)
  })
})
