import { Entity } from 'electrodb'
import type { DomainEvent } from '../contracts/domain-event.ts'
import type { PortfolioId } from '../contracts/ids.ts'
import type { Unit } from '../contracts/property.ts'
import type { Write } from './commit.ts'
import { type Page, primary, type Table } from './table.ts'
import { take } from './taken.ts'

const entity = (table: Table) =>
  new Entity(
    {
      model: { entity: 'unit', version: '1', service: 'vestibule' },
      attributes: {
        portfolioId: { type: 'string', required: true },
        propertyId: { type: 'string', required: true },
        id: { type: 'string', required: true },
        number: { type: 'string', required: true },
        numberKey: { type: 'string', required: true },
        selector: { type: 'string', required: true },
        event: { type: 'any' },
      },
      indexes: {
        byNumber: primary('PF#${portfolioId}#PROP#${propertyId}#UNITS', ['portfolioId', 'propertyId'], '${numberKey}', [
          'numberKey',
        ]),
      },
    },
    { client: table.client, table: table.name },
  )

/** Units of a property: one item each by number, and one that takes its selector. */
export const makeUnits = (table: Table) => {
  const units = entity(table)
  return {
    /** The two writes that add a unit: the first fails where the number exists, the second where the selector is taken. */
    create: (portfolioId: PortfolioId, unit: Unit, event: DomainEvent): readonly [Write, Write] => [
      {
        Put: units.create({ portfolioId, ...unit, numberKey: unit.number.toUpperCase(), event }).params(),
      } as Write,
      take(table, `PF#${portfolioId}#PROP#${unit.propertyId}#SELECTORS`, unit.selector, unit.id),
    ],
    /** The unit of a number (compared in upper case), or null. */
    byNumber: async (portfolioId: PortfolioId, propertyId: string, number: string): Promise<Unit | null> => {
      const { data } = await units.get({ portfolioId, propertyId, numberKey: number.toUpperCase() }).go()
      return data ? toUnit(data) : null
    },
    /** Units of a property by number. */
    list: async (
      portfolioId: PortfolioId,
      propertyId: string,
      { limit, cursor }: { limit: number; cursor?: string | undefined },
    ): Promise<Page<Unit>> => {
      const found = await units.query.byNumber({ portfolioId, propertyId }).go({ limit, cursor: cursor ?? null })
      return { items: found.data.map(toUnit), ...(found.cursor ? { cursor: found.cursor } : {}) }
    },
    /** All units of a property (an import, the choice of a selector). */
    all: async (portfolioId: PortfolioId, propertyId: string): Promise<Unit[]> => {
      const { data } = await units.query.byNumber({ portfolioId, propertyId }).go({ pages: 'all' })
      return data.map(toUnit)
    },
  }
}

const toUnit = ({ portfolioId: _, numberKey: __, event: ___, ...unit }: Record<string, unknown>): Unit =>
  unit as unknown as Unit
