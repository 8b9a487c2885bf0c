import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod'
import type { PortfolioId } from '../contracts/ids.ts'
import { PropertyId } from '../contracts/ids.ts'
import type { Table } from './table.ts'

/** A page that is open. `propertyIds` null: it may see all properties. `expiresAt` epoch seconds. */
export const LiveConnection = z.object({
  connectionId: z.string(),
  userId: z.string(),
  propertyIds: z.array(PropertyId).nullable(),
  expiresAt: z.int(),
})
export type LiveConnection = z.infer<typeof LiveConnection>

const pkOf = (portfolioId: PortfolioId) => `PF#${portfolioId}#LIVE`

/** Open pages of a portfolio. Items of this table’s own making, so that neither reading nor writing needs a library. */
export const makeLiveConnections = (table: Table) => ({
  /** Remembers a page. */
  put: async (portfolioId: PortfolioId, connection: LiveConnection): Promise<void> => {
    await table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: { pk: pkOf(portfolioId), sk: connection.connectionId, ...connection },
      }),
    )
  },
  /** Forgets a page. */
  remove: async (portfolioId: PortfolioId, connectionId: string): Promise<void> => {
    await table.client.send(
      new DeleteCommand({ TableName: table.name, Key: { pk: pkOf(portfolioId), sk: connectionId } }),
    )
  },
  /** Pages that are open now; up to 1 MB of them, some 5,000. */
  list: async (portfolioId: PortfolioId): Promise<LiveConnection[]> => {
    const { Items } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pkOf(portfolioId) },
      }),
    )
    return (Items ?? []).map((item) => LiveConnection.parse(item))
  },
})
