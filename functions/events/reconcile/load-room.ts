import type { AccessSession } from '../../../shared/contracts/access-session.ts'
import type { PortfolioId } from '../../../shared/contracts/ids.ts'
import { isRefusal } from '../../../shared/contracts/problem.ts'
import type { Room } from '../../../shared/contracts/property.ts'
import type { RoomEvent } from '../../../shared/contracts/room-event.ts'
import type { RoomWake } from '../../../shared/contracts/room-wake.ts'
import type { Standard } from '../../../shared/contracts/standard.ts'
import { MAX_AHEAD_MS } from '../../../shared/domain/access-sessions/event-time.ts'
import type { Watermarks, WindowStart } from '../../../shared/domain/access-sessions/model.ts'
import type { RoomWindow } from '../../../shared/domain/access-sessions/reconcile-room.ts'
import { type TimesMs, timesMs } from '../../../shared/domain/access-sessions/session-times.ts'
import { type Span, spanOf } from '../../../shared/domain/access-sessions/window.ts'
import { watermarkClass } from '../../../shared/domain/devices/room-fact.ts'
import type { PackageRecord } from '../../../shared/domain/packages/package-record.ts'
import { makeAccessGrants } from '../../../shared/table/access-grants.ts'
import { makeAccessSessions, type StoredMemory } from '../../../shared/table/access-sessions.ts'
import { makeCarriers } from '../../../shared/table/carriers.ts'
import { makeCredentials } from '../../../shared/table/credentials.ts'
import { makeDeviceInbox } from '../../../shared/table/device-inbox.ts'
import { makeDevices } from '../../../shared/table/devices.ts'
import { type IncidentRecord, makeIncidents } from '../../../shared/table/incidents.ts'
import { makePackages } from '../../../shared/table/packages.ts'
import { makePortfolios } from '../../../shared/table/portfolios.ts'
import { makeRoomEvents } from '../../../shared/table/room-events.ts'
import { makeRooms } from '../../../shared/table/rooms.ts'
import type { Table } from '../../../shared/table/table.ts'

/** A device whose watermark verdicts wait for. */
export interface WatchedDevice {
  readonly thing: string
  readonly of: 'rc' | 'ks'
  readonly drainedMs: number | null
  readonly watchMs: number | null
  /** whether it ever said anything, so that it can be asked to wake the room */
  readonly isHeard: boolean
}

/** Everything that one reconciliation of a room reads. */
export interface LoadedRoom {
  readonly stored: StoredMemory
  readonly span: Span
  readonly times: TimesMs
  readonly standard: Standard
  readonly devices: readonly WatchedDevice[]
  readonly window: RoomWindow & { readonly previous: readonly AccessSession[] }
  readonly incidents: readonly IncidentRecord[]
  readonly packages: readonly PackageRecord[]
}

const HOUR_MS = 3_600_000
/** How far back, before the window, the last word about lock and door is looked for. */
const LOOK_BACK_MS = [6 * HOUR_MS, 72 * HOUR_MS]
const PAGE = 100

/** The slowest of some devices says what has surely arrived; null while one of them has never said so. */
const slowest = (devices: readonly WatchedDevice[], of: WatchedDevice['of']): number | null => {
  const marks = devices.filter((device) => device.of === of).map(({ drainedMs }) => drainedMs)
  const known = marks.filter((mark) => mark !== null)
  return marks.length > 0 && known.length === marks.length ? Math.min(...known) : null
}

