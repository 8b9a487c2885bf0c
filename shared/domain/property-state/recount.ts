import type { PackagePart } from './change.ts'
import { localDay } from './state.ts'

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
