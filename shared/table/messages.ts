import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { PortfolioId } from '../contracts/ids.ts'
import type { MessageRecord } from '../domain/notifications/message-record.ts'
import type { Table } from './table.ts'

/** Messages about a package or an incident: one item for each reason, with what became of each channel. */
export const makeMessages = (table: Table) => {
  const pk = (portfolioId: PortfolioId, about: string) => `PF#${portfolioId}#MSG#${about}`
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
            Item: { pk: pk(portfolioId, about), sk: reason, rev, attempts },
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

    /** The message of a reason, or null. */
    get: async (
      portfolioId: PortfolioId,
      about: string,
      reason: MessageRecord['reason'],
    ): Promise<MessageRecord | null> => {
      const { Item } = await table.client.send(
        new GetCommand({
          TableName: table.name,
          Key: { pk: pk(portfolioId, about), sk: reason },
          ConsistentRead: true,
        }),
      )
      return Item ? toRecord(about, Item) : null
    },

    /** What was told about something, by reason. */
    about: async (portfolioId: PortfolioId, about: string): Promise<MessageRecord[]> => {
      const { Items = [] } = await table.client.send(
        new QueryCommand({
          TableName: table.name,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': pk(portfolioId, about) },
          ConsistentRead: true,
        }),
      )
      return Items.map((item) => toRecord(about, item))
    },
  }
}

/** See {@link makeMessages}. */
export type Messages = ReturnType<typeof makeMessages>

const toRecord = (about: string, { sk, rev, attempts }: Record<string, unknown>): MessageRecord => ({
  about,
  reason: String(sk) as MessageRecord['reason'],
  rev: Number(rev),
  attempts: attempts as MessageRecord['attempts'],
})
