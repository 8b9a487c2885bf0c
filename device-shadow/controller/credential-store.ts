import { join } from 'node:path'
import * as z from 'zod'
import {
  b64u,
  CredentialDocument,
  CredentialEntry,
  type CredentialFault,
  CredentialKind,
  type CredentialRequest,
  Lease,
} from '../documents/credentials.ts'
import { LIMITS } from '../documents/limits.ts'
import type { CredDesired, CredReported } from '../documents/shadows.ts'
import { acceptCredentials, type CredentialBank, EMPTY_BANK, soundBank } from '../reducers/credentials.ts'
import { type KeypadState, keypadForBank, NEW_KEYPAD } from '../reducers/keypad.ts'
import { readJson, writeDurably } from './disk.ts'

const Tombstone = z.strictObject({
  c: z.string(),
  k: CredentialKind,
  s: z.string(),
  x: b64u(16),
  z: z.int(),
  goneMs: z.int(),
})
const Bank = z.strictObject({
  rev: z.int(),
  dig: b64u(32).nullable(),
  entries: z.array(CredentialEntry),
  lease: Lease,
  atMs: z.int(),
  tombstones: z.array(Tombstone),
})
const Count = z.strictObject({ wrong: z.int(), untilMs: z.int() })
const Keypad = z.strictObject({
  ladder: z.strictObject({ wrong: z.int(), quietSinceMs: z.int(), untilMs: z.int() }),
  selectors: z.record(z.string(), Count),
  uses: z.record(z.string(), z.int()),
})

/** What the agent has to do after a credential document. */
export type CredentialEffect =
  | { readonly kind: 'applied'; readonly rev: number; readonly dig: string; readonly n: number }
  | { readonly kind: 'failed'; readonly rev: number; readonly err: CredentialFault; readonly ask: boolean }
  | { readonly kind: 'renewed' | 'stale' | 'ask' }

/** The credential set and the keypad's memory, on disk. */
export interface CredentialStore {
  bank(): CredentialBank
  keypad(): KeypadState
  /** Saves the keypad's memory; returns when it is on the disk. */
  saveKeypad(state: KeypadState): void
  take(document: unknown, nowMs: number): CredentialEffect
  /** What to ask for: `whole` when the set is wanted whatever we hold. */
  request(whole: boolean): CredentialRequest
  reported(desired: CredDesired): CredReported
}

/** Opens the store in `dir`. A damaged set counts as none; a damaged keypad memory starts anew. */
export const openCredentials = ({
  dir,
  kSnap,
  slots,
}: {
  dir: string
  kSnap: string
  slots: number
}): CredentialStore => {
  const bankFile = join(dir, 'credentials.json')
  const keypadFile = join(dir, 'keypad.json')
  let bank = soundBank((readJson(bankFile, Bank) as CredentialBank | null) ?? EMPTY_BANK)
  let keypad: KeypadState = readJson(keypadFile, Keypad) ?? NEW_KEYPAD
  let err: CredentialFault | null = null

  const saveKeypad = (state: KeypadState) => {
    const text = JSON.stringify(state)
    if (text === JSON.stringify(keypad)) return
    writeDurably(keypadFile, text)
    keypad = state
  }

  const failed = (rev: number, fault: CredentialFault, ask: boolean): CredentialEffect => {
    err = fault
    return { kind: 'failed', rev, err: fault, ask }
  }

  return {
    bank: () => bank,
    keypad: () => keypad,
    saveKeypad,
    take: (document, nowMs) => {
      const parsed = CredentialDocument.safeParse(document)
      if (!parsed.success) {
        const { e, rev } = (document ?? {}) as { e?: unknown; rev?: unknown }
        const tooMany = Array.isArray(e) && e.length > LIMITS.credentials
        return failed(Number.isSafeInteger(rev) ? (rev as number) : 0, tooMany ? 'space' : 'mac', false)
      }
      const outcome = acceptCredentials(bank, parsed.data, { kSnap, slots, nowMs })
      if (outcome.kind === 'failed') return failed(parsed.data.rev, outcome.err, outcome.ask)
      if (outcome.kind === 'stale' || outcome.kind === 'ask') return { kind: outcome.kind }
      writeDurably(bankFile, JSON.stringify(outcome.bank))
      bank = outcome.bank
      err = null
      if (outcome.kind === 'renewed') return { kind: 'renewed' }
      saveKeypad(keypadForBank(keypad, bank))
      return { kind: 'applied', rev: bank.rev, dig: parsed.data.dig, n: bank.entries.length }
    },
    request: (whole) => ({ v: 1, rev: bank.rev, dig: whole ? null : bank.dig }),
    reported: ({ leaseH }) => ({
      rev: bank.rev,
      dig: bank.dig,
      n: bank.entries.length,
      leaseH,
      at: Math.floor(bank.atMs / 1000),
      err,
      slots: { max: slots, used: bank.entries.length },
      leaseEnd: bank.lease.c,
    }),
  }
}
