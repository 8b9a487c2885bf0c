import { Entity } from 'electrodb'
import type { DomainEvent } from '../contracts/domain-event.ts'
import { ID_PREFIXES, type PortfolioId, ResidentId } from '../contracts/ids.ts'
import type { ResidentEntry } from '../contracts/label.ts'
import type { Resident } from '../contracts/resident.ts'
import type { Write } from './commit.ts'
import { putAll } from './put-all.ts'
import { type Page, primary, type Table } from './table.ts'

/** Residents that a list reads at a time, and how often for one page. */
const PAGE = 200
const PAGES = 25

const entity = (table: Table) =>
  new Entity(
    {
      model: { entity: 'resident', version: '1', service: 'vestibule' },
      attributes: {
        portfolioId: { type: 'string', required: true },
        propertyId: { type: 'string', required: true },
        id: { type: 'string', required: true },
        externalId: { type: 'string' },
        firstName: { type: 'string', required: true },
        lastName: { type: 'string', required: true },
        unit: { type: 'string', required: true },
        email: { type: 'string' },
        phone: { type: 'string' },
        moveIn: { type: 'string', required: true },
        moveOut: { type: 'string' },
        language: { type: 'string', required: true },
        preferredChannel: { type: 'string', required: true },
        accessibleHeight: { type: 'boolean', required: true },
        createdAt: { type: 'string', required: true },
        updatedAt: { type: 'string', required: true },
        event: { type: 'any' },
      },
      indexes: {
        byProperty: primary('PF#${portfolioId}#PROP#${propertyId}#RES', ['portfolioId', 'propertyId'], '${id}', ['id']),
      },
    },
    { client: table.client, table: table.name },
  )

/** Residents of a property. Every one lies in the property’s partition, so the directory is one query. */
export const makeResidents = (table: Table) => {
  const residents = entity(table)
  const item = (portfolioId: PortfolioId, { email, phone, moveOut, ...resident }: Resident, event: DomainEvent) => ({
    portfolioId,
    ...resident,
    ...(email === null ? {} : { email }),
    ...(phone === null ? {} : { phone }),
    ...(moveOut === null ? {} : { moveOut }),
    event,
  })
  return {
    /** The write that adds a resident; fails where the id exists. */
    create: (portfolioId: PortfolioId, resident: Resident, event: DomainEvent): Write =>
      ({ Put: residents.create(item(portfolioId, resident, event)).params() }) as Write,
    /** The write that replaces a resident; fails where it changed since `before`, which is its `updatedAt` as read. */
    replace: (portfolioId: PortfolioId, resident: Resident, before: string, event: DomainEvent): Write => {
      const put = residents.put(item(portfolioId, resident, event)).params() as NonNullable<Write['Put']>
      return {
        Put: {
          ...put,
          ConditionExpression: 'updatedAt = :before',
          ExpressionAttributeValues: { ':before': before },
        },
      }
    },
    /** One resident, or null. */
    get: async (portfolioId: PortfolioId, propertyId: string, id: string): Promise<Resident | null> => {
      const { data } = await residents.get({ portfolioId, propertyId, id }).go()
      return data ? toResident(data) : null
    },
    /**
     * Residents of a property by id; `fits` leaves out those that are not meant. Reads at most a few thousand for a page,
     * so a page may hold fewer than `limit` while a cursor still follows. The cursor is the last id that was looked at.
     */
    list: async (
      portfolioId: PortfolioId,
      propertyId: string,
      { limit, cursor }: { limit: number; cursor?: string | undefined },
      fits: (resident: Resident) => boolean = () => true,
    ): Promise<Page<Resident>> => {
      const items: Resident[] = []
      let from = cursor === undefined ? undefined : ResidentId.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
      for (let page = 0; page < PAGES; page++) {
        const { data } = await residents.query
          .byProperty({ portfolioId, propertyId })
          .gt({ id: from ?? ID_PREFIXES.resident })
          .go({ limit: PAGE })
        for (const one of data.map(toResident)) {
          from = one.id
          if (fits(one)) items.push(one)
          if (items.length === limit) return { items, cursor: Buffer.from(from).toString('base64url') }
        }
        if (data.length < PAGE) return { items }
      }
      return { items, ...(from ? { cursor: Buffer.from(from).toString('base64url') } : {}) }
    },
    /** Writes whole residents, new or changed, whatever is there (an import, which has the last word). */
    putAll: (
      portfolioId: PortfolioId,
      all: readonly { readonly resident: Resident; readonly event: DomainEvent }[],
    ): Promise<void> =>
      putAll(
        table,
        all.map(({ resident, event }) => {
          const { Item } = residents.put(item(portfolioId, resident, event)).params() as NonNullable<Write['Put']>
          return Item ?? {}
        }),
      ),
    /** All residents of a property (an import). */
    all: async (portfolioId: PortfolioId, propertyId: string): Promise<Resident[]> => {
      const { data } = await residents.query.byProperty({ portfolioId, propertyId }).go({ pages: 'all' })
      return data.map(toResident)
    },
    /** Who may be meant by a label: name, unit and dates of all residents, past and coming ones too. */
    directory: async (portfolioId: PortfolioId, propertyId: string): Promise<ResidentEntry[]> => {
      const { data } = await residents.query.byProperty({ portfolioId, propertyId }).go({
        pages: 'all',
        attributes: ['id', 'firstName', 'lastName', 'unit', 'moveIn', 'moveOut'],
      })
      return data.map(({ id, firstName, lastName, unit, moveIn, moveOut }) => ({
        residentId: id,
        firstName,
        lastName,
        unit,
        moveIn,
        moveOut: moveOut ?? null,
        aliases: [],
      }))
    },
  }
}

const toResident = ({ portfolioId: _, event: __, ...resident }: Record<string, unknown>): Resident =>
  ({ email: null, phone: null, moveOut: null, ...resident }) as unknown as Resident
