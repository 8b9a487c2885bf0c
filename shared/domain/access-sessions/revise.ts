import type { AccessSession } from '../../contracts/access-session.ts'

const iso = (ms: number) => new Date(ms).toISOString()

/** The first verdict or a further one: the number rises, earlier ones are kept. */
const decided = (session: AccessSession, previous: AccessSession | undefined, nowMs: number): AccessSession => {
  if (session.verdict === null) return session
  const rev = (previous?.rev ?? 0) + 1
  const revision = { rev, verdict: session.verdict, reason: session.verdictReason, decidedAt: iso(nowMs) }
  return { ...session, rev, revisions: [...(previous?.revisions ?? []), revision] }
}

/** What is said first days after it was due is said against nobody. */
const heardTooLate = (computed: AccessSession): AccessSession =>
  computed.verdict === 'no_intake' || computed.verdict === 'mismatch'
    ? {
        ...computed,
        verdict: 'unverified',
        verdictReason: 'Nothing was logged, but this was heard of too late to ask anybody',
        anomalies: computed.anomalies.filter(({ kind }) => kind !== 'no_intake'),
      }
    : computed

/** A final session as it was, with the note that something came too late for it, if something did. */
const keptAsWas = (previous: AccessSession, computed: AccessSession): AccessSession => {
  const note = computed.anomalies.find(({ kind }) => kind === 'late_after_close')
  const isNoted = previous.anomalies.some(({ kind }) => kind === 'late_after_close')
  return note && !isNoted ? { ...previous, anomalies: [...previous.anomalies, note] } : previous
}

/** One session against what was stored of it. */
const reviseOne = (
  previous: AccessSession | undefined,
  computed: AccessSession,
  lateWithinMs: number,
  nowMs: number,
): AccessSession => {
  const dueAt = previous?.verdictAt ?? computed.verdictAt
  const tooLate = dueAt !== null && nowMs > Date.parse(dueAt) + lateWithinMs
  if (!previous || previous.verdict === null)
    return decided(tooLate ? heardTooLate(computed) : computed, previous, nowMs)
  // Late events were left out by their own receipt; days afterwards nothing else may turn a verdict against anybody.
  if (tooLate && computed.verdict !== 'logged') return keptAsWas(previous, computed)
  // Something late moved the exit: what was said stands until the new verdict is due.
  if (computed.verdict === null)
    return {
      ...computed,
      state: 'closed',
      verdict: previous.verdict,
      verdictReason: previous.verdictReason,
      verdictAt: previous.verdictAt,
      rev: previous.rev,
      revisions: previous.revisions,
      anomalies: previous.anomalies,
    }
  if (computed.verdict === previous.verdict) return { ...computed, rev: previous.rev, revisions: previous.revisions }
  return decided(computed, previous, nowMs)
}

/**
 * Numbers computed sessions against the stored ones (T18, T19): a changed verdict is a new revision, decided at
 * `nowMs`; an unchanged one keeps its number. A stored session whose grant turned out to be a repeat within another
 * session (`merged`) takes that session's verdict. Stored sessions outside the window are not returned.
 */
export const revise = (input: {
  readonly previous: readonly AccessSession[]
  readonly computed: readonly AccessSession[]
  readonly merged: ReadonlyMap<string, string>
  readonly lateWithinMs: number
  readonly nowMs: number
}): AccessSession[] => {
  const stored = new Map(input.previous.map((session) => [session.id, session]))
  const sessions = input.computed.map((session) =>
    reviseOne(stored.get(session.id), session, input.lateWithinMs, input.nowMs),
  )
  for (const previous of input.previous) {
    const into = input.merged.get(previous.id)
    const host = into && sessions.find((session) => session.id === into)
    if (!host) continue
    const { verdict, verdictAt, state, dueAt } = host
    const repeat = {
      ...previous,
      verdict,
      verdictAt,
      state,
      dueAt,
      anomalies: [],
      verdictReason: `Part of session ${into}`,
    }
    sessions.push(reviseOne(previous, repeat, input.lateWithinMs, input.nowMs))
  }
  return sessions
}
