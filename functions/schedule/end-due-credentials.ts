import { grantIdOf } from '../../shared/domain/credentials/grant-id.ts'
import { instant } from '../../shared/runtime/clock.ts'
import { oneByOne } from '../../shared/runtime/one-by-one.ts'
import { makeAccessGrants } from '../../shared/table/access-grants.ts'
import { commit } from '../../shared/table/commit.ts'
import type { EndedCredential } from '../../shared/table/credential-item.ts'
import { makeCredentials } from '../../shared/table/credentials.ts'
import { eventOf } from '../../shared/table/events.ts'
import type { Table } from '../../shared/table/table.ts'

/** Days that are looked at, today first: an outage of a week leaves nothing behind. */
const DAYS = 8
const DAY_MS = 86_400_000

/**
 * Takes credentials off whose time is over. Throws when all were tried, where one of them could not be ended: the next run
 * tries it again.
 */
export const makeEndDueCredentials = ({ table, now }: { readonly table: Table; readonly now: () => number }) => {
  const credentials = makeCredentials(table)
  const grants = makeAccessGrants(table)

  /** The index may still name a credential whose end was moved. */
  const end = async ({ portfolioId, roomId, key, credentialId }: EndedCredential, nowMs: number): Promise<void> => {
    const found = await credentials.get(portfolioId, roomId, key)
    if (found?.credentialId !== credentialId || found.endsAtMs > nowMs) return
    const id = grantIdOf(credentialId)
    const grant = await grants.ofRoom(portfolioId, roomId, id)
    const at = instant(nowMs)
    const event = eventOf({
      type: 'access_grant.changed',
      portfolioId,
      propertyId: grant?.propertyId ?? null,
      resource: id,
      principal: 'system:end-credentials',
      operationId: 'endCredentials',
      occurredAt: instant(found.endsAtMs),
      recordedAt: at,
      data: { roomId, state: 'expired' },
    })
    await commit(table, undefined, { status: 200 }, [
      ...credentials.remove(portfolioId, roomId, { key, credentialId }, 'expired'),
      grants.change(portfolioId, roomId, id, {
        from: ['pending', 'on_device', 'revoking'],
        set: { state: 'revoking', wantedAt: at },
        event,
      }),
    ])
  }

  async function* due(nowMs: number) {
    for (let day = 0; day < DAYS; day++)
      yield* await credentials.ended(instant(nowMs - day * DAY_MS).slice(0, 10), nowMs)
  }

  return async (): Promise<void> => {
    const nowMs = now()
    await oneByOne(due(nowMs), (credential) => end(credential, nowMs))
  }
}
