import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { PortfolioId } from '../contracts/ids.ts'
import type { MessageRecord } from '../domain/notifications/message-record.ts'
import type { Table } from './table.ts'

/** Messages about a package: one item for each reason, with what became of each channel. */
export const makeMessages = (table: Table) => {
  const pk = (portfolioId: PortfolioId, about: string) => `PF#${portfolioId}#PKG#${about}`
  return {
    /**
     * Writes a message where nobody else wrote since: `rev` 1 where there is none, else where the one before lies there.
     * False where somebody was faster.
     */
    write: async (portfolioId: PortfolioId, { about, reason, rev, attempts }: MessageRecord): Promise<boolean> => {
      try {
        await table.client.send(
          new PutCommand({
            TableName: table.name,
            Item: { pk: pk(portfolioId, about), sk: `MSG#${reason}`, rev, attempts },
            ...(rev === 1
              ? { ConditionExpression: 'attribute_not_exists(pk)' }
              : { ConditionExpression: 'rev = :before', ExpressionAttributeValues: { ':before': rev - 1 } }),
          }),
        )
        return true
      } catch (error) {
        if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false
        throw error
      }
    },

    /** Messages about a package, by reason. */
    about: async (portfolioId: PortfolioId, about: string): Promise<MessageRecord[]> => {
      const { Items = [] } = await table.client.send(
        new QueryCommand({
          TableName: table.name,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
          ExpressionAttributeValues: { ':pk': pk(portfolioId, about), ':sk': 'MSG#' },
          ConsistentRead: true,
        }),
      )
      return Items.map(({ sk, rev, attempts }) => ({
        about,
        reason: String(sk).slice(4) as MessageRecord['reason'],
        rev: Number(rev),
        attempts: attempts as MessageRecord['attempts'],
      }))
    },
  }
}
