import type { Principal } from '../../shared/contracts/principal.ts'
import type { Refusal } from '../../shared/contracts/problem.ts'
import type { Route } from '../../shared/contracts/routes/route.ts'
import { collectedData } from '../../shared/domain/packages/event-data.ts'
import type { PackageRecord, PickupMethod } from '../../shared/domain/packages/package-record.ts'
import { decidePickup, type PickupOnce } from '../../shared/domain/packages/pickup.ts'
import { makePackages } from '../../shared/table/packages.ts'
import type { Table } from '../../shared/table/table.ts'
import { changeBy } from './change.ts'

/**
 * Records a pickup that two areas know (the desk or kiosk, and the resident’s link): decides, writes package and event in
 * one, and decides again on what is there where somebody else was faster.
 */
export const collectPackage = async (
  table: Table,
  request: { readonly principal: Principal; readonly route: Route; readonly now: number },
  record: PackageRecord,
  pickup: { readonly method: PickupMethod; readonly occurredAt?: string | undefined; readonly once: PickupOnce | null },
): Promise<PackageRecord | Refusal> => {
  const { principal, now } = request
  const wanted = { ...pickup, principal: `${principal.kind}:${principal.id}`, nowMs: now }
  const decided = decidePickup(record, wanted)
  if ('refused' in decided) return decided
  if ('already' in decided) return decided.already
  const { collected } = decided
  const event = changeBy(request, 'package.collected', record.id, {
    propertyId: record.propertyId,
    occurredAt: new Date(collected.collected?.atMs ?? now).toISOString(),
    data: collectedData(collected),
  })
  const stored = await makePackages(table).collect(principal.portfolioId, collected, event)
  const again = decidePickup(stored, wanted)
  if ('refused' in again) return again
  return 'already' in again ? again.already : stored
}
