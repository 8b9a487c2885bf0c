import { setTimeout } from 'node:timers/promises'
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { type Refusal, refuse } from '../contracts/problem.ts'
import type { Table } from './table.ts'

/** One write of a transaction, as lib-dynamodb takes it (ElectroDB’s `.params()` gives them). */
export type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number]

/** The Idempotency-Key of a request and the hash of its body; `seal` hides an answer that shows a secret. */
export interface Once {
  readonly portfolioId: string
  readonly operationId: string
  readonly key: string
  readonly bodyHash: string
  readonly now: number
  readonly seal?: { close: (text: string) => string; open: (sealed: string) => string }
}

/** An HTTP answer: `body` goes out as JSON; a replayed answer goes out as the text that was first sent. */
export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly text?: string
}

/** Makes an answer. */
export const answer = (status: number, body?: unknown): Answer => ({ status, body })

const KEPT_SECONDS = 24 * 3600
/** A transaction that met another one on the same item has written nothing: it is tried again, so many times in all. */
const TRIES = 6
const WAIT_MS = 8

const hasReason = (error: unknown, code: string): boolean =>
  error instanceof TransactionCanceledException &&
  (error.CancellationReasons ?? []).some((reason) => reason.Code === code)

/** Sends a transaction, again after a growing, random while where another one was in its way and nothing else was. */
export const transact = async (table: Table, writes: readonly Write[]): Promise<void> => {
  for (let tried = 1; ; tried++)
    try {
      await table.client.send(new TransactWriteCommand({ TransactItems: [...writes] }))
      return
    } catch (error) {
      const again = hasReason(error, 'TransactionConflict') && !hasReason(error, 'ConditionalCheckFailed')
      if (!again || tried === TRIES) throw error
      await setTimeout(Math.random() * WAIT_MS * 2 ** tried)
    }
}

/**
 * Writes a change, and with it the answer of the request that made it, in one transaction: the same Idempotency-Key again
 * finds the first answer (replayed as it was sent) or, with another body, is refused. Returns the answer, or
 * `{ failed: i }` where the condition of `writes[i]` did not hold (with the item that is there). What meets another
 * transaction is tried again; anything else throws.
 */
export const commit = async (
  table: Table,
  once: Once | undefined,
  result: Answer,
  writes: readonly Write[],
): Promise<Answer | Refusal | { readonly failed: number; readonly item: Record<string, unknown> | undefined }> => {
  const text = JSON.stringify(result.body ?? null)
  const record: Write[] = once
    ? [
        {
          Put: {
            TableName: table.name,
            Item: {
              pk: `PF#${once.portfolioId}#ONCE#${once.operationId}#${once.key}`,
              sk: 'ANSWER',
              hash: once.bodyHash,
              status: result.status,
              text: once.seal ? once.seal.close(text) : text,
              expiresAt: Math.floor(once.now / 1000) + KEPT_SECONDS,
            },
            ConditionExpression: 'attribute_not_exists(pk) OR expiresAt < :now',
            ExpressionAttributeValues: { ':now': Math.floor(once.now / 1000) },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
      ]
    : []
  try {
    await transact(table, [...record, ...writes])
    return once ? { ...result, text } : result
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error
    const reasons = error.CancellationReasons ?? []
    const failedAt = reasons.findIndex((reason) => reason.Code === 'ConditionalCheckFailed')
    if (failedAt < 0) throw error
    const found = reasons[failedAt]?.Item
    const item = found ? unmarshall(found) : undefined
    if (once && failedAt === 0) return replay(once, item)
    return { failed: failedAt - record.length, item }
  }
}

const replay = (once: Once, item: Record<string, unknown> | undefined): Answer | Refusal => {
  if (!item) throw new Error('the stored answer was not returned with the failed condition')
  if (item.hash !== once.bodyHash)
    return refuse(
      'idempotency.mismatch',
      `The Idempotency-Key "${once.key}" was used for ${once.operationId} with another body. Use a new key for a new request.`,
    )
  const text = String(item.text)
  return { status: Number(item.status), text: once.seal ? once.seal.open(text) : text }
}
