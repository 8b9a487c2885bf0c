import { Entity } from 'electrodb'
import type { DomainEvent } from '../contracts/domain-event.ts'
import type { PortfolioId } from '../contracts/ids.ts'
import type { Property } from '../contracts/property.ts'
import type { Write } from './commit.ts'
import { readTogether } from './read-together.ts'
import { primary, type Table } from './table.ts'
import { take } from './taken.ts'

const entity = (table: Table) =>
  new Entity(
    {
      model: { entity: 'property', version: '1', service: 'vestibule' },
      attributes: {
        portfolioId: { type: 'string', required: true },
        id: { type: 'string', required: true },
        name: { type: 'string', required: true },
        address: { type: 'any', required: true },
        timeZone: { type: 'string', required: true },
        models: { type: 'any', required: true },
        createdAt: { type: 'string', required: true },
        event: { type: 'any' },
      },
      indexes: { byPortfolio: primary('PF#${portfolioId}#PROPERTIES', ['portfolioId'], '${id}', ['id']) },
    },
    { client: table.client, table: table.name },
  )

/** Properties of a portfolio. */
export const makeProperties = (table: Table) => {
  const properties = entity(table)
  return {
    /** The two writes that add a property; the second fails where another has its name, ignoring case. */
    create: (portfolioId: PortfolioId, property: Property, event: DomainEvent): readonly [Write, Write] => [
      { Put: properties.create({ portfolioId, ...property, event }).params() } as Write,
      take(table, `PF#${portfolioId}#PROPERTY-NAMES`, property.name.toLowerCase(), property.id),
    ],
    /** One property, or null. */
    get: async (portfolioId: PortfolioId, id: string): Promise<Property | null> => {
      const { data } = await properties.get({ portfolioId, id }).go()
      return data ? toProperty(data) : null
    },
    /** Those of some ids that are properties of the portfolio; one call for each hundred. */
    many: async (portfolioId: PortfolioId, ids: readonly string[]): Promise<Property[]> => {
      const together = entity(readTogether(table))
      const found = await Promise.all(ids.map((id) => together.get({ portfolioId, id }).go()))
      return found.flatMap(({ data }) => (data ? [toProperty(data)] : []))
    },
    /** Properties of a portfolio by age. */
    list: async (portfolioId: PortfolioId, { limit, cursor }: { limit: number; cursor?: string | undefined }) => {
      const found = await properties.query.byPortfolio({ portfolioId }).go({ limit, cursor: cursor ?? null })
      return { items: found.data.map(toProperty), ...(found.cursor ? { cursor: found.cursor } : {}) }
    },
  }
}

const toProperty = ({ portfolioId: _, event: __, ...property }: Record<string, unknown>): Property =>
  property as unknown as Property
