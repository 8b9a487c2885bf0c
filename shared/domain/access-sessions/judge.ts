import type { AccessSession, Anomaly, Verdict } from '../../contracts/access-session.ts'
import { sessionEnd } from './attribute.ts'
import type { Draft, RoomReading, Watermarks } from './model.ts'
import type { TimesMs } from './session-times.ts'

/** A zone that gained weight while somebody logged nothing makes it grave; a quick look in makes it slight. */
const QUICK_LOOK_MS = 15_000

/** Where a session stands; times epoch ms. */
export interface Judgement {
  readonly state: AccessSession['state']
  readonly verdict: Verdict | null
  readonly reason: string
  readonly verdictAt: number | null
  readonly dueAt: number | null
}

const iso = (ms: number) => new Date(ms).toISOString()
const wait = (state: Judgement['state'], dueAt: number | null, reason: string): Judgement => ({
  state,
  verdict: null,
  reason,
  verdictAt: null,
  dueAt,
})
const closed = (verdict: Verdict, verdictAt: number, reason: string): Judgement => ({
  state: 'closed',
  verdict,
  reason,
  verdictAt,
  dueAt: null,
})
const count = (n: number, one: string) => `${n} ${one}${n === 1 ? '' : 's'}`
/** What the kiosk offered and the API refused, for the operator who has to look for it; empty where nothing was. */
const refused = ({ refusals }: Draft) =>
  refusals.length === 0
    ? ''
    : `${count(refusals.length, 'package')} offered at the kiosk ${refusals.length === 1 ? 'was' : 'were'} refused (${[...new Set(refusals)].sort().join(', ')})`

/** What of the watermarks is missing at `due`, in words, and until when the devices are waited for (null: they are silent). */
const missingAt = (
  due: number,
  watermarks: Watermarks,
  asked: { controller: boolean; kiosk: boolean },
  times: TimesMs,
  nowMs: number,
): { words: string; waitUntil: number | null } | null => {
  const words: string[] = []
  let waitUntil: number | null = Number.POSITIVE_INFINITY
  for (const [name, mark, needed] of [
    ['kiosk', watermarks.kiosk, asked.kiosk],
    ['room controller', watermarks.controller, asked.controller],
  ] as const) {
    if (!needed || (mark !== null && mark >= due)) continue
    words.push(mark === null ? `the ${name} has never reported` : `the ${name} has not reported since ${iso(mark)}`)
    const until = mark === null ? Number.NEGATIVE_INFINITY : mark + times.reportWait
    waitUntil = waitUntil !== null && until > nowMs ? Math.min(waitUntil, until) : null
  }
  return words.length === 0 ? null : { words: words.join(' and '), waitUntil }
}

/** Session, visit and room as far as one verdict needs them. */
export interface JudgeInput {
  readonly draft: Draft
  readonly reading: RoomReading
  readonly times: TimesMs
  readonly hasKiosk: boolean
  /** somebody of the same carrier logged or attested in the same visit: a visit closes as one (T6) */
  readonly carrierLogged: boolean
  readonly nowMs: number
}

/** Why an answer that rests on something missing cannot be given, though the watermarks passed; null: it can. */
const doubt = ({ draft, reading }: JudgeInput, due: number): string | null => {
  if (draft.uncertain || draft.visit?.uncertain || draft.maybeLogged)
    return 'the clock of a device was not sure, so what belongs to this session cannot be known'
  const gap = reading.gaps.find((g) => g.fromMs <= due && g.toMs >= draft.grantedAt)
  return gap ? `events between ${iso(gap.fromMs)} and ${iso(gap.toMs)} are lost` : null
}

/** A session whose door was not opened (T3, or T14 where nobody knows). */
const judgeWithoutEntry = (input: JudgeInput): Judgement => {
  const { draft, reading, times, nowMs } = input
  const deadline = draft.lastGrantAt + times.doorWait
  if (draft.intakes + draft.attestations > 0 && nowMs >= deadline)
    return closed('logged', deadline, `${count(draft.intakes, 'package')} logged, though the door showed no opening`)
  if (nowMs < deadline) return wait('granted', deadline, 'The code was accepted; the door has not opened yet')
  const missing = missingAt(deadline, reading.watermarks, { controller: true, kiosk: false }, times, nowMs)
  if (!missing) {
    const unsure = doubt(input, deadline)
    if (unsure) return closed('unverified', deadline, `No entry was seen, but ${unsure}`)
    return closed('no_entry', deadline, `The door did not open within ${times.doorWait / 1000} s of the code`)
  }
  const due = deadline + times.grace
  if (nowMs < due) return wait('granted', due, `Nothing is known yet about the door: ${missing.words}`)
  if (missing.waitUntil !== null) return wait('granted', missing.waitUntil, `Waiting: ${missing.words}`)
  return closed('unverified', due, `No data: ${missing.words}`)
}

