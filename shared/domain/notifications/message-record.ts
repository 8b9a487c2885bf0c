import type { Message } from '../../contracts/package.ts'

/** Channels that messages leave by. */
export type Outlet = 'sms' | 'email'

/**
 * One channel of a message. `sending` is a claim: whoever holds it may send until `untilMs`, nobody else. `queued` after the
 * service asked to wait: not before `notBeforeMs`, after so many `tries`.
 */
interface Attempt {
  readonly channel: Outlet
  /** masked address */
  readonly to: string
  readonly status: 'queued' | 'sending' | 'sent' | 'failed'
  readonly atMs: number
  readonly untilMs?: number
  readonly notBeforeMs?: number
  readonly tries?: number
  readonly providerId?: string
  readonly error?: string
}

/** What is told about one thing for one reason, once, over its channels. `rev` rises with every write. */
export interface MessageRecord {
  /** what it is about: a package id, an incident id */
  readonly about: string
  readonly reason: Reason
  readonly rev: number
  readonly attempts: readonly Attempt[]
}

/** Why somebody is told. Where several people are told of one thing, each has a reason of their own: the recipient is in it. */
export type Reason = 'package_received' | `incident_${string}`

/** What came of a send. `unknown`: it may have gone out, so it is not sent again. */
export type SendResult =
  | { readonly sent: true; readonly providerId: string }
  | { readonly sent: false | 'unknown'; readonly again: boolean; readonly error: string }

/** How long a claim holds, ms: longer than the function that sends may run. */
const CLAIM_MS = 30_000

const INTERRUPTED = 'The sender was interrupted: it may have gone out, so it is not sent again.'

/** A channel whose service keeps asking to wait is given up after so many tries: about an hour. */
const TRIES = 12
const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 720_000

/** How long to wait after so many tries: twice as long each time, spread by `jitter` (0 to 1) so that a crowd does not come back at once. */
const waitMs = (tries: number, jitter: number): number =>
  Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1)) * (0.75 + 0.5 * jitter)

/** What to do next about a message: write `record`, and then send on `send` where that is given; `wait`: look again then. */
export type NextStep =
  | { readonly do: 'write'; readonly record: MessageRecord; readonly send: Outlet | null }
  | { readonly do: 'wait'; readonly untilMs: number }
  | { readonly do: 'nothing' }

/** Claims the first channel whose time has come. */
const claim = (attempts: readonly Attempt[], nowMs: number): { attempts: Attempt[]; send: Outlet | null } => {
  const next = attempts.findIndex(({ status, notBeforeMs = 0 }) => status === 'queued' && notBeforeMs <= nowMs)
  return {
    attempts: attempts.map((attempt, i) =>
      i === next ? { ...attempt, status: 'sending', atMs: nowMs, untilMs: nowMs + CLAIM_MS } : attempt,
    ),
    send: attempts[next]?.channel ?? null,
  }
}

/** When there is something to do again about a message of which no channel is claimed; null where nothing is left. */
export const dueAgainMs = ({ attempts }: MessageRecord): number | null => {
  const waiting = attempts.flatMap(({ status, notBeforeMs = 0 }) => (status === 'queued' ? [notBeforeMs] : []))
  return waiting.length === 0 ? null : Math.min(...waiting)
}

/** The message as it is first written: the first channel claimed, the others queued; one failed line where there is none. */
export const firstStep = (
  about: string,
  reason: Reason,
  addresses: readonly { readonly channel: Outlet; readonly to: string }[],
  nowMs: number,
): NextStep => {
  if (addresses.length === 0) {
    const error = 'There is no phone number and no e-mail address.'
    const attempts: Attempt[] = [{ channel: 'email', to: '', status: 'failed', atMs: nowMs, error }]
    return { do: 'write', record: { about, reason, rev: 1, attempts }, send: null }
  }
  const queued = addresses.map(({ channel, to }): Attempt => ({ channel, to, status: 'queued', atMs: nowMs }))
  const { attempts, send } = claim(queued, nowMs)
  return { do: 'write', record: { about, reason, rev: 1, attempts }, send }
}

/**
 * The next step of a message that was begun. A claim that ran out means that its sender died between claim and result:
 * whether that channel was sent nobody knows, so it fails and the next channel is claimed.
 */
export const resumeStep = (record: MessageRecord, nowMs: number): NextStep => {
  const held = record.attempts.find(({ status }) => status === 'sending')
  if (held?.untilMs !== undefined && held.untilMs > nowMs) return { do: 'wait', untilMs: held.untilMs }
  const settled = record.attempts.map((attempt): Attempt => {
    if (attempt.status !== 'sending') return attempt
    const { untilMs: _, ...rest } = attempt
    return { ...rest, status: 'failed', atMs: nowMs, error: INTERRUPTED }
  })
  const { attempts, send } = claim(settled, nowMs)
  if (!held && send === null) {
    const untilMs = dueAgainMs(record)
    return untilMs === null ? { do: 'nothing' } : { do: 'wait', untilMs }
  }
  return { do: 'write', record: { ...record, rev: record.rev + 1, attempts }, send }
}

/**
 * The message after a send, and in the same write the claim of the next channel. A channel whose service asks to wait is queued
 * for later and holds up no other. `jitter` is a random number from 0 to 1.
 */
export const resultStep = (
  record: MessageRecord,
  channel: Outlet,
  result: SendResult,
  nowMs: number,
  jitter: number,
): { readonly record: MessageRecord; readonly send: Outlet | null } => {
  const settled = record.attempts.map((attempt): Attempt => {
    if (attempt.channel !== channel || attempt.status !== 'sending') return attempt
    const { untilMs: _, notBeforeMs: __, tries: before = 0, ...rest } = attempt
    if (result.sent === true) return { ...rest, status: 'sent', atMs: nowMs, providerId: result.providerId }
    const tries = before + 1
    if (result.sent === 'unknown' || !result.again || tries === TRIES)
      return { ...rest, status: 'failed', atMs: nowMs, error: result.error }
    const notBeforeMs = nowMs + waitMs(tries, jitter)
    return { ...rest, status: 'queued', atMs: nowMs, notBeforeMs, tries, error: result.error }
  })
  const { attempts, send } = claim(settled, nowMs)
  return { record: { ...record, rev: record.rev + 1, attempts }, send }
}

/** The message as the API shows it, one for each channel. */
export const messagesOf = ({ about, reason, attempts }: MessageRecord): Message[] =>
  attempts.map(({ channel, to, status, atMs, error }) => ({
    id: `${about}.${reason}.${channel}`,
    packageId: about.startsWith('pkg_') ? about : null,
    reason,
    channel,
    to,
    status: status === 'sending' ? 'queued' : status,
    at: new Date(atMs).toISOString(),
    error: error ?? null,
  }))
