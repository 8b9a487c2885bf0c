import type { GrantHolder } from '../../contracts/access.ts'

/** How long a controller that hears nothing from us still opens to residents and staff. */
export const LONG_LEASE_MS = 72 * 3_600_000

/** How long a controller that hears nothing from us still opens to a holder; a carrier’s time is the portfolio’s choice. */
export const leaseMsFor = (holder: Pick<GrantHolder, 'kind'>, carrierLeaseMs: number): number =>
  holder.kind === 'carrier' ? carrierLeaseMs : LONG_LEASE_MS
