import type * as z from 'zod'
import type { AccessGrant } from '../../../shared/contracts/access.ts'
import { durationMs, type PortfolioId } from '../../../shared/contracts/ids.ts'
import type { Standard } from '../../../shared/contracts/standard.ts'
import { credentialIdOf } from '../../../shared/domain/credentials/grant-id.ts'
import { grantView } from '../../../shared/domain/credentials/grant-state.ts'
import { leaseMsFor } from '../../../shared/domain/credentials/lease.ts'
import { isOnline } from '../../../shared/domain/devices/online.ts'
import { remembered } from '../../../shared/runtime/remembered.ts'
import type { GrantRecord } from '../../../shared/table/access-grants.ts'
import { makeDeviceInbox } from '../../../shared/table/device-inbox.ts'
import { makePortfolios } from '../../../shared/table/portfolios.ts'
import type { Table } from '../../../shared/table/table.ts'

const STANDARD_TTL_MS = 60_000
const HEARTBEAT_MS = 60_000

const ms = (instant: string | null) => (instant === null ? null : Date.parse(instant))

/** Grants as the API shows them: the stored ones, with what their controllers and the standard make of them now. */
export const makeShowGrants = ({ now }: { readonly now: () => number }) => {
  const standards = remembered<Standard>({ ttlMs: STANDARD_TTL_MS, now })
  const standardOf = (table: Table, portfolioId: PortfolioId) =>
    standards(portfolioId, () => makePortfolios(table).standard(portfolioId))

  const show = async (
    table: Table,
    portfolioId: PortfolioId,
    records: readonly GrantRecord[],
  ): Promise<z.infer<typeof AccessGrant>[]> => {
    const [standard, inboxes] = await Promise.all([
      standardOf(table, portfolioId),
      makeDeviceInbox(table).many(portfolioId, [...new Set(records.map(({ thing }) => thing))]),
    ])
    const times = {
      nowMs: now(),
      placeWithinMs: durationMs(standard.credentials.placeWithin),
    }
    const carrierLeaseMs = durationMs(standard.credentials.carrierLease)
    return records.map((record) => {
      const { state, failure, wantedAt, ...shown } = record
      const lastHeardMs = inboxes.get(record.thing)?.lastHeardMs ?? null
      const facts = {
        state,
        failure,
        startsAtMs: Date.parse(record.startsAt),
        endsAtMs: Date.parse(record.endsAt),
        wantedAtMs: Date.parse(wantedAt),
        removedAtMs: ms(record.removedAt),
      }
      const leaseMs = leaseMsFor(record.holder, carrierLeaseMs)
      const controller = { online: isOnline(lastHeardMs, HEARTBEAT_MS, times.nowMs), lastHeardMs }
      return {
        ...shown,
        credentialId: credentialIdOf(record.id),
        ...grantView(facts, controller, { ...times, leaseMs }),
      }
    })
  }

  return {
    /** The portfolio’s standard, remembered for a minute. */
    standardOf,
    /** Several grants. */
    show,
    /** One grant. */
    showOne: async (table: Table, portfolioId: PortfolioId, record: GrantRecord) => {
      const [shown] = await show(table, portfolioId, [record])
      if (!shown) throw new Error('one grant gives one view')
      return shown
    },
  }
}

/** See {@link makeShowGrants}. */
export type ShowGrants = ReturnType<typeof makeShowGrants>
