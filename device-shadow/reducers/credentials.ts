import type { CredentialDocument, CredentialEntry, CredentialFault, Lease } from '../documents/credentials.ts'
import { credentialDigest, verifyCredentials } from '../documents/crypto.ts'

const TOMBSTONE_MS = 7 * 86_400_000
const TOMBSTONES = 1000

/** What is remembered of an entry that left the set, so that its PIN is answered `revoked` or `expired`, not `unknown`. */
export interface Tombstone {
  readonly c: string
  readonly k: CredentialEntry['k']
  readonly s: string
  readonly x: string
  /** Its expiry, epoch seconds. */
  readonly z: number
  /** When it left, epoch ms. */
  readonly goneMs: number
}

/** The credential set as the device holds it. `rev` 0 = none yet. */
export interface CredentialBank {
  readonly rev: number
  readonly dig: string | null
  readonly entries: readonly CredentialEntry[]
  readonly lease: Lease
  /** When the set was taken, epoch ms. */
  readonly atMs: number
  readonly tombstones: readonly Tombstone[]
}

/** The bank of a device that never received a set. */
export const EMPTY_BANK: CredentialBank = {
  rev: 0,
  dig: null,
  entries: [],
  lease: { c: 0, r: 0 },
  atMs: 0,
  tombstones: [],
}

/** What became of a credential document. `ask`: the device has to request the whole set. */
export type CredentialOutcome =
  | { readonly kind: 'applied'; readonly bank: CredentialBank }
  | { readonly kind: 'renewed'; readonly bank: CredentialBank }
  | { readonly kind: 'stale' }
  | { readonly kind: 'ask' }
  | { readonly kind: 'failed'; readonly err: CredentialFault; readonly ask: boolean }

const key = (entry: { s: string; x: string }) => `${entry.s}|${entry.x}`

const tombstonesAfter = (bank: CredentialBank, entries: readonly CredentialEntry[], nowMs: number) => {
  const live = new Set(entries.map(key))
  const gone = bank.entries.map(({ c, k, s, x, z }) => ({ c, k, s, x, z, goneMs: nowMs }))
  return [...bank.tombstones, ...gone]
    .filter((t) => !live.has(key(t)) && Math.abs(nowMs - t.goneMs) < TOMBSTONE_MS)
    .slice(-TOMBSTONES)
}

const merged = (bank: CredentialBank, document: CredentialDocument): readonly CredentialEntry[] => {
  if (document.base === 'same') return bank.entries
  if (document.base === null) return document.e
  const touched = new Set([...document.d, ...document.e.map((entry) => entry.c)])
  return [...bank.entries.filter((entry) => !touched.has(entry.c)), ...document.e]
}

const fault = (entries: readonly CredentialEntry[], dig: string, slots: number): CredentialFault | null => {
  if (credentialDigest(entries) !== dig) return 'digest'
  if (entries.length > slots) return 'space'
  const distinct = (of: (entry: CredentialEntry) => string) => new Set(entries.map(of)).size === entries.length
  return distinct(key) && distinct((entry) => entry.c) ? null : 'dup'
}

/**
 * Decides on a snapshot, patch or lease renewal. Delivery is at least once and unordered: the same revision again renews the
 * lease, an older patch is stale; an older snapshot, or another set under our own revision, is a rollback.
 */
export const acceptCredentials = (
  bank: CredentialBank,
  document: CredentialDocument,
  { kSnap, slots, nowMs }: { kSnap: string; slots: number; nowMs: number },
): CredentialOutcome => {
  if (!verifyCredentials(kSnap, document)) return { kind: 'failed', err: 'mac', ask: false }
  if (document.rev === bank.rev && document.dig === bank.dig) {
    const lease = { c: Math.max(bank.lease.c, document.lease.c), r: Math.max(bank.lease.r, document.lease.r) }
    return { kind: 'renewed', bank: { ...bank, lease } }
  }
  if (document.base === 'same') return { kind: 'ask' }
  if (document.rev <= bank.rev) {
    const patch = document.base !== null && document.rev < bank.rev
    return patch ? { kind: 'stale' } : { kind: 'failed', err: 'rollback', ask: false }
  }
  if (document.base !== null && document.base !== bank.rev) return { kind: 'ask' }
  const entries = merged(bank, document)
  const err = fault(entries, document.dig, slots)
  if (err) return { kind: 'failed', err, ask: err === 'digest' && document.base !== null }
  const { rev, dig, lease } = document
  const tombstones = tombstonesAfter(bank, entries, nowMs)
  return { kind: 'applied', bank: { rev, dig, entries, lease, atMs: nowMs, tombstones } }
}

/** The bank as read from flash: an unreadable or altered set counts as none, so that the whole set is asked for. */
export const soundBank = (bank: CredentialBank): CredentialBank =>
  bank.rev === 0 || credentialDigest(bank.entries) === bank.dig ? bank : EMPTY_BANK
