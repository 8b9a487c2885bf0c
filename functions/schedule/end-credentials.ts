import { grantIdOf } from '../../shared/domain/credentials/grant-id.ts'
import { instant, systemClock } from '../../shared/runtime/clock.ts'
import { environment } from '../../shared/runtime/env.ts'
import { logger } from '../../shared/runtime/logger.ts'
import { makeAccessGrants } from '../../shared/table/access-grants.ts'
import { commit } from '../../shared/table/commit.ts'
import type { EndedCredential } from '../../shared/table/credential-item.ts'
import { makeCredentials } from '../../shared/table/credentials.ts'
import { eventOf } from '../../shared/table/events.ts'
import { openTable } from '../../shared/table/table.ts'

const table = openTable(environment('TABLE_NAME').TABLE_NAME)
const credentials = makeCredentials(table)
const grants = makeAccessGrants(table)
const { now } = systemClock

/** Days that are looked at, today first: an outage of a week leaves nothing behind. */
const DAYS = 8
const DAY_MS = 86_400_000

/** Takes a credential off where its time is over; the index may still name one whose end was moved. */
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

/** Ends credentials whose time is over. Controllers refuse them by themselves; this takes them off and says so. */
export const handler = async (): Promise<void> => {
  const nowMs = now()
  for (let day = 0; day < DAYS; day++) {
    const ended = await credentials.ended(instant(nowMs - day * DAY_MS).slice(0, 10), nowMs)
    for (const credential of ended)
      try {
        await end(credential, nowMs)
      } catch (error) {
        logger.error('a credential could not be ended', {
          credentialId: credential.credentialId,
          error: error as Error,
        })
      }
  }
}
