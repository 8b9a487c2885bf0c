import { makeReconcile } from '../../functions/events/reconcile/reconcile.ts'
import type { Trigger } from '../../functions/events/reconcile/triggers.ts'
import type { DomainEvent } from '../../shared/contracts/domain-event.ts'
import type { PortfolioId } from '../../shared/contracts/ids.ts'
import type { RoomEvent } from '../../shared/contracts/room-event.ts'
import { CREDENTIALS, KS, RC, ROOM, T0 } from '../../shared/domain/access-sessions/room-story.fixture.ts'
import { packageIdIn } from '../../shared/domain/packages/package-id.ts'
import { idFrom } from '../../shared/runtime/ids.ts'
import { makeAccessGrants } from '../../shared/table/access-grants.ts'
import { makeAccessSessions } from '../../shared/table/access-sessions.ts'
import { commit, type Write } from '../../shared/table/commit.ts'
import { emptyInbox, makeDeviceInbox } from '../../shared/table/device-inbox.ts'
import { makeDevices } from '../../shared/table/devices.ts'
import { makeIncidents } from '../../shared/table/incidents.ts'
import { packageItem } from '../../shared/table/package-item.ts'
import { makePackages } from '../../shared/table/packages.ts'
import { makeRoomEvents } from '../../shared/table/room-events.ts'
import { makeRooms } from '../../shared/table/rooms.ts'
import { makeMemoryTable } from '../fakes/memory-table.ts'

/** The portfolio of the story. */
const PF = `pf_01jb${'0'.repeat(22)}` as PortfolioId

const event = { id: 'seed' } as DomainEvent
const iso = (ms: number) => new Date(ms).toISOString()
const GRANTED: Record<string, object> = {
  carrier: { kind: 'carrier' },
  resident: { kind: 'resident', residentId: `res_01jb${'0'.repeat(22)}` },
  staff: { kind: 'staff', name: 'Sam' },
}

/** An event of the story with the credential’s id in place of its short name. */
const named = (told: RoomEvent): RoomEvent =>
  told.kind === 'access.granted' && told.cr !== null
    ? { ...told, cr: CREDENTIALS.get(told.cr)?.credentialId ?? told.cr }
    : told

/**
 * The story’s room in a table in memory: with a controller, a kiosk and the grants of its people, a clock that is set, and
 * a queue that wakes it.
 */
