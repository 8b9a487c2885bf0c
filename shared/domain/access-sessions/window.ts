import type { AccessSession } from '../../contracts/access-session.ts'
import type { Watermarks } from './model.ts'
import type { RoomAnomaly } from './reconcile-room.ts'
import type { TimesMs } from './session-times.ts'

/** What a room remembers between two reconciliations, so that each looks only as far back as it must. Epoch ms. */
export interface RoomMemory {
  /** from here on something is not over: a session without a verdict, a door that is held open */
  readonly unfinishedFromMs: number | null
  /** grant of the earliest session that is unverified because a watermark is missing */
  readonly awaitsFromMs: number | null
  /** the earliest instants that the watermarks must pass for such a session */
  readonly awaitsControllerMs: number | null
  readonly awaitsKioskMs: number | null
  /** a delayed message was sent that wakes the room at this instant */
  readonly wakeAtMs: number | null
}

/** The memory of a room that was never reconciled. */
export const NO_MEMORY: RoomMemory = {
  unfinishedFromMs: null,
  awaitsFromMs: null,
  awaitsControllerMs: null,
  awaitsKioskMs: null,
  wakeAtMs: null,
}

/** Sessions and doors from `judgeFromMs` on are judged; events are needed from `loadFromMs` on. Epoch ms. */
export interface Span {
  readonly judgeFromMs: number
  readonly loadFromMs: number
}

/** How far apart a session's grant and a fact that touches it may lie. */
const reach = (times: TimesMs) =>
  times.before + times.mergeWithin + times.doorWait + Math.max(times.maxInside, times.heldAlarm) + times.grace

/** A device keeps what it could not send for this long; what is told of older times is not looked for. */
const KEPT_BY_DEVICES_MS = 30 * 86_400_000

/** Before this instant nothing is judged again by itself: a fact that comes still later must touch it (T19). */
const oldest = (times: TimesMs, nowMs: number) => nowMs - times.lateWithin - reach(times)

const passed = (mark: number | null, awaited: number | null) => mark !== null && awaited !== null && mark >= awaited

/**
 * How far back to look: to whatever the new facts may touch (`touchedFromMs`, their earliest event time; null: only time
 * passed), be they weeks late; to what is not over, and, once a watermark has passed what it was awaited for, to the sessions that waited.
 */
export const spanOf = (input: {
  readonly memory: RoomMemory
  readonly touchedFromMs: number | null
  readonly watermarks: Watermarks
  readonly times: TimesMs
  readonly nowMs: number
}): Span => {
  const { memory, watermarks, times, nowMs } = input
  const touchedMs = Math.max(nowMs - KEPT_BY_DEVICES_MS, Math.min(input.touchedFromMs ?? nowMs, nowMs))
  const from: number[] = []
  if (memory.unfinishedFromMs !== null) from.push(memory.unfinishedFromMs)
  if (
    memory.awaitsFromMs !== null &&
    (passed(watermarks.controller, memory.awaitsControllerMs) || passed(watermarks.kiosk, memory.awaitsKioskMs))
  )
    from.push(memory.awaitsFromMs)
  const judgeFromMs = Math.min(touchedMs - reach(times), Math.max(oldest(times, nowMs), Math.min(...from)))
  return { judgeFromMs, loadFromMs: judgeFromMs - reach(times) }
}

const least = (...values: (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Math.min(...known)
}

/** Until when the watermarks must have come for a session's verdict; null where it does not hang on them. */
const awaitedAt = (session: AccessSession, times: TimesMs): number | null => {
  if (session.verdict === 'unverified' && session.verdictAt !== null) return Date.parse(session.verdictAt)
  if (session.verdict !== null || session.state === 'inside') return null
  if (session.entryAt === null) return Date.parse(session.grantedAt) + times.doorWait
  const end = session.exitAt === null ? Date.parse(session.entryAt) + times.maxInside : Date.parse(session.exitAt)
  return end + times.grace
}

/** What the room remembers after a reconciliation, but for `wakeAtMs`, which follows from the message that was sent. */
export const remember = (input: {
  readonly memory: RoomMemory
  readonly span: Span
  readonly sessions: readonly AccessSession[]
  readonly roomAnomalies: readonly RoomAnomaly[]
  readonly watermarks: Watermarks
  readonly hasKiosk: boolean
  readonly times: TimesMs
  readonly nowMs: number
}): Omit<RoomMemory, 'wakeAtMs'> => {
  const { memory, span, watermarks, times } = input
  let unfinishedFromMs: number | null = null
  let awaitsFromMs: number | null = null
  let awaitsControllerMs: number | null = null
  let awaitsKioskMs: number | null = null
  for (const session of input.sessions) {
    const grantedMs = Date.parse(session.grantedAt)
    if (session.verdict === null || session.dueAt !== null) unfinishedFromMs = least(unfinishedFromMs, grantedMs)
    const due = awaitedAt(session, times)
    if (due === null) continue
    const lacksController = watermarks.controller === null || watermarks.controller < due
    const lacksKiosk =
      input.hasKiosk && session.entryAt !== null && (watermarks.kiosk === null || watermarks.kiosk < due)
    if (lacksController) awaitsControllerMs = least(awaitsControllerMs, due)
    if (lacksKiosk) awaitsKioskMs = least(awaitsKioskMs, due)
    if (lacksController || lacksKiosk) awaitsFromMs = least(awaitsFromMs, grantedMs)
  }
  for (const anomaly of input.roomAnomalies)
    if (anomaly.kind === 'held_open' && anomaly.endedAt === null)
      unfinishedFromMs = least(unfinishedFromMs, Date.parse(anomaly.since))
  // What waits outside this span was not looked at: it goes on waiting, until it is too old to be judged at all.
  if (
    memory.awaitsFromMs !== null &&
    memory.awaitsFromMs < span.judgeFromMs &&
    memory.awaitsFromMs >= oldest(times, input.nowMs)
  ) {
    awaitsFromMs = least(awaitsFromMs, memory.awaitsFromMs)
    awaitsControllerMs = least(awaitsControllerMs, memory.awaitsControllerMs)
    awaitsKioskMs = least(awaitsKioskMs, memory.awaitsKioskMs)
  }
  return { unfinishedFromMs, awaitsFromMs, awaitsControllerMs, awaitsKioskMs }
}
