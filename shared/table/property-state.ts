import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { PortfolioId } from '../contracts/ids.ts'
import type { PackagePart } from '../domain/property-state/change.ts'
import { StoredPropertyState } from '../domain/property-state/state.ts'
import { packagePart } from './package-part.ts'
import type { Table } from './table.ts'

const keyOf = (portfolioId: PortfolioId, propertyId: string) => ({
  pk: `PF#${portfolioId}#PROP#${propertyId}#STATE`,
  sk: 'STATE',
})

/** A state with the revision that it was read in; null: there is none yet. */
export interface ReadState {
  readonly state: StoredPropertyState
  readonly rev: number
}

/** The live state of each property: one item. */
export const makePropertyStates = (table: Table) => {
  const read = async (portfolioId: PortfolioId, propertyId: string, consistent: boolean): Promise<ReadState | null> => {
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: keyOf(portfolioId, propertyId), ConsistentRead: consistent }),
    )
    return Item ? { state: StoredPropertyState.parse(Item.state), rev: Number(Item.rev) } : null
  }
  return {
    /** The state for the console, or null. */
    get: async (portfolioId: PortfolioId, propertyId: string): Promise<StoredPropertyState | null> =>
      (await read(portfolioId, propertyId, false))?.state ?? null,
    /** The state for whoever goes on from it, or null. */
    read: (portfolioId: PortfolioId, propertyId: string) => read(portfolioId, propertyId, true),
    /** Writes the state that follows the one of `rev` (0: none); false where another was written in between. */
    write: async (portfolioId: PortfolioId, state: StoredPropertyState, rev: number): Promise<boolean> => {
      try {
        await table.client.send(
          new PutCommand({
            TableName: table.name,
            Item: { ...keyOf(portfolioId, state.propertyId), __edb_e__: 'property_state', state, rev: rev + 1 },
            ...(rev === 0
              ? { ConditionExpression: 'attribute_not_exists(pk)' }
              : { ConditionExpression: 'rev = :rev', ExpressionAttributeValues: { ':rev': rev } }),
          }),
        )
        return true
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false
        throw error
      }
    },
    /** Every package of a property as it lies in the table (a recount). */
    packages: async (portfolioId: PortfolioId, propertyId: string): Promise<PackagePart[]> => {
      const found: PackagePart[] = []
      let from: Record<string, unknown> | undefined
      do {
        const { Items, LastEvaluatedKey } = await table.client.send(
          new QueryCommand({
            TableName: table.name,
            KeyConditionExpression: 'pk = :pk',
            ConsistentRead: true,
            ExpressionAttributeValues: { ':pk': `PF#${portfolioId}#PROP#${propertyId}#PKG` },
            ...(from ? { ExclusiveStartKey: from } : {}),
          }),
        )
        found.push(...(Items ?? []).map(packagePart))
        from = LastEvaluatedKey
      } while (from)
      return found
    },
  }
}
