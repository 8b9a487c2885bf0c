import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { PortfolioId } from '../contracts/ids.ts'
import { getAll } from './get-all.ts'
import type { Table } from './table.ts'

/** Shadows that change with every delivery and that nothing is found or made by. */
const APART = ['cred', 'sens'] as const
type Apart = (typeof APART)[number]

const keyOf = (portfolioId: string, thing: string, name: Apart) => ({
  pk: `PF#${portfolioId}#THING#${thing}`,
  sk: `SHADOW#${name}`,
})

/** Whether the reported half of a shadow is kept here, not with its device. */
export const isApart = (name: string): name is Apart => (APART as readonly string[]).includes(name)

/**
 * Reported halves of some shadows, an item each: a device’s own item is larger and lies in an index with all that it holds,
 * so that each report there is four units instead of one, and a change of the live state to look at.
 */
export const makeDeviceShadows = (table: Table) => ({
  /** Keeps the reported half of a shadow, unless a newer version is kept; false then. */
  report: async (
    portfolioId: PortfolioId,
    thing: string,
    shadow: { name: Apart; version: number; reported: object },
  ): Promise<boolean> => {
    try {
      await table.client.send(
        new UpdateCommand({
          TableName: table.name,
          Key: keyOf(portfolioId, thing, shadow.name),
          UpdateExpression: 'SET reported = :reported, version = :version',
          ConditionExpression: 'attribute_not_exists(version) OR version < :version',
          ExpressionAttributeValues: { ':reported': shadow.reported, ':version': shadow.version },
        }),
      )
      return true
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false
      throw error
    }
  },
  /** What these things reported in such shadows, by thing and name; a thing that reported none is missing. */
  of: async (
    portfolioId: PortfolioId,
    things: readonly string[],
  ): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>> => {
    const found = new Map<string, Record<string, unknown>>()
    const keys = things.flatMap((thing) => APART.map((name) => keyOf(portfolioId, thing, name)))
    for (const { pk, sk, reported } of await getAll(table, keys)) {
      const thing = String(pk).split('#').at(-1) ?? ''
      found.set(thing, { ...found.get(thing), [String(sk).split('#')[1] ?? '']: reported })
    }
    return found
  },
})
