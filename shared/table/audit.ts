import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type * as z from 'zod'
import type { PortfolioId } from '../contracts/ids.ts'
import { AuditEntry } from '../contracts/portfolio.ts'
import { putAll } from './put-all.ts'
import type { Page, Table } from './table.ts'

/** An audit entry with the portfolio and property it belongs to. */
export type AuditRecord = z.infer<typeof AuditEntry> & {
  readonly portfolioId: PortfolioId
  readonly propertyId: string | null
}

const pkOf = (portfolioId: string, day: string) => `PF#${portfolioId}#AUDIT#${day}`

/** The audit trail: a partition per portfolio and UTC day. Ids are made of the event, so that writing twice is writing once. */
export const makeAudit = (table: Table) => ({
  /** Writes entries, each id once. */
  put: (entries: readonly AuditRecord[]): Promise<void> =>
    putAll(
      table,
      entries.map((entry) => ({ pk: pkOf(entry.portfolioId, entry.at.slice(0, 10)), sk: entry.id, ...entry })),
    ),
  /** Entries of a UTC day, newest first; with `propertyIds` only what belongs to none or to one of them. */
  list: async (
    portfolioId: PortfolioId,
    day: string,
    {
      limit,
      cursor,
      propertyIds,
    }: { limit: number; cursor?: string | undefined; propertyIds: readonly string[] | null },
  ): Promise<Page<z.infer<typeof AuditEntry>>> => {
    const pk = pkOf(portfolioId, day)
    const { Items, LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ScanIndexForward: false,
        Limit: limit,
        ...(cursor ? { ExclusiveStartKey: { pk, sk: Buffer.from(cursor, 'base64url').toString('utf8') } } : {}),
      }),
    )
    const items = (Items ?? [])
      .filter(({ propertyId }) => !propertyId || !propertyIds || propertyIds.includes(propertyId))
      .map(({ pk: _, sk: __, portfolioId: ___, propertyId: ____, ...entry }) => AuditEntry.parse(entry))
    return {
      items,
      ...(LastEvaluatedKey ? { cursor: Buffer.from(String(LastEvaluatedKey.sk)).toString('base64url') } : {}),
    }
  },
})