export const makeReconciledRoom = async (memory = makeMemoryTable()) => {
  const { table } = memory
  const wakes: number[] = []
  let nowMs = T0
  const seed = (writes: readonly Write[]) => commit(table, undefined, { status: 200 }, writes)
  const createdAt = iso(T0 - 86_400_000)
  const devices = makeDevices(table)
  const grants = makeAccessGrants(table)
  await seed([
    makeRooms(table).create(
      PF,
      {
        id: ROOM.roomId,
        propertyId: ROOM.propertyId,
        name: 'Parcels',
        zones: [],
        capacity: 60,
        interiorSensors: true,
        createdAt,
      },
      event,
    ),
    ...[RC, KS].map((thing) =>
      devices.create(
        PF,
        {
          thing,
          class: thing === RC ? 'rc' : 'ks',
          name: thing,
          propertyId: ROOM.propertyId,
          roomId: ROOM.roomId,
          points: [],
          status: 'in_service',
          reported: {},
          createdAt,
          claimedAt: createdAt,
        },
        event,
      ),
    ),
    ...[...CREDENTIALS.values()].map(({ role, carrierId, grantId }) =>
      grants.create(
        PF,
        {
          id: grantId as string,
          propertyId: ROOM.propertyId,
          roomId: ROOM.roomId,
          holder: { ...GRANTED[role], ...(carrierId ? { carrierId } : {}) } as never,
          startsAt: createdAt,
          endsAt: iso(T0 + 90 * 86_400_000),
          window: null,
          thing: RC,
          selector: '07',
          state: 'on_device',
          failure: null,
          wantedAt: createdAt,
          createdAt,
          setAt: createdAt,
          revokedAt: null,
          removedAt: null,
        },
        event,
      ),
    ),
  ])
  const reconcile = makeReconcile({
    table,
    now: () => nowMs,
    queue: {
      wake: async (_, atMs, from) => {
        const at = Math.min(from + 900_000, from + Math.ceil((atMs - from) / 1000) * 1000)
        wakes.push(at)
        return at
      },
    },
  })
  const wake = { portfolioId: PF, ...ROOM }
  const trigger = (touchedFromMs: number | null): Trigger => ({ wake, touchedFromMs, pickup: null, sessionId: null })
  const inbox = makeDeviceInbox(table)
  const roomEvents = makeRoomEvents(table)
  const packages = makePackages(table)
  const sessions = makeAccessSessions(table)
  const incidents = makeIncidents(table)

  return {
    ...memory,
    table,
    /** Sets the clock, seconds after T0. */
    at: (seconds: number) => {
      nowMs = T0 + seconds * 1000
    },
    nowS: () => (nowMs - T0) / 1000,
    /** Keeps what the devices said, as ingest does. */
    tell: async (events: readonly RoomEvent[]) => {
      for (const told of events) {
        const [thing = '', ep, seq] = told.id.split('#')
        await roomEvents.record(PF, {
          thing,
          ep: Number(ep),
          seq: Number(seq),
          hash: told.id,
          kind: told.kind,
          atMs: told.at,
          room: { roomId: ROOM.roomId, event: named(told) },
          expiresAt: 0,
        })
      }
    },
    /** Moves watermarks, seconds after T0; null leaves one as it is. */
    drain: async (controllerS: number | null, kioskS: number | null) => {
      for (const [thing, seconds] of [
        [RC, controllerS],
        [KS, kioskS],
      ] as const) {
        if (seconds === null) continue
        const known = (await inbox.get(PF, thing)) ?? emptyInbox({ thing, ...ROOM })
        const drainedMs = T0 + seconds * 1000
        const isWoken = known.watchMs !== null && drainedMs >= known.watchMs
        await inbox.save(PF, { ...known, drainedMs, watchMs: isWoken ? null : known.watchMs })
      }
    },
    watched: async (thing: string) => (await inbox.get(PF, thing))?.watchMs ?? null,
    /** Records an intake over HTTP, seconds after T0. Answers the package’s id. */
    takeIn: async (atS: number, recordedS = atS, kioskSessionId: string | null = null): Promise<string> => {
      const id = packageIdIn(ROOM.propertyId, idFrom('package', `${atS}`, T0 + atS * 1000))
      await seed([
        {
          Put: {
            TableName: table.name,
            Item: packageItem(
              PF,
              {
                id,
                propertyId: ROOM.propertyId,
                roomId: ROOM.roomId,
                residentId: null,
                recipient: null,
                unit: null,
                carrier: null,
                trackingNumber: null,
                zone: null,
                flags: [],
                status: 'queued',
                evidenceId: null,
                labelReadingId: null,
                sessionId: null,
                kioskSessionId,
                received: { atMs: T0 + atS * 1000, recordedAtMs: T0 + recordedS * 1000, by: 'device:ks' },
                assigned: null,
                collected: null,
              },
              event,
            ),
          },
        },
      ])
      return id
    },
    packageOf: (id: string) => packages.get(PF, ROOM.propertyId, id),
    trigger,
    /** One look at the room: something new from `fromS` on, or only time that passed. */
    reconcile: (fromS: number | null = null) => reconcile([trigger(fromS === null ? null : T0 + fromS * 1000)]),
    reconcileFor: (...triggers: [Trigger, ...Trigger[]]) => reconcile(triggers),
    /** Lets time pass until nothing is due before `untilS`, waking the room when it asked for it. */
    pass: async (untilS: number) => {
      for (;;) {
        wakes.sort((a, b) => b - a)
        const next = wakes.at(-1)
        if (next === undefined || next > T0 + untilS * 1000) break
        wakes.pop()
        nowMs = Math.max(nowMs, next)
        await reconcile([trigger(null)])
      }
      nowMs = Math.max(nowMs, T0 + untilS * 1000)
    },
    wakes,
    sessions: () => sessions.since(PF, ROOM.roomId, 0),
    incidents: () => incidents.ofRoomSince(PF, ROOM.propertyId, ROOM.roomId, 0),
  }
}
