import type { AccessSession } from '../../contracts/access-session.ts'
import type { RoomEvent } from '../../contracts/room-event.ts'
import { SessionTimes } from '../../contracts/standard.ts'
import type { RoomCredential, RoomProfile, Watermarks } from './model.ts'
import { reconcileRoom } from './reconcile-room.ts'

/** A morning to tell stories on, epoch ms. */
export const T0 = Date.UTC(2026, 9, 5, 9, 0, 0)
/** The room's controller and kiosk. */
export const RC = 'rc-01jb0000000000000000000001'
export const KS = 'ks-01jb0000000000000000000002'

const id = (prefix: string, n: number) => `${prefix}_01jb${String(n).padStart(22, '0')}`
/** Ids of the story's room, carriers and packages. */
export const ROOM = { propertyId: id('prop', 1), roomId: id('room', 1) }
export const UPS = id('car', 1)
export const FEDEX = id('car', 2)
const packageId = (n: number) => id('pkg', n)

const credential = (role: RoomCredential['role'], carrierId: string | null, n: number): RoomCredential => ({
  role,
  carrierId,
  grantId: id('grant', n),
  credentialId: id('cred', n),
})
/** Credentials by the name that the controller uses. */
export const CREDENTIALS: ReadonlyMap<string, RoomCredential> = new Map([
  ['ups', credential('carrier', UPS, 1)],
  ['fedex', credential('carrier', FEDEX, 2)],
  ['resident', credential('resident', null, 3)],
  ['staff', credential('staff', null, 4)],
])

/** A room with motion sensor and kiosk under the default standard. */
export const PROFILE: RoomProfile = { times: SessionTimes.parse({}), hasInteriorSensors: true, hasKiosk: true }

type Common = 'id' | 'thing' | 'at' | 'receivedAt' | 'tq'
type Told<E> = E extends RoomEvent ? Omit<E, Common> : never
/** An event without its envelope. */
export type Fact = Told<RoomEvent>

/** What may differ from a story's usual envelope. */
export interface Telling {
  readonly receivedAtS?: number
  readonly id?: string
  readonly thing?: string
}

/** A teller of events: seconds after T0, one sequence per device. */
export const makeStory = () => {
  const events: RoomEvent[] = []
  const seq = new Map<string, number>()
  const tell = (thing: string, atS: number, fact: Fact, told: Telling = {}): string => {
    const n = (seq.get(thing) ?? 0) + 1
    seq.set(thing, n)
    const at = T0 + atS * 1000
    const receivedAt = told.receivedAtS === undefined ? at + 300 : T0 + told.receivedAtS * 1000
    const event = { id: told.id ?? `${thing}#1#${n}`, thing, at, receivedAt, tq: 's', ...fact } as RoomEvent
    events.push(event)
    return event.id
  }
  const rc = (atS: number, fact: Fact, told?: Telling) => tell(RC, atS, fact, told)
  const ks = (atS: number, fact: Fact, told?: Telling) => tell(told?.thing ?? KS, atS, fact, told)
  return {
    events,
    rc,
    ks,
    grant: (atS: number, cr: string, told?: Telling) => rc(atS, { kind: 'access.granted', cr, via: 'keypad' }, told),
    open: (atS: number, told?: Telling) => rc(atS, { kind: 'door.state', to: 'open' }, told),
    close: (atS: number, told?: Telling) => rc(atS, { kind: 'door.state', to: 'closed' }, told),
    lock: (atS: number, to: 'locked' | 'unlocked') => rc(atS, { kind: 'lock.state', to }),
    motion: (atS: number, on: boolean) => rc(atS, { kind: 'motion', on }),
    login: (atS: number, sid: string, carrierId: string | null) => ks(atS, { kind: 'kiosk.login', sid, carrierId }),
    intake: (atS: number, n: number, more: { sid?: string; implied?: string } & Telling = {}) =>
      ks(
        atS,
        { kind: 'intake', sid: more.sid ?? null, packageId: packageId(n), impliedCarrierId: more.implied ?? null },
        more,
      ),
    attest: (atS: number, what: 'none_today' | 'returns' = 'none_today') =>
      ks(atS, { kind: 'attest', sid: null, what, carrierId: null }),
    /** The door breaks open and the controller says so, before or after the door itself; it is pulled to 40 s later. */
    forced: (atS: number, alarmFirst = false) => {
      const alarm = () => rc(atS, { kind: 'alarm.raised', code: 'forced' })
      if (alarmFirst) alarm()
      const door = rc(atS, { kind: 'door.state', to: 'open' })
      if (!alarmFirst) alarm()
      rc(atS + 40, { kind: 'door.state', to: 'closed' })
      return door
    },
    /** The kiosk offered a package and the API refused it. */
    refused: (atS: number, sid: string | null) =>
      ks(atS, { kind: 'scan', sid, impliedCarrierId: null, refused: 'label.unreadable' }),
    /** Grant, entry, exit: in at +3 s, out at `exitS`. Returns the session's id. */
    visit: (atS: number, cr: string, exitS: number) => {
      const session = rc(atS, { kind: 'access.granted', cr, via: 'keypad' })
      rc(atS, { kind: 'lock.state', to: 'unlocked' })
      rc(atS + 3, { kind: 'door.state', to: 'open' })
      rc(atS + 6, { kind: 'door.state', to: 'closed' })
      rc(atS + 7, { kind: 'lock.state', to: 'locked' })
      rc(atS + 8, { kind: 'motion', on: true })
      rc(exitS - 4, { kind: 'access.granted', cr: null, via: 'rex' })
      rc(exitS - 3, { kind: 'door.state', to: 'open' })
      rc(exitS - 2, { kind: 'motion', on: false })
      rc(exitS, { kind: 'door.state', to: 'closed' })
      return session
    },
  }
}

/** Watermarks, seconds after T0. */
export const drained = (controllerS: number | null, kioskS: number | null): Watermarks => ({
  controller: controllerS === null ? null : T0 + controllerS * 1000,
  kiosk: kioskS === null ? null : T0 + kioskS * 1000,
})

/** Reconciles a story at `nowS` seconds after T0, with everything drained up to then unless told otherwise. */
export const reconcileAt = (
  events: readonly RoomEvent[],
  nowS: number,
  more: {
    watermarks?: Watermarks
    previous?: readonly AccessSession[]
    profile?: Partial<RoomProfile>
    lock?: 'locked' | 'unlocked'
    judgeFromS?: number
  } = {},
) =>
  reconcileRoom({
    room: ROOM,
    events,
    watermarks: more.watermarks ?? drained(nowS, nowS),
    profile: { ...PROFILE, ...more.profile },
    credentials: CREDENTIALS,
    previous: more.previous ?? [],
    start: { lock: more.lock, judgeFromMs: more.judgeFromS === undefined ? undefined : T0 + more.judgeFromS * 1000 },
    nowMs: T0 + nowS * 1000,
  })
