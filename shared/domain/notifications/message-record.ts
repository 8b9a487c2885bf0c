import type { Message } from '../../contracts/package.ts'

/** Channels that messages leave by. */
export type Outlet = 'sms' | 'email'

/** One channel of a message. `sending` is a claim: whoever holds it may send until `untilMs`, nobody else. */
interface Attempt {
  readonly channel: Outlet
  /** masked address */
  readonly to: string
  readonly status: 'queued' | 'sending' | 'sent' | 'failed'
  readonly atMs: number
  readonly untilMs?: number
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

/** What to do next about a message: write `record`, and then send on `send` where that is given. */
export type NextStep =
  | { readonly do: 'write'; readonly record: MessageRecord; readonly send: Outlet | null }
  | { readonly do: 'wait'; readonly untilMs: number }
  | { readonly do: 'nothing' }

const claim = (attempts: readonly Attempt[], nowMs: number): { attempts: Attempt[]; send: Outlet | null } => {
  const next = attempts.findIndex(({ status }) => status === 'queued')
  return {
    attempts: attempts.map((attempt, i) =>
      i === next ? { ...attempt, status: 'sending', atMs: nowMs, untilMs: nowMs + CLAIM_MS } : attempt,
    ),
    send: attempts[next]?.channel ?? null,
  }
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
  if (!held && send === null) return { do: 'nothing' }
  return { do: 'write', record: { ...record, rev: record.rev + 1, attempts }, send }
}

/** The message after a send, and in the same write the claim of the next channel. `again`: this one is to be tried later. */
export const resultStep = (
  record: MessageRecord,
  channel: Outlet,
  result: SendResult,
  nowMs: number,
): { readonly record: MessageRecord; readonly send: Outlet | null; readonly again: boolean } => {
  const again = result.sent === false && result.again
  const settled = record.attempts.map((attempt): Attempt => {
    if (attempt.channel !== channel || attempt.status !== 'sending') return attempt
    const { untilMs: _, ...rest } = attempt
    if (result.sent === true) return { ...rest, status: 'sent', atMs: nowMs, providerId: result.providerId }
    return { ...rest, status: again ? 'queued' : 'failed', atMs: nowMs, error: result.error }
  })
  const { attempts, send } = again ? { attempts: settled, send: null } : claim(settled, nowMs)
  return { record: { ...record, rev: record.rev + 1, attempts }, send, again }
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
