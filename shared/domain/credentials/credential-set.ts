import type * as z from 'zod'
import type { WeeklyWindow } from '../../contracts/access.ts'
import type { SessionRole } from '../../contracts/access-session.ts'
import { PLACED_LATE_MS } from '../../contracts/notice-timing.ts'
import { type DeviceWindow, deviceWindow } from './week-window.ts'

/** Whose credentials are put on a controller. */
type HolderKind = Exclude<z.infer<typeof SessionRole>, 'unknown'>

/** A credential that is to be on a room’s controller. Instants in epoch ms. */
export interface WantedCredential {
  readonly credentialId: string
  readonly kind: HolderKind
  readonly selector: string
  /** Verifier of the typed code under the controller’s key. */
  readonly x: string
  readonly startsAtMs: number
  readonly endsAtMs: number
  readonly window: z.infer<typeof WeeklyWindow> | null
}

/** One entry of the device’s set (device contract, section 4); instants in epoch seconds. */
export interface SetEntry {
  readonly c: string
  readonly k: HolderKind
  readonly s: string
  readonly x: string
  readonly a: number
  readonly z: number
  readonly w: DeviceWindow | null
  readonly u: null
}

/**
 * A change that the device has not confirmed; `rev` is the revision it travels in, null until there is one. `move` changes the
 * end of a credential that is there; a removal says what the grant becomes; a new one knows since when it is awaited (epoch ms).
 */
export type OpenChange = { readonly rev: number | null; readonly key: string } & (
  | { readonly op: 'put'; readonly askedAtMs?: number }
  | { readonly op: 'move' }
  | { readonly op: 'del'; readonly to: 'revoked' | 'expired' }
)

/** What was last sent to the controller; `rev` 0: nothing yet. */
export interface SentSet {
  readonly rev: number
  readonly dig: string | null
  readonly open: { readonly [credentialId: string]: OpenChange }
}

/** What the device said that it has when it asked for its set; `dig` null: it wants the whole set. */
export interface AskedSet {
  readonly rev: number
  readonly dig: string | null
}

/**
 * What to send: nothing, word that the set is unchanged, the whole set, or the changes on top of the revision before. `rev` is
 * above `sent.rev` exactly where the set is a new one.
 */
export type SetPlan =
  | { readonly send: 'nothing' }
  | { readonly send: 'same' | 'snapshot'; readonly rev: number; readonly dig: string }
  | {
      readonly send: 'patch'
      readonly rev: number
      readonly dig: string
      readonly base: number
      readonly put: readonly SetEntry[]
      readonly del: readonly string[]
    }

/** Below this a whole set is as cheap as its changes, and cannot miss its base. */
const PATCH_FROM_ENTRIES = 40
/** Changes that may travel as a patch. */
const PATCH_CHANGES = 20

/** The device’s set: credentials whose time is not over, in the property’s present offset. */
export const setEntries = (wanted: readonly WantedCredential[], timeZone: string, nowMs: number): SetEntry[] =>
  wanted
    .filter((credential) => credential.endsAtMs > nowMs)
    .map(({ credentialId, kind, selector, x, startsAtMs, endsAtMs, window }) => ({
      c: credentialId,
      k: kind,
      s: selector,
      x,
      a: Math.floor(startsAtMs / 1000),
      z: Math.floor(endsAtMs / 1000),
      w: deviceWindow(window, timeZone, nowMs),
      u: null,
    }))

/**
 * Decides what a controller is sent. `dig` is the digest of `entries`. Without `asked` only a set that changed is sent; a
 * device that asks always gets an answer, and a new revision where it holds another set under ours or a later one. `moved`
 * are credentials whose end was moved since that revision without an open change: they travel with the others.
 */
export const planSet = (input: {
  readonly sent: SentSet
  readonly entries: readonly SetEntry[]
  readonly dig: string
  readonly asked?: AskedSet
  readonly moved?: readonly string[]
}): SetPlan => {
  const { sent, entries, dig, asked, moved = [] } = input
  const fresh = Object.entries(sent.open).filter(([, change]) => change.rev === null)
  const drifted = asked !== undefined && asked.rev === sent.rev && asked.dig !== null && asked.dig !== sent.dig
  const ahead = asked !== undefined && asked.rev > sent.rev
  const isNew = sent.rev === 0 || fresh.length > 0 || dig !== sent.dig || drifted || ahead
  if (!isNew) {
    if (!asked) return { send: 'nothing' }
    return { send: asked.rev === sent.rev && asked.dig === dig ? 'same' : 'snapshot', rev: sent.rev, dig }
  }
  const rev = Math.max(sent.rev, asked?.rev ?? 0) + 1
  const changed = new Set([...fresh.map(([id]) => id), ...moved])
  const patchable = !asked && changed.size > 0 && changed.size <= PATCH_CHANGES && entries.length > PATCH_FROM_ENTRIES
  if (!patchable || sent.rev === 0) return { send: 'snapshot', rev, dig }
  const put = entries.filter((entry) => changed.has(entry.c))
  const kept = new Set(put.map((entry) => entry.c))
  return { send: 'patch', rev, dig, base: sent.rev, put, del: [...changed].filter((id) => !kept.has(id)) }
}

/** Open changes that a device which holds revision `rev` has carried out. */
export const confirmedBy = (
  open: SentSet['open'],
  rev: number,
): { readonly credentialId: string; readonly change: OpenChange }[] =>
  Object.entries(open)
    .filter(([, change]) => change.rev !== null && change.rev <= rev)
    .map(([credentialId, change]) => ({ credentialId, change }))

/** Whether a code reached its controller too late to be there when the notice of its package was first looked at. */
export const isPlacedLate = ({ askedAtMs }: { readonly askedAtMs?: number }, nowMs: number): boolean =>
  askedAtMs === undefined || nowMs - askedAtMs > PLACED_LATE_MS
