import { Entity } from 'electrodb'
import type * as z from 'zod'
import type { DomainEvent } from '../contracts/domain-event.ts'
import type { PortfolioId } from '../contracts/ids.ts'
import type { User } from '../contracts/portfolio.ts'
import type { Write } from './commit.ts'
import { type Page, primary, type Table } from './table.ts'

/** A user as the API shows them. */
export type UserRecord = z.infer<typeof User>

const entity = (table: Table) =>
  new Entity(
    {
      model: { entity: 'user', version: '1', service: 'vestibule' },
      attributes: {
        portfolioId: { type: 'string', required: true },
        id: { type: 'string', required: true },
        email: { type: 'string', required: true },
        name: { type: 'string', required: true },
        role: { type: 'string', required: true },
        propertyIds: { type: 'any' },
        createdAt: { type: 'string', required: true },
        event: { type: 'any' },
      },
      indexes: { byPortfolio: primary('PF#${portfolioId}#USERS', ['portfolioId'], '${id}', ['id']) },
    },
    { client: table.client, table: table.name },
  )

/** Users of a portfolio. What they may do is decided by their membership in the registry. */
export const makeUsers = (table: Table) => {
  const users = entity(table)
  return {
    /** The write that adds a user; fails where the id exists. The owner comes without an event: the portfolio’s tells it. */
    create: (portfolioId: PortfolioId, { propertyIds, ...user }: UserRecord, event?: DomainEvent): Write =>
      ({
        Put: users
          .create({
            portfolioId,
            ...user,
            ...(propertyIds === null ? {} : { propertyIds }),
            ...(event ? { event } : {}),
          })
          .params(),
      }) as Write,
    /** Users by age. */
    list: async (
      portfolioId: PortfolioId,
      { limit, cursor }: { limit: number; cursor?: string | undefined },
    ): Promise<Page<UserRecord>> => {
      const found = await users.query.byPortfolio({ portfolioId }).go({ limit, cursor: cursor ?? null })
      return { items: found.data.map(toUser), ...(found.cursor ? { cursor: found.cursor } : {}) }
    },
    /** Every user (whom a role’s rung of a ladder tells). */
    all: async (portfolioId: PortfolioId): Promise<UserRecord[]> => {
      const { data } = await users.query.byPortfolio({ portfolioId }).go({ pages: 'all' })
      return data.map(toUser)
    },
  }
}

const toUser = ({ portfolioId: _, event: __, ...user }: Record<string, unknown>): UserRecord =>
  ({ propertyIds: null, ...user }) as unknown as UserRecord