/** Reads a room as its table says it is now. */
export const makeLoadRoom = (table: Table) => {
  const sessions = makeAccessSessions(table)
  const events = makeRoomEvents(table)
  const rooms = makeRooms(table)
  const portfolios = makePortfolios(table)
  const devices = makeDevices(table)
  const inboxes = makeDeviceInbox(table)
  const credentials = makeCredentials(table)
  const packages = makePackages(table)
  const carriers = makeCarriers(table)
  const grants = makeAccessGrants(table)
  const incidents = makeIncidents(table)

  const devicesOf = async (portfolioId: PortfolioId, propertyId: string, roomId: string): Promise<WatchedDevice[]> => {
    const [all, set] = await Promise.all([
      devices.ofRoom(portfolioId, propertyId, roomId),
      credentials.set(portfolioId, roomId),
    ])
    const watched = all.flatMap(({ thing, status }) => {
      const of = watermarkClass(thing)
      if (!of || (status !== 'claimed' && status !== 'in_service')) return []
      // A room has one controller, the one that holds its codes; any other knows nothing of who came in.
      if (of === 'rc' && set && set.thing !== thing) return []
      return [{ thing: String(thing), of }]
    })
    const heard = await inboxes.many(
      portfolioId,
      watched.map(({ thing }) => thing),
    )
    return watched.map(({ thing, of }) => {
      const inbox = heard.get(thing)
      const { drainedMs = null, watchMs = null } = inbox ?? {}
      return { thing, of, drainedMs, watchMs, isHeard: inbox !== undefined }
    })
  }

  const packagesOf = async (portfolioId: PortfolioId, room: Room, fromMs: number): Promise<PackageRecord[]> => {
    const found: PackageRecord[] = []
    let cursor: string | undefined
    do {
      const filter = { roomId: room.id, receivedFromMs: fromMs }
      const page = await packages.list(portfolioId, room.propertyId, filter, { limit: PAGE, cursor })
      if (isRefusal(page)) throw new Error(page.detail)
      found.push(...page.items)
      cursor = page.cursor
    } while (cursor)
    return found
  }

  /** What was recorded over HTTP, as facts of the room. */
  const intakesOf = async (portfolioId: PortfolioId, received: readonly PackageRecord[]): Promise<RoomEvent[]> => {
    if (received.length === 0) return []
    const { items } = await carriers.list(portfolioId, { limit: PAGE })
    const byCode = new Map(items.map(({ code, id }) => [code, id]))
    return received.map(({ id, received: step, kioskSessionId, carrier }) => ({
      id: `package:${id}`,
      thing: 'api',
      at: step.atMs,
      receivedAt: step.recordedAtMs,
      tq: 's',
      kind: 'intake',
      sid: kioskSessionId,
      packageId: id,
      impliedCarrierId: (carrier && byCode.get(carrier)) ?? null,
    }))
  }

  /** Lock and door as they stood before the window, where the window itself does not say so before anything is judged. */
  const startOf = async (
    portfolioId: PortfolioId,
    roomId: string,
    { loadFromMs, judgeFromMs }: Span,
    loaded: readonly RoomEvent[],
  ): Promise<WindowStart> => {
    const isKnown = (kind: RoomEvent['kind']) => loaded.some((e) => e.kind === kind && e.at < judgeFromMs)
    if (isKnown('lock.state') && isKnown('door.state')) return { judgeFromMs }
    let before: RoomEvent[] = []
    for (const span of LOOK_BACK_MS) {
      before = await events.window(portfolioId, roomId, loadFromMs - span, loadFromMs - 1)
      if (before.some(({ kind }) => kind === 'lock.state') && before.some(({ kind }) => kind === 'door.state')) break
    }
    const lock = before.findLast((event) => event.kind === 'lock.state')
    const door = before.findLast((event) => event.kind === 'door.state')
    return { judgeFromMs, ...(lock ? { lock: lock.to } : {}), ...(door ? { door: door.to } : {}) }
  }

  const credentialsOf = (portfolioId: PortfolioId, roomId: string, loaded: readonly RoomEvent[]) =>
    grants.holders(
      portfolioId,
      roomId,
      loaded.flatMap((event) => (event.kind === 'access.granted' && event.cr !== null ? [event.cr] : [])),
    )

  /**
   * The room with everything that must be judged: from `touchedFromMs` on (earliest event time of the new facts; null where
   * only time passed), and whatever is not over or has waited. Null where the portfolio has no such room.
   */
  return async (wake: RoomWake, touchedFromMs: number | null, nowMs: number): Promise<LoadedRoom | null> => {
    const { portfolioId, roomId } = wake
    const [room, stored, standard] = await Promise.all([
      rooms.get(portfolioId, roomId),
      sessions.memory(portfolioId, roomId),
      portfolios.standard(portfolioId),
    ])
    if (!room) return null
    const watched = await devicesOf(portfolioId, room.propertyId, roomId)
    const watermarks: Watermarks = { controller: slowest(watched, 'rc'), kiosk: slowest(watched, 'ks') }
    const times = timesMs(standard.session)
    const span = spanOf({ memory: stored.memory, touchedFromMs, watermarks, times, nowMs })
    const { loadFromMs, judgeFromMs } = span
    const [facts, received, pickups, previous, known] = await Promise.all([
      events.window(portfolioId, roomId, loadFromMs, nowMs + MAX_AHEAD_MS),
      packagesOf(portfolioId, room, loadFromMs),
      sessions.pickupsSince(portfolioId, roomId, loadFromMs),
      sessions.since(portfolioId, roomId, judgeFromMs),
      incidents.ofRoomSince(portfolioId, room.propertyId, roomId, loadFromMs),
    ])
    const [intakes, start, holders] = await Promise.all([
      intakesOf(portfolioId, received),
      startOf(portfolioId, roomId, span, facts),
      credentialsOf(portfolioId, roomId, facts),
    ])
    return {
      stored,
      span,
      times,
      standard,
      devices: watched,
      incidents: known,
      packages: received,
      window: {
        room: { propertyId: room.propertyId, roomId },
        events: [...facts, ...intakes, ...pickups],
        watermarks,
        profile: {
          times: standard.session,
          hasInteriorSensors: room.interiorSensors,
          hasKiosk: watched.some(({ of }) => of === 'ks'),
        },
        credentials: holders,
        previous,
        start,
        nowMs,
      },
    }
  }
}
