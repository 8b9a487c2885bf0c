import type * as z from 'zod'
import type { PickupPage } from '../../contracts/package.ts'
import { isInRoom, type PackageRecord } from './package-record.ts'

/** How long a collected package stays on the resident’s page. */
const SHOWN_MS = 48 * 3_600_000
const TAIL = 4

/** Packages of a resident in one property that their page shows: those in the room, and those collected in the last 48 h. */
export const packagesShown = (
  records: readonly PackageRecord[],
  propertyId: string,
  nowMs: number,
): readonly PackageRecord[] =>
  records.filter(
    (record) =>
      record.propertyId === propertyId &&
      (isInRoom(record) || (record.collected !== null && record.collected.atMs > nowMs - SHOWN_MS)),
  )

/** The room that the page is about: that of the newest package that waits, else of the newest one; null without packages. */
export const roomShown = (shown: readonly PackageRecord[]): string | null =>
  (shown.find(isInRoom) ?? shown[0])?.roomId ?? null

/** A package on the page. The number is cut to its tail: the page may be read over a shoulder. */
export const shownOnPage = (
  record: PackageRecord,
  photoUrl: string | null,
): z.infer<typeof PickupPage>['packages'][number] => ({
  id: record.id,
  carrier: record.carrier,
  trackingTail: record.trackingNumber?.slice(-TAIL) ?? null,
  zone: record.zone,
  status: record.status,
  receivedAt: new Date(record.received.atMs).toISOString(),
  collectedAt: record.collected ? new Date(record.collected.atMs).toISOString() : null,
  photoUrl,
})
