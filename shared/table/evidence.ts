import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import type { PortfolioId } from '../contracts/ids.ts'
import { readTogether } from './read-together.ts'
import type { Table } from './table.ts'

/** What is noted of a picture: where it belongs, and whether its label was read (then it surely was uploaded). */
export interface EvidenceNote {
  readonly propertyId: string
  readonly roomId: string
  readonly isRead: boolean
}

/** Longer than a kiosk may come late with an intake, and than incidents stay open. */
const KEPT_SECONDS = 90 * 24 * 3600

const keyOf = (portfolioId: string, evidenceId: string) => ({
  pk: `PF#${portfolioId}#EVIDENCE#${evidenceId}`,
  sk: 'EVIDENCE',
})

/** Notes of pictures, so that what names one is checked beside other reads of the table. */
export const makeEvidence = (table: Table) => {
  const read = async (
    from: Table,
    portfolioId: PortfolioId,
    evidenceId: string,
    consistent: boolean,
  ): Promise<EvidenceNote | null> => {
    const { Item } = await from.client.send(
      new GetCommand({ TableName: table.name, Key: keyOf(portfolioId, evidenceId), ConsistentRead: consistent }),
    )
    return Item ? { propertyId: Item.propertyId, roomId: Item.roomId, isRead: Item.isRead === true } : null
  }
  return {
    /** Notes a picture; once more replaces the note. */
    put: async (portfolioId: PortfolioId, evidenceId: string, note: EvidenceNote, nowMs: number): Promise<void> => {
      const expiresAt = Math.floor(nowMs / 1000) + KEPT_SECONDS
      await table.client.send(
        new PutCommand({ TableName: table.name, Item: { ...keyOf(portfolioId, evidenceId), ...note, expiresAt } }),
      )
    },
    /** The note of a picture, or null; read consistently where asked. */
    get: (portfolioId: PortfolioId, evidenceId: string, consistent = false): Promise<EvidenceNote | null> =>
      read(table, portfolioId, evidenceId, consistent),
    /** The notes of several pictures, by their ids, in one call. */
    many: async (portfolioId: PortfolioId, ids: readonly string[]): Promise<ReadonlyMap<string, EvidenceNote>> => {
      const together = readTogether(table)
      const found = await Promise.all(
        ids.map(async (id) => [id, await read(together, portfolioId, id, false)] as const),
      )
      return new Map(found.flatMap(([id, note]) => (note ? [[id, note] as const] : [])))
    },
  }
}
