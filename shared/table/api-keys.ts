import { Entity } from 'electrodb'
import type * as z from 'zod'
import type { DomainEvent } from '../contracts/domain-event.ts'
import type { PortfolioId } from '../contracts/ids.ts'
import type { ApiKey } from '../contracts/portfolio.ts'
import type { Write } from './commit.ts'
import { type Page, primary, type Table } from './table.ts'

/** An API key as lists show it, without its secret. */
export type ApiKeyRecord = z.infer<typeof ApiKey>

const entity = (table: Table) =>
  new Entity(
    {
      model: { entity: 'api_key', version: '1', service: 'vestibule' },
      attributes: {
        portfolioId: { type: 'string', required: true },
        id: { type: 'string', required: true },
        name: { type: 'string', required: true },
        scopes: { type: 'any', required: true },
        propertyIds: { type: 'any' },
        prefix: { type: 'string', required: true },
        createdAt: { type: 'string', required: true },
        revokedAt: { type: 'string' },
        event: { type: 'any' },
      },
      indexes: { byPortfolio: primary('PF#${portfolioId}#KEYS', ['portfolioId'], '${id}', ['id']) },
    },
    { client: table.client, table: table.name },
  )

const keyOf = (portfolioId: string, id: string) => ({ pk: `PF#${portfolioId}#KEYS`, sk: id })

/** API keys of a portfolio, as its owner sees them. What the authorizer reads and notes (last use) is in the registry. */
export const makeApiKeys = (table: Table) => {
  const keys = entity(table)
  return {
    /** The write that adds a key. */
    create: (
      portfolioId: PortfolioId,
      { propertyIds, lastUsedAt: _, revokedAt: __, ...key }: ApiKeyRecord,
      event: DomainEvent,
    ): Write =>
      ({
        Put: keys.create({ portfolioId, ...key, ...(propertyIds === null ? {} : { propertyIds }), event }).params(),
      }) as Write,
    /** One key, or null. */
    get: async (portfolioId: PortfolioId, id: string): Promise<ApiKeyRecord | null> => {
      const { data } = await keys.get({ portfolioId, id }).go()
      return data ? toKey(data) : null
    },
    /** Keys by age. */
    list: async (
      portfolioId: PortfolioId,
      { limit, cursor }: { limit: number; cursor?: string | undefined },
    ): Promise<Page<ApiKeyRecord>> => {
      const found = await keys.query.byPortfolio({ portfolioId }).go({ limit, cursor: cursor ?? null })
      return { items: found.data.map(toKey), ...(found.cursor ? { cursor: found.cursor } : {}) }
    },
    /** The write that marks a key as revoked; fails where it is unknown or was revoked before. */
    revoke: (portfolioId: PortfolioId, id: string, at: string, event: DomainEvent): Write => ({
      Update: {
        TableName: table.name,
        Key: keyOf(portfolioId, id),
        UpdateExpression: 'SET revokedAt = :at, #event = :event',
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(revokedAt)',
        ExpressionAttributeNames: { '#event': 'event' },
        ExpressionAttributeValues: { ':at': at, ':event': event },
      },
    }),
  }
}

const toKey = ({ portfolioId: _, event: __, ...key }: Record<string, unknown>): ApiKeyRecord =>
  ({ propertyIds: null, lastUsedAt: null, revokedAt: null, ...key }) as unknown as ApiKeyRecord
