import type { Refusal } from '../contracts/problem.ts'
import { type Answer, commit, type Once } from './commit.ts'
import type { Table } from './table.ts'

/**
 * The answer that an Idempotency-Key was given before, or the refusal of another body under it; null where there is none.
 * For a request that would be refused as things stand now, though its first sending went through.
 */
export const earlierAnswer = async (table: Table, once: Once): Promise<Answer | Refusal | null> => {
  // Nothing lies at this key, so the transaction never holds: all it can bring is the answer that is there.
  const never = {
    ConditionCheck: {
      TableName: table.name,
      Key: { pk: `PF#${once.portfolioId}#ONCE`, sk: 'NEVER' },
      ConditionExpression: 'attribute_exists(pk)',
    },
  }
  const found = await commit(table, once, { status: 409 }, [never])
  return 'failed' in found ? null : found
}
