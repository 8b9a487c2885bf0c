import { GetCommand } from '@aws-sdk/lib-dynamodb'
import type { PortfolioId } from '../contracts/ids.ts'
import type { Write } from './commit.ts'
import type { Table } from './table.ts'

/** Secrets of a selector are not given out again for this long. */
const PAST_DAYS = 30
const DAY_MS = 86_400_000

/** Verifiers that were given out with a selector, with the instant (epoch ms) until which they are not to be given out again. */
export interface Past {
  readonly verifiers: { readonly [x: string]: number }
  readonly v: number
}

const pastOf = (portfolioId: string, roomId: string, selector: string) => ({
  pk: `PF#${portfolioId}#ROOM#${roomId}#PAST`,
  sk: selector,
})

/** Secrets that were given out with each selector of a room in the last 30 days, as verifiers. */
export const makePastSecrets = (table: Table) => ({
  /** Verifiers that were given out with a selector and are not to be given out again yet. */
  of: async (portfolioId: PortfolioId, roomId: string, selector: string, nowMs: number): Promise<Past> => {
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: pastOf(portfolioId, roomId, selector), ConsistentRead: true }),
    )
    const kept = Object.entries((Item?.verifiers ?? {}) as Record<string, number>).filter(([, until]) => until > nowMs)
    return { verifiers: Object.fromEntries(kept), v: Number(Item?.v ?? 0) }
  },
  /** The write that remembers a verifier; fails where another was given out for the selector since `past` was read. */
  remember: (
    portfolioId: PortfolioId,
    roomId: string,
    selector: string,
    past: Past,
    x: string,
    nowMs: number,
  ): Write => {
    const until = nowMs + PAST_DAYS * DAY_MS
    return {
      Put: {
        TableName: table.name,
        Item: {
          ...pastOf(portfolioId, roomId, selector),
          verifiers: { ...past.verifiers, [x]: until },
          v: past.v + 1,
          expiresAt: Math.ceil(until / 1000),
        },
        ConditionExpression: 'attribute_not_exists(pk) OR v = :v',
        ExpressionAttributeValues: { ':v': past.v },
      },
    }
  },
})
