import type { PortfolioId } from '../../../shared/contracts/ids.ts'
import type { Property } from '../../../shared/contracts/property.ts'
import type { Resident } from '../../../shared/contracts/resident.ts'
import { grantIdOf } from '../../../shared/domain/credentials/grant-id.ts'
import { livesThereUntilMs } from '../../../shared/domain/packages/residency.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import { makeAccessGrants } from '../../../shared/table/access-grants.ts'
import type { Write } from '../../../shared/table/commit.ts'
import { residentKey } from '../../../shared/table/credential-item.ts'
import { makeCredentials } from '../../../shared/table/credentials.ts'
import { makeRooms } from '../../../shared/table/rooms.ts'
import type { Table } from '../../../shared/table/table.ts'
import { changeBy } from '../../middleware/change.ts'

/** Rooms of a property that are looked into; one has a handful. */
const ROOMS = 100

/**
 * The writes that let a resident’s live codes end when they move out, at the earliest now; none for who stays. Their events
 * bring the change onto the controllers.
 */
export const endCodes = async (
  table: Table,
  by: Parameters<typeof changeBy>[0],
  property: Pick<Property, 'id' | 'timeZone'>,
  resident: Pick<Resident, 'id' | 'moveOut'>,
): Promise<Write[]> => {
  if (resident.moveOut === null) return []
  const portfolioId: PortfolioId = by.principal.portfolioId
  const endsAtMs = Math.max(by.now, livesThereUntilMs(resident, property.timeZone))
  const credentials = makeCredentials(table)
  const rooms = await makeRooms(table).list(portfolioId, property.id, { limit: ROOMS })
  const writes = rooms.items.map(async ({ id: roomId }) => {
    const code = await credentials.get(portfolioId, roomId, residentKey(resident.id))
    if (!code || code.endsAtMs <= endsAtMs) return []
    const grantId = grantIdOf(code.credentialId)
    const data = { roomId, holder: 'resident', residentId: resident.id }
    return [
      ...credentials.moveEnd(portfolioId, roomId, code, endsAtMs),
      makeAccessGrants(table).change(portfolioId, roomId, grantId, {
        from: ['pending', 'on_device'],
        set: { endsAt: instant(endsAtMs) },
        event: changeBy(by, 'access_grant.changed', grantId, { propertyId: property.id, data }),
      }),
    ]
  })
  return (await Promise.all(writes)).flat()
}
