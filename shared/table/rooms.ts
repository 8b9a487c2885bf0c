import { Entity } from 'electrodb'
import type { DomainEvent } from '../contracts/domain-event.ts'
import type { PortfolioId } from '../contracts/ids.ts'
import type { Room } from '../contracts/property.ts'
import type { Write } from './commit.ts'
import { type Page, primary, secondary, type Table } from './table.ts'

const entity = (table: Table) =>
  new Entity(
    {
      model: { entity: 'room', version: '1', service: 'vestibule' },
      attributes: {
        portfolioId: { type: 'string', required: true },
        propertyId: { type: 'string', required: true },
        id: { type: 'string', required: true },
        name: { type: 'string', required: true },
        zones: { type: 'any', required: true },
        capacity: { type: 'number', required: true },
        interiorSensors: { type: 'boolean', required: true },
        createdAt: { type: 'string', required: true },
        event: { type: 'any' },
      },
      indexes: {
        byId: primary('PF#${portfolioId}#ROOMS', ['portfolioId'], '${id}', ['id']),
        byProperty: secondary(
          'gsi1',
          'PF#${portfolioId}#PROP#${propertyId}#ROOMS',
          ['portfolioId', 'propertyId'],
          '${id}',
          ['id'],
        ),
      },
    },
    { client: table.client, table: table.name },
  )

/** Package rooms. */
export const makeRooms = (table: Table) => {
  const rooms = entity(table)
  return {
    /** The write that adds a room; fails where the id exists. */
    create: (portfolioId: PortfolioId, room: Room, event: DomainEvent): Write =>
      ({ Put: rooms.create({ portfolioId, ...room, event }).params() }) as Write,
    /** One room, or null. */
    get: async (portfolioId: PortfolioId, id: string): Promise<Room | null> => {
      const { data } = await rooms.get({ portfolioId, id }).go()
      return data ? toRoom(data) : null
    },
    /** Rooms of a property by age. */
    list: async (
      portfolioId: PortfolioId,
      propertyId: string,
      { limit, cursor }: { limit: number; cursor?: string | undefined },
    ): Promise<Page<Room>> => {
      const found = await rooms.query.byProperty({ portfolioId, propertyId }).go({ limit, cursor: cursor ?? null })
      return { items: found.data.map(toRoom), ...(found.cursor ? { cursor: found.cursor } : {}) }
    },
  }
}

const toRoom = ({ portfolioId: _, event: __, ...room }: Record<string, unknown>): Room => room as unknown as Room
