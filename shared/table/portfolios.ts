import { Entity } from 'electrodb'
import type { DomainEvent } from '../contracts/domain-event.ts'
import type { PortfolioId } from '../contracts/ids.ts'
import type { Portfolio } from '../contracts/portfolio.ts'
import { defaultStandard, Standard } from '../contracts/standard.ts'
import type { Write } from './commit.ts'
import { primary, type Table } from './table.ts'

const portfolioEntity = (table: Table) =>
  new Entity(
    {
      model: { entity: 'portfolio', version: '1', service: 'vestibule' },
      attributes: {
        portfolioId: { type: 'string', required: true },
        name: { type: 'string', required: true },
        createdAt: { type: 'string', required: true },
        event: { type: 'any' },
      },
      indexes: { byId: primary('PF#${portfolioId}#PORTFOLIO', ['portfolioId'], 'PORTFOLIO', []) },
    },
    { client: table.client, table: table.name },
  )

const standardEntity = (table: Table) =>
  new Entity(
    {
      model: { entity: 'standard', version: '1', service: 'vestibule' },
      attributes: {
        portfolioId: { type: 'string', required: true },
        standard: { type: 'any', required: true },
        event: { type: 'any' },
      },
      indexes: { byPortfolio: primary('PF#${portfolioId}#PORTFOLIO', ['portfolioId'], 'STANDARD', []) },
    },
    { client: table.client, table: table.name },
  )

/** The portfolio itself and its standard. */
export const makePortfolios = (table: Table) => {
  const portfolios = portfolioEntity(table)
  const standards = standardEntity(table)
  return {
    /** The write that adds the portfolio; fails where it exists. */
    create: ({ id, ...portfolio }: Portfolio, event: DomainEvent): Write =>
      ({ Put: portfolios.create({ portfolioId: id, ...portfolio, event }).params() }) as Write,
    /** The portfolio, or null. */
    get: async (portfolioId: PortfolioId): Promise<Portfolio | null> => {
      const { data } = await portfolios.get({ portfolioId }).go()
      return data ? { id: portfolioId, name: data.name, createdAt: data.createdAt } : null
    },
    /** The portfolio’s standard; the default one until it was first put. `consistent`: not one from before the last write. */
    standard: async (portfolioId: PortfolioId, consistent = false): Promise<Standard> => {
      const { data } = await standards.get({ portfolioId }).go({ consistent })
      return data ? Standard.parse(data.standard) : defaultStandard()
    },
    /** The write that replaces the standard. */
    putStandard: (portfolioId: PortfolioId, standard: Standard, event: DomainEvent): Write =>
      ({ Put: standards.put({ portfolioId, standard, event }).params() }) as Write,
  }
}
