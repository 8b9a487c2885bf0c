import { createHash } from 'node:crypto'
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { Principal } from '../contracts/principal.ts'
import { REGISTRY, type Table } from './table.ts'

const keyOf = (ticket: string) => {
  const hash = createHash('sha256').update(ticket).digest('base64url')
  return { pk: `PF#${REGISTRY}#TICKET#${hash}`, sk: 'TICKET' }
}

/**
 * Tickets that open a live page’s WebSocket, kept under their hash. In the registry: needs a table opened with the function’s
 * own role.
 */
export const makeLiveTickets = (table: Table) => ({
  /** Keeps a new ticket of somebody until `endsAtMs`. */
  give: async (ticket: string, principal: Principal, endsAtMs: number): Promise<void> => {
    const expiresAt = Math.ceil(endsAtMs / 1000)
    await table.client.send(
      new PutCommand({ TableName: table.name, Item: { ...keyOf(ticket), principal, endsAtMs, expiresAt } }),
    )
  },
  /** Uses a ticket up: whose it is, or null where there is none, it was used, or it has ended. */
  use: async (ticket: string, nowMs: number): Promise<Principal | null> => {
    try {
      const { Attributes } = await table.client.send(
        new DeleteCommand({
          TableName: table.name,
          Key: keyOf(ticket),
          ConditionExpression: 'endsAtMs > :now',
          ExpressionAttributeValues: { ':now': nowMs },
          ReturnValues: 'ALL_OLD',
        }),
      )
      return Principal.parse(Attributes?.principal)
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return null
      throw error
    }
  },
})
