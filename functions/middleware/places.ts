import type { PortfolioId } from '../../shared/contracts/ids.ts'
import { mayAccessProperty, type Principal } from '../../shared/contracts/principal.ts'
import type { Property, Room } from '../../shared/contracts/property.ts'
import { propertiesOf } from '../../shared/domain/packages/package-id.ts'
import { remembered } from '../../shared/runtime/remembered.ts'
import { oncePerTable } from '../../shared/table/once-per-table.ts'
import { makeProperties } from '../../shared/table/properties.ts'
import { makeRooms } from '../../shared/table/rooms.ts'
import type { Table } from '../../shared/table/table.ts'

const propertiesIn = oncePerTable(makeProperties)
const roomsOf = oncePerTable(makeRooms)

const TTL_MS = 300_000
/** Ids of properties never change, and one that is not known is asked for again, so this may be long. */
const IDS_TTL_MS = 300_000

/** A room and the property that it is in. */
export interface Place {
  readonly room: Room
  readonly property: Property
}

/**
 * Rooms and properties as the hot paths need them: remembered for five minutes in this process, so that a delivery does not pay
 * for reading what hardly ever changes.
 */
export const makePlaces = ({
  table,
  now,
}: {
  readonly table: (portfolioId: PortfolioId) => Promise<Table>
  readonly now: () => number
}) => {
  const rooms = remembered<Room | null>({ ttlMs: TTL_MS, now })
  const properties = remembered<Property | null>({ ttlMs: TTL_MS, now })
  const ids = remembered<string[]>({ ttlMs: IDS_TTL_MS, now })

  const property = (portfolioId: PortfolioId, propertyId: string) =>
    properties(`${portfolioId}|${propertyId}`, async () =>
      propertiesIn(await table(portfolioId)).get(portfolioId, propertyId),
    )

  const place = async (portfolioId: PortfolioId, roomId: string): Promise<Place | null> => {
    const room = await rooms(`${portfolioId}|${roomId}`, async () =>
      roomsOf(await table(portfolioId)).get(portfolioId, roomId),
    )
    const found = room && (await property(portfolioId, room.propertyId))
    return found ? { room, property: found } : null
  }

  const allIds = async (portfolioId: PortfolioId): Promise<string[]> => {
    const repository = propertiesIn(await table(portfolioId))
    const found: string[] = []
    let cursor: string | undefined
    do {
      const page = await repository.list(portfolioId, { limit: 100, cursor })
      found.push(...page.items.map(({ id }) => id))
      cursor = 'cursor' in page ? page.cursor : undefined
    } while (cursor)
    return found
  }

  return {
    /** One property, or null. */
    property,
    /** A room and its property, or null. */
    place,
    /** The room where the principal may work, with its property; null where it is not there or not theirs. A kiosk has one. */
    roomFor: async (principal: Principal, roomId: string): Promise<Place | null> => {
      if (principal.kind === 'device' && principal.subject.roomId !== roomId) return null
      const found = await place(principal.portfolioId, roomId)
      return found && mayAccessProperty(principal, found.property.id) ? found : null
    },
    /** The properties, among those that the principal may see, which a package may be in by its id. */
    propertiesOfPackage: async (principal: Principal, packageId: string): Promise<readonly string[]> => {
      if (principal.propertyIds) return propertiesOf(packageId, principal.propertyIds)
      const { portfolioId } = principal
      const known = propertiesOf(packageId, await ids(portfolioId, () => allIds(portfolioId)))
      // A property that is newer than what is remembered.
      return known.length > 0 ? known : propertiesOf(packageId, await allIds(portfolioId))
    },
  }
}

/** See {@link makePlaces}. */
export type Places = ReturnType<typeof makePlaces>
