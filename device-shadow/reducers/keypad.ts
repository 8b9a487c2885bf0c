import type { CredentialEntry } from '../documents/credentials.ts'
import { credentialVerifier, sameVerifier } from '../documents/crypto.ts'
import type { DenialReason, TimeQuality } from '../documents/events.ts'
import { LIMITS } from '../documents/limits.ts'
import type { CredentialBank, Tombstone } from './credentials.ts'
import {
  type Ladder,
  ladderAt,
  ladderWrong,
  OPEN_LADDER,
  type SelectorCount,
  selectorOff,
  selectorWrong,
} from './lockout.ts'
import { touchesWeekWindow } from './window.ts'

/** What a keypad remembers over restarts; saved before each answer is shown. */
export interface KeypadState {
  readonly ladder: Ladder
  readonly selectors: { readonly [selector: string]: SelectorCount }
  /** Uses by credential id. */
  readonly uses: { readonly [credential: string]: number }
}

/** A keypad on its first day. */
export const NEW_KEYPAD: KeypadState = { ladder: OPEN_LADDER, selectors: {}, uses: {} }

/** What a decision depends on beside the keypad's own state. */
export interface KeypadContext {
  readonly bank: CredentialBank
  /** K_pin, base64url. */
  readonly kPin: string
  readonly nowMs: number
  readonly quality: TimeQuality
  readonly mode: 'normal' | 'privacy' | 'disabled'
}

/** The answer to a typed code. `credential` is whose code it is, as far as one was found. */
export interface KeypadDecision {
  readonly state: KeypadState
  readonly admitted: boolean
  readonly why: DenialReason | null
  readonly credential: { readonly c: string; readonly k: CredentialEntry['k'] } | null
  /** Granted: uses of the credential, this one counted. Denied: wrong tries on the ladder. */
  readonly n: number
}

const TOL = LIMITS.windowToleranceMs

/** Splits a typed code: the last six digits are the secret, 2-4 digits before them the selector. Null for other lengths. */
export const splitCode = (code: string): { selector: string; secret: string } | null =>
  /^\d{8,10}$/.test(code)
    ? { selector: code.slice(0, -LIMITS.secretDigits), secret: code.slice(-LIMITS.secretDigits) }
    : null

const refusal = (entry: CredentialEntry, uses: number, context: KeypadContext): DenialReason | null => {
  const { nowMs, quality, mode, bank } = context
  const free = entry.k === 'break_glass'
  if (mode !== 'normal' && !free) return 'disabled'
  if (quality === 'u' && !free) return 'clock'
  if (quality !== 'u') {
    if (nowMs + TOL < entry.a * 1000) return 'not_yet'
    if (nowMs - TOL >= entry.z * 1000) return 'expired'
    if (entry.w && !touchesWeekWindow(entry.w, nowMs, TOL)) return 'restricted'
  }
  const lease = entry.k === 'carrier' ? bank.lease.c : bank.lease.r
  if (!free && nowMs >= lease * 1000) return 'lease'
  return entry.u !== null && uses >= entry.u ? 'used' : null
}

const farewell = (tombstone: Tombstone): DenialReason =>
  tombstone.z * 1000 <= tombstone.goneMs ? 'expired' : 'revoked'

/**
 * Decides on a typed code. One code tests one selector's credentials only; a locked keypad or a selector that is off tests
 * nothing. Wrong codes climb the ladder and the selector's counter; known codes that may not open (expired, revoked, …) do
 * not, and a success clears only its own selector.
 */
export const decideKeypad = (state: KeypadState, code: string, context: KeypadContext): KeypadDecision => {
  const { bank, kPin, nowMs, mode } = context
  const now: KeypadState = { ...state, ladder: ladderAt(state.ladder, nowMs) }
  const deny = (why: DenialReason, credential: KeypadDecision['credential'] = null, next = now): KeypadDecision => {
    return { state: next, admitted: false, why, credential, n: next.ladder.wrong }
  }
  if (nowMs < now.ladder.untilMs) return deny('lockout')
  const wrong = mode === 'normal' ? 'unknown' : 'disabled'
  const ladder = ladderWrong(now.ladder, nowMs)
  const typed = splitCode(code)
  if (!typed) return deny(wrong, null, { ...now, ladder })
  const { selector, secret } = typed
  const count = now.selectors[selector]
  if (selectorOff(count, nowMs)) return deny('lockout')

  const x = credentialVerifier(kPin, selector, secret)
  const named = bank.entries.filter((entry) => entry.s === selector)
  const entry = named.find((candidate) => sameVerifier(candidate.x, x))
  if (!entry) {
    const gone = bank.tombstones.findLast((t) => t.s === selector && sameVerifier(t.x, x))
    if (gone) return deny(mode === 'normal' ? farewell(gone) : 'disabled', gone)
    // Selectors nobody has are not counted one by one: the ladder throttles them, and the memory stays bounded.
    const selectors = named.length > 0 ? { ...now.selectors, [selector]: selectorWrong(count, nowMs) } : now.selectors
    return deny(wrong, null, { ...now, ladder, selectors })
  }
  const uses = now.uses[entry.c] ?? 0
  const why = refusal(entry, uses, context)
  if (why) return deny(why, entry)
  const { [selector]: _, ...selectors } = now.selectors
  const next = { ...now, selectors, uses: { ...now.uses, [entry.c]: uses + 1 } }
  return { state: next, admitted: true, why: null, credential: entry, n: uses + 1 }
}

/** Forgets counters of selectors and credentials that are no longer in the set. */
export const keypadForBank = (state: KeypadState, bank: CredentialBank): KeypadState => {
  const selectors = new Set(bank.entries.map((entry) => entry.s))
  const ids = new Set<string>(bank.entries.map((entry) => entry.c))
  const only = <T>(record: { readonly [key: string]: T }, keep: Set<string>) =>
    Object.fromEntries(Object.entries(record).filter(([name]) => keep.has(name)))
  return { ...state, selectors: only(state.selectors, selectors), uses: only(state.uses, ids) }
}