/** Where a session stands and what its verdict is, from what was counted on its draft (T7-T14). */
export const judge = (input: JudgeInput): Judgement => {
  const { draft, reading, times, hasKiosk, nowMs } = input
  if (draft.entryAt === null) return judgeWithoutEntry(input)
  const end = sessionEnd(draft, times, nowMs)
  if (end === Number.POSITIVE_INFINITY) {
    const limit = draft.entryAt + times.maxInside
    return wait('inside', Math.min(reading.visitEndsAt ?? limit, limit), 'Somebody is inside')
  }
  const due = end + times.grace
  if (nowMs < due) return wait('reconciling', due, 'Left; there is still time to log')
  if (draft.role !== 'carrier' && draft.role !== 'unknown')
    return closed('logged', due, `A visit of ${draft.role === 'resident' ? 'a resident' : 'staff'}: nothing to log`)

  const missing = missingAt(due, reading.watermarks, { controller: true, kiosk: hasKiosk }, times, nowMs)
  if (missing?.waitUntil != null) return wait('reconciling', missing.waitUntil, `Waiting: ${missing.words}`)
  if (missing) return closed('unverified', due, `No data: ${missing.words}`)
  const offered = refused(draft)
  if (draft.intakes > 0)
    return closed('logged', due, `${count(draft.intakes, 'package')} logged${offered && `; ${offered}`}`)
  if (draft.attestations > 0) return closed('logged', due, 'Attested at the kiosk that there was nothing to log')
  if (draft.role === 'unknown') return closed('unverified', due, 'The credential is not known, so nobody can be asked')
  if (input.carrierLogged) return closed('logged', due, 'The same carrier logged during the same visit')
  const unsure = offered || doubt(input, due)
  if (unsure) return closed('unverified', due, `Nothing was logged, but ${unsure}`)
  if (draft.unclear > 0)
    return closed(
      'mismatch',
      due,
      `${count(draft.unclear, 'entry')} at the kiosk while several carriers were inside, and nothing says whose`,
    )
  return closed('no_intake', due, 'Entered and logged nothing; kiosk and room controller have reported everything')
}

/** What is odd about a session, in a fixed order. */
export const anomaliesOf = (input: JudgeInput & { readonly judgement: Judgement }): Anomaly[] => {
  const { draft, reading, times, judgement, nowMs } = input
  const found: Anomaly[] = []
  const add = (kind: Anomaly['kind'], severity: Anomaly['severity'], at: number, note: string) =>
    found.push({ kind, severity, at: iso(at), note })
  const end = sessionEnd(draft, times, nowMs)
  const entryAt = draft.entryAt
  if (judgement.verdict === 'no_intake' && judgement.verdictAt !== null && entryAt !== null) {
    const rise = draft.visit?.rises.find((r) => r.at >= entryAt && r.at <= end)
    if (rise) add('no_intake', 'high', judgement.verdictAt, `Zone ${rise.z} gained ${rise.dg} g, nothing was logged`)
    else if (end - entryAt < QUICK_LOOK_MS) add('no_intake', 'low', judgement.verdictAt, 'Inside for under 15 s')
    else add('no_intake', 'medium', judgement.verdictAt, 'Entered and logged nothing')
  }
  if (entryAt !== null && draft.visit) {
    const limit = entryAt + times.maxInside
    if (end === limit && draft.visit.exitAt !== limit)
      add('dwell_outlier', 'medium', limit, `No exit within ${times.maxInside / 60_000} min of the entry`)
    if (draft.visit.overlap) add('visit_overlap', 'low', entryAt, 'Others were inside at the same time')
    for (const opening of draft.visit.openings) {
      const at = heldAt(opening, reading.watermarks, times)
      if (at !== null) add('held_open', 'medium', at, 'The door stood open')
    }
  }
  if (draft.clockOff || draft.visit?.clockOff)
    add('clock_suspect', 'medium', draft.grantedAt, 'The clock of a device was far off, though it called it synced')
  else if (draft.uncertain || draft.visit?.uncertain || draft.maybeLogged)
    add('clock_suspect', 'medium', draft.grantedAt, 'The clock of a device was not sure')
  const until = Math.min(end, nowMs) + times.grace
  for (const gap of reading.gaps)
    if (gap.fromMs <= until && gap.toMs >= draft.grantedAt)
      add('data_gap', 'medium', gap.fromMs, `Events up to ${iso(gap.toMs)} are lost`)
  if (draft.late)
    add('late_after_close', 'low', draft.grantedAt, 'Something arrived more than 72 h late; reopen by hand')
  return found
}

/**
 * When a door began to count as held open (T5), null where it does not. That needs proof: the controller's own alarm,
 * which holds from when it was raised, whatever the standard says by now; a closing that came too late; or a watermark
 * that passed without one. Never later than the fact that proves it.
 */
export const heldAt = (
  opening: RoomReading['openings'][number],
  watermarks: Watermarks,
  times: TimesMs,
): number | null => {
  const at = opening.at + times.heldAlarm
  const openUntil = opening.closedAt ?? watermarks.controller
  const provenAt = openUntil !== null && openUntil >= at ? at : null
  const { alarmAt } = opening
  return alarmAt === null || provenAt === null ? (provenAt ?? alarmAt) : Math.min(alarmAt, provenAt)
}
