import type { Draft, Evidence, RoomReading } from './model.ts'
import type { TimesMs } from './session-times.ts'

/** Why a piece of evidence belongs where it does; `unclear`: to a visit of several sessions, to none of them alone. */
type AttributedBy = 'kiosk_session' | 'carrier' | 'nearest' | 'unclear'

/** Where one piece of evidence belongs. */
export interface Attribution {
  readonly eventId: string
  readonly kind: Evidence['kind']
  readonly packageId: string | null
  readonly sessionId: string | null
  readonly visitId: string | null
  readonly by: AttributedBy
}

/** From when on the grace of a session counts: its exit, or the end of T8; infinite while somebody is inside. */
export const sessionEnd = (draft: Draft, times: TimesMs, nowMs: number): number => {
  if (draft.entryAt === null || !draft.visit) return draft.lastGrantAt + times.doorWait
  const limit = draft.entryAt + times.maxInside
  if (draft.visit.closed) return draft.visit.exitAt === null ? limit : Math.min(draft.visit.exitAt, limit)
  return nowMs >= limit ? limit : Number.POSITIVE_INFINITY
}

/** When evidence stops to count for a session: 72 h after its verdict was due, or after its grant was heard of. */
const lateFrom = (draft: Draft, end: number, times: TimesMs) =>
  Math.max(end + times.grace, draft.grantReceivedAt) + times.lateWithin

const distance = (draft: Draft, end: number, at: number) =>
  at < draft.grantedAt ? draft.grantedAt - at : at > end ? at - end : 0

/**
 * Gives every intake, attestation and pickup of a reading to the session it belongs to (T10), counting on the drafts:
 * the kiosk session's own id, then the carrier that the tracking number implies, then the nearest interval; where two
 * are equally near, to their visit.
 */
export const attribute = (reading: RoomReading, times: TimesMs, nowMs: number): Attribution[] => {
  if (reading.evidence.length === 0) return []
  const ends = new Map<Draft, number>()
  const byId = new Map<string, Draft>()
  const inside: Draft[] = []
  for (const draft of reading.drafts) {
    ends.set(draft, sessionEnd(draft, times, nowMs))
    byId.set(draft.id, draft)
    for (const id of draft.regrantIds) byId.set(id, draft)
    if (draft.entryAt !== null) inside.push(draft)
  }
  const endOf = (draft: Draft) => ends.get(draft) ?? draft.grantedAt
  // Latest end among the first n sessions, so that the search back in time knows when nothing older can match.
  const latestEnd: number[] = []
  for (const draft of inside) latestEnd.push(Math.max(latestEnd.at(-1) ?? 0, endOf(draft)))

  /** Sessions whose window [grant − 2 min, exit + grace] touches [from, to]. */
  const candidates = (from: number, to: number): Draft[] => {
    let low = 0
    let high = inside.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((inside[middle] as Draft).grantedAt - times.before <= to) low = middle + 1
      else high = middle
    }
    const found: Draft[] = []
    for (let i = low - 1; i >= 0 && (latestEnd[i] as number) + times.grace >= from; i--) {
      const draft = inside[i] as Draft
      if (endOf(draft) + times.grace >= from) found.push(draft)
    }
    return found.reverse()
  }

  /** The nearest of these, or all that are equally near. Two uses of one credential are one: the later counts. */
  const nearest = (among: readonly Draft[], at: number): Draft[] => {
    let best: Draft[] = []
    let least = Number.POSITIVE_INFINITY
    for (const draft of among) {
      const far = distance(draft, endOf(draft), at)
      if (far < least) best = [draft]
      else if (far === least) best.push(draft)
      least = Math.min(least, far)
    }
    if (best.length < 2) return best
    const carriers = best.filter((d) => d.role === 'carrier')
    if (carriers.length > 0) best = carriers
    const carrierId = best[0]?.credential?.carrierId
    const oneCarrier = carrierId && best.every((d) => d.credential?.carrierId === carrierId)
    return oneCarrier ? best.slice(-1) : best
  }

  const ofCarrier = (among: readonly Draft[], carrierId: string | null) =>
    carrierId === null ? [] : among.filter((d) => d.credential?.carrierId === carrierId)

  const sidCache = new Map<string, Draft | null>()
  const bySid = (sid: string): Draft | null => {
    const own = byId.get(sid)
    if (own) return own
    const cached = sidCache.get(sid)
    if (cached !== undefined) return cached
    const login = reading.logins.get(sid)
    let found: Draft | null = null
    if (login && !login.uncertain) {
      const near = candidates(login.at, login.at)
      const best = nearest(login.carrierId === null ? near : ofCarrier(near, login.carrierId), login.at)
      found = best.length === 1 ? (best[0] as Draft) : null
    }
    sidCache.set(sid, found)
    return found
  }

  const decide = (event: Evidence): { drafts: Draft[]; by: AttributedBy } => {
    if (event.sid !== null) {
      const draft = bySid(event.sid)
      // Nothing precedes the login it came with: what says so was stamped by a clock that is wrong.
      if (draft && event.at <= endOf(draft) + times.lateWithin) return { drafts: [draft], by: 'kiosk_session' }
      const { uncertain } = reading.logins.get(event.sid) ?? {}
      if (uncertain) for (const maybe of candidates(uncertain.fromMs, uncertain.toMs)) maybe.maybeLogged = true
    }
    if (event.uncertain) {
      for (const draft of candidates(event.uncertain.fromMs, event.uncertain.toMs)) draft.maybeLogged = true
      return { drafts: [], by: 'unclear' }
    }
    const near = candidates(event.at, event.at)
    if (event.kind === 'pickup') {
      const residents = near.filter((d) => d.role === 'resident')
      return { drafts: nearest(residents.length > 0 ? residents : near, event.at), by: 'nearest' }
    }
    const pool = near.filter((d) => d.role !== 'resident')
    const implied = event.kind === 'attest' ? event.carrierId : event.impliedCarrierId
    const matching = nearest(ofCarrier(pool, implied), event.at)
    return matching.length > 0
      ? { drafts: matching, by: 'carrier' }
      : { drafts: nearest(pool, event.at), by: 'nearest' }
  }

  const attributions: Attribution[] = []
  for (const event of reading.evidence) {
    const decided = decide(event)
    const counted: Draft[] = []
    for (const draft of decided.drafts) {
      if (event.receivedAt > lateFrom(draft, endOf(draft), times)) draft.late = true
      else counted.push(draft)
    }
    const [first] = counted
    if (!first) continue
    const alone = counted.length === 1
    if (event.kind === 'scan') for (const draft of counted) draft.refusals.push(event.refused ?? 'unknown')
    else if (!alone) {
      if (event.kind !== 'pickup') for (const draft of counted) draft.unclear++
    } else if (event.kind === 'intake') first.intakes++
    else if (event.kind === 'attest') first.attestations++
    else first.pickups++
    attributions.push({
      eventId: event.id,
      kind: event.kind,
      packageId: 'packageId' in event ? event.packageId : null,
      sessionId: alone ? first.id : null,
      visitId: first.visit?.id ?? null,
      by: alone ? decided.by : 'unclear',
    })
  }
  return attributions
}
