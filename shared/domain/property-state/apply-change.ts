import type { Change, DevicePart, HeardPart, PackagePart, SessionPart } from './change.ts'
import { emptyRoom, localDay, type RoomPart, type StoredPropertyState } from './state.ts'

/** Days that are kept: today, the two before, and one more because clocks differ. */
const DAYS = 4
/** How often a device says that it lives, until it told how often. */
const BEAT_MS = 60_000
/** Part of a beat after which a device that was merely heard again is worth a new state. */
const WORTH_BEATS = 0.8

/** Whether a sequence number comes after another: they are decimal numbers too long to be numbers. */
export const isLater = (a: string, b: string): boolean => {
  const [x, y] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')]
  return x.length === y.length ? x > y : x.length > y.length
}

const isInside = (part: PackagePart | null): number => (part?.status === 'queued' || part?.status === 'stored' ? 1 : 0)

/**
 * The state after a change; the same state where the change was applied before. `known` names rooms that the state has
 * not seen yet, by id.
 */
export const applyChange = (
  state: StoredPropertyState,
  change: Change,
  known: ReadonlyMap<string, { readonly name: string; readonly capacity: number }> = new Map(),
): StoredPropertyState => {
  const last = state.applied[change.source]
  if (last !== undefined && !isLater(change.sequence, last)) return state
  const next = follow(state, change, known)
  return { ...next, applied: { ...next.applied, [change.source]: change.sequence }, asOf: change.at }
}

type Known = ReadonlyMap<string, { readonly name: string; readonly capacity: number }>

const follow = (state: StoredPropertyState, change: Change, known: Known): StoredPropertyState => {
  const inRoom = (to: StoredPropertyState, roomId: string, edit: (room: RoomPart) => RoomPart): StoredPropertyState => {
    const facts = known.get(roomId)
    const room = to.rooms[roomId] ?? emptyRoom(facts?.name ?? 'Room', facts?.capacity ?? 0, change.at)
    return { ...to, rooms: { ...to.rooms, [roomId]: { ...edit(room), updatedAt: change.at } } }
  }
  switch (change.kind) {
    case 'package': {
      const { before, after } = change
      let next = state
      if (before && isInside(before)) next = inRoom(next, before.roomId, (r) => ({ ...r, inside: r.inside - 1 }))
      if (after && isInside(after)) next = inRoom(next, after.roomId, (r) => ({ ...r, inside: r.inside + 1 }))
      if (!before && after) next = count(next, 'received', after.receivedAtMs)
      if (after && after.collectedAtMs !== null && (before?.collectedAtMs ?? null) === null)
        next = count(next, 'collected', after.collectedAtMs)
      return next
    }
    case 'incident': {
      const { before, after } = change
      let next = state
      if (before && before.status !== 'resolved')
        next = inRoom(next, before.roomId, (r) => ({ ...r, incidents: r.incidents - 1 }))
      if (after && after.status !== 'resolved')
        next = inRoom(next, after.roomId, (r) => ({ ...r, incidents: r.incidents + 1 }))
      return next
    }
    case 'room':
      return inRoom(state, change.after.id, (r) => ({ ...r, name: change.after.name, capacity: change.after.capacity }))
    case 'device':
      return inRoom(without(state, change.after), change.after.roomId, (r) => withDevice(r, change.after))
    case 'heard':
      return isHeardLater(state, change.after)
        ? inRoom(state, change.after.roomId, (r) => withHeard(r, change.after))
        : state
    case 'session':
      return isLastVisit(state, change.after)
        ? inRoom(state, change.after.roomId, (r) => withVisit(r, change.after))
        : state
  }
}

/** Counts a package on its local day; days that are not among the newest are let go. */
const count = (state: StoredPropertyState, what: 'received' | 'collected', at: number): StoredPropertyState => {
  const day = localDay(at, state.timeZone)
  const before = state.days[day] ?? { received: 0, collected: 0 }
  const days = { ...state.days, [day]: { ...before, [what]: before[what] + 1 } }
  const newest = Object.keys(days).sort().slice(-DAYS)
  return { ...state, days: Object.fromEntries(newest.map((kept) => [kept, days[kept] ?? before])) }
}

/** A device stands in one room only. */
const without = (state: StoredPropertyState, { thing, roomId }: DevicePart): StoredPropertyState => {
  const moved = Object.entries(state.rooms).filter(([id, room]) => id !== roomId && thing in room.devices)
  const rooms = Object.fromEntries(
    moved.map(([id, room]) => [
      id,
      { ...room, devices: Object.fromEntries(Object.entries(room.devices).filter(([t]) => t !== thing)) },
    ]),
  )
  return { ...state, rooms: { ...state.rooms, ...rooms } }
}

const withDevice = (room: RoomPart, device: DevicePart): RoomPart => {
  const { [device.thing]: known, ...others } = room.devices
  if (device.status === 'retired') return { ...room, devices: others }
  const beatMs = device.beatMs ?? known?.beatMs ?? BEAT_MS
  return {
    ...room,
    devices: { ...others, [device.thing]: { name: device.name, beatMs, heardMs: known?.heardMs ?? null } },
    door: device.door ?? room.door,
    lock: device.lock ?? room.lock,
  }
}

const isHeardLater = (state: StoredPropertyState, { roomId, thing, heardMs }: HeardPart): boolean =>
  heardMs > (state.rooms[roomId]?.devices[thing]?.heardMs ?? -1)

const withHeard = (room: RoomPart, { thing, heardMs }: HeardPart): RoomPart => {
  const known = room.devices[thing] ?? { name: thing, beatMs: BEAT_MS }
  return { ...room, devices: { ...room.devices, [thing]: { ...known, heardMs } } }
}

const isLastVisit = (state: StoredPropertyState, session: SessionPart): boolean => {
  if (session.role === 'resident' || !session.entryAt) return false
  const last = state.rooms[session.roomId]?.lastVisit
  return !last || last.sessionId === session.id || Date.parse(session.entryAt) > Date.parse(last.at)
}

const withVisit = (room: RoomPart, { id, who, entryAt, verdict, verdictReason }: SessionPart): RoomPart => ({
  ...room,
  lastVisit: entryAt ? { sessionId: id, who, at: entryAt, verdict, reason: verdictReason } : room.lastVisit,
})

/** Whether a new state is worth writing: not where a device was only heard again a moment later. */
export const isWorthWriting = (before: StoredPropertyState, after: StoredPropertyState): boolean =>
  said(before) !== said(after) || wasHeard(before, after)

/** What the state says, apart from when devices were heard and how far it has followed. */
const said = ({ days, rooms }: StoredPropertyState): string =>
  JSON.stringify([
    days,
    Object.entries(rooms).map(([id, { devices, updatedAt: _, ...room }]) => [
      id,
      room,
      Object.entries(devices).map(([thing, { name, beatMs }]) => [thing, name, beatMs]),
    ]),
  ])

const wasHeard = (before: StoredPropertyState, after: StoredPropertyState): boolean =>
  Object.entries(after.rooms).some(([id, room]) =>
    Object.entries(room.devices).some(([thing, { heardMs, beatMs }]) => {
      const earlier = before.rooms[id]?.devices[thing]?.heardMs ?? null
      return heardMs !== null && (earlier === null || heardMs - earlier >= WORTH_BEATS * beatMs)
    }),
  )
