import { isDeepStrictEqual } from 'node:util'
import type { ReconcileQueue } from '../../../shared/adapters/reconcile-queue.ts'
import type { RoomWake } from '../../../shared/contracts/room-wake.ts'
import { type ReconciledRoom, reconcileRoom } from '../../../shared/domain/access-sessions/reconcile-room.ts'
import { type RoomMemory, remember } from '../../../shared/domain/access-sessions/window.ts'
import { logger } from '../../../shared/runtime/logger.ts'
import { makeAccessSessions } from '../../../shared/table/access-sessions.ts'
import { makeDeviceInbox } from '../../../shared/table/device-inbox.ts'
import { makePackages } from '../../../shared/table/packages.ts'
import type { Table } from '../../../shared/table/table.ts'
import { type LoadedRoom, makeLoadRoom } from './load-room.ts'
import { roomChanges } from './room-changes.ts'
import { makeSaveRoom } from './save-room.ts'
import type { Trigger } from './triggers.ts'

/** How often a room is read again after somebody else wrote it. */
const TRIES = 6
/** A wake-up this close is taken for the one that is just being handled: clocks differ. */
const SAME_WAKE_MS = 2_000

/**
 * Reconciles rooms: reads, judges, writes, and then does what follows. Everything is decided from the table, so that a
 * repeat of a trigger, or one that died half way, ends in the same state.
 */
export const makeReconcile = ({
  table,
  queue,
  now,
}: {
  readonly table: Table
  readonly queue: Pick<ReconcileQueue, 'wake'>
  readonly now: () => number
}) => {
  const sessions = makeAccessSessions(table)
  const inbox = makeDeviceInbox(table)
  const packages = makePackages(table)
  const load = makeLoadRoom(table)
  const save = makeSaveRoom(table)

  /** Wakes the room when something is due without any further event. Sent before it is remembered: twice is harmless. */
  const wakeUp = async (wake: RoomWake, dueMs: number | null, pendingMs: number | null, nowMs: number) => {
    const pending = pendingMs !== null && pendingMs > nowMs + SAME_WAKE_MS ? pendingMs : null
    if (dueMs === null || (pending !== null && pending <= dueMs + 1000)) return pending
    return queue.wake(wake, dueMs, nowMs)
  }

  /** Notes on packages which session they came with. */
  const attribute = async ({ portfolioId }: RoomWake, loaded: LoadedRoom, { attributions }: ReconciledRoom) => {
    const { room, events } = loaded.window
    const known = new Map(loaded.packages.map((record) => [record.id, record.sessionId]))
    const at = new Map(events.map((event) => [event.id, event.at]))
    for (const { kind, packageId, sessionId, eventId } of attributions) {
      // What lies before the judged span was weighed without everything that could claim it.
      if (kind !== 'intake' || packageId === null || sessionId === null) continue
      if ((at.get(eventId) ?? 0) < loaded.span.judgeFromMs || known.get(packageId) === sessionId) continue
      if (known.has(packageId)) await packages.attributeSession(portfolioId, room.propertyId, packageId, sessionId)
    }
  }

  /** Asks the devices to wake the room when their watermark passes what a verdict waits for. */
  const watch = async ({ portfolioId }: RoomWake, { devices }: LoadedRoom, memory: RoomMemory) => {
    for (const { thing, of, drainedMs, watchMs, isHeard } of devices) {
      const awaited = of === 'rc' ? memory.awaitsControllerMs : memory.awaitsKioskMs
      if (awaited === null || !isHeard || watchMs === awaited || (drainedMs !== null && drainedMs >= awaited)) continue
      await inbox.watch(portfolioId, thing, awaited)
    }
  }

  const once = async (wake: RoomWake, touchedFromMs: number | null): Promise<boolean> => {
    const nowMs = now()
    const loaded = await load(wake, touchedFromMs, nowMs)
    if (!loaded) return true
    const { stored, span, times, window } = loaded
    const reconciled = reconcileRoom(window)
    const changes = roomChanges(wake.portfolioId, loaded, reconciled)
    const kept = remember({
      memory: stored.memory,
      span,
      sessions: reconciled.sessions,
      roomAnomalies: reconciled.roomAnomalies,
      watermarks: window.watermarks,
      hasKiosk: window.profile.hasKiosk,
      times,
      nowMs,
    })
    const wakeAtMs = await wakeUp(wake, reconciled.nextDueAt, stored.memory.wakeAtMs, nowMs)
    const memory: RoomMemory = { ...kept, wakeAtMs }
    const isChanged = changes.sessions.length + changes.incidents.length > 0
    if (isChanged || !isDeepStrictEqual(memory, stored.memory))
      if (!(await save(wake.portfolioId, loaded, changes, memory))) return false
    await attribute(wake, loaded, reconciled)
    await watch(wake, loaded, memory)
    return true
  }

  return async (triggers: readonly [Trigger, ...Trigger[]]): Promise<void> => {
    const [{ wake }] = triggers
    const { portfolioId, roomId } = wake
    const touched: number[] = []
    for (const { touchedFromMs, pickup, sessionId } of triggers) {
      if (touchedFromMs !== null) touched.push(touchedFromMs)
      if (pickup) await sessions.recordPickup(portfolioId, roomId, pickup)
      const named = sessionId === null ? null : await sessions.get(portfolioId, sessionId)
      if (named?.roomId === roomId) touched.push(Date.parse(named.grantedAt))
    }
    const touchedFromMs = touched.length > 0 ? Math.min(...touched) : null
    for (let i = 0; i < TRIES; i++) if (await once(wake, touchedFromMs)) return
    logger.warn('a room was written by others again and again', { roomId, tries: TRIES })
    throw new Error(`room ${roomId} changed ${TRIES} times while it was reconciled`)
  }
}
