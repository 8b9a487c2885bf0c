import type { PackagePart } from './change.ts'
import { emptyRoom, localDay, type StoredPropertyState, viewOf } from './state.ts'

/** Counters of packages, of one property. */
export interface PackageCounters {
  readonly inside: number
  readonly receivedToday: number
  readonly collectedToday: number
  readonly insideByRoom: Readonly<Record<string, number>>
}

/** Counts the packages of a property from the packages themselves: what the kept counters must agree with. */
export const recount = (packages: readonly PackagePart[], timeZone: string, nowMs: number): PackageCounters => {
  const today = localDay(nowMs, timeZone)
  const inside = packages.filter(({ status }) => status === 'queued' || status === 'stored')
  const insideByRoom: Record<string, number> = {}
  for (const { roomId } of inside) insideByRoom[roomId] = (insideByRoom[roomId] ?? 0) + 1
  return {
    inside: inside.length,
    receivedToday: packages.filter(({ receivedAtMs }) => localDay(receivedAtMs, timeZone) === today).length,
    collectedToday: packages.filter(
      (one) => one.collectedAtMs !== null && localDay(one.collectedAtMs, timeZone) === today,
    ).length,
    insideByRoom,
  }
}

/** Where the kept counters of a state and the packages themselves disagree; empty where they agree. */
export const disagreements = (
  state: StoredPropertyState,
  packages: readonly PackagePart[],
  nowMs: number,
): { readonly what: string; readonly kept: number; readonly counted: number }[] => {
  const counted = recount(packages, state.timeZone, nowMs)
  const { packages: kept, rooms } = viewOf(state, nowMs)
  const insideOf = new Map(rooms.map(({ roomId, packagesInside }) => [roomId as string, packagesInside]))
  const roomIds = new Set([...insideOf.keys(), ...Object.keys(counted.insideByRoom)])
  return [
    { what: 'receivedToday', kept: kept.receivedToday, counted: counted.receivedToday },
    { what: 'collectedToday', kept: kept.collectedToday, counted: counted.collectedToday },
    ...[...roomIds].map((id) => ({
      what: `inside ${id}`,
      kept: insideOf.get(id) ?? 0,
      counted: counted.insideByRoom[id] ?? 0,
    })),
  ].filter((one) => one.kept !== one.counted)
}

/** The state with its counters of packages as they were counted; everything else stays. */
export const repaired = (
  state: StoredPropertyState,
  packages: readonly PackagePart[],
  nowMs: number,
): StoredPropertyState => {
  const counted = recount(packages, state.timeZone, nowMs)
  const today = localDay(nowMs, state.timeZone)
  const at = new Date(nowMs).toISOString()
  const empty = Object.fromEntries(
    Object.keys(counted.insideByRoom)
      .filter((id) => !state.rooms[id])
      .map((id) => [id, emptyRoom('Room', 0, at)]),
  )
  const rooms = Object.entries({ ...state.rooms, ...empty }).map(([id, room]) => [
    id,
    { ...room, inside: counted.insideByRoom[id] ?? 0 },
  ])
  return {
    ...state,
    rooms: Object.fromEntries(rooms),
    days: { ...state.days, [today]: { received: counted.receivedToday, collected: counted.collectedToday } },
    asOf: at,
  }
}
