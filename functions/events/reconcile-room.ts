import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { makeReconcileQueue } from '../../shared/adapters/reconcile-queue.ts'
import { systemClock } from '../../shared/runtime/clock.ts'
import { environment } from '../../shared/runtime/env.ts'
import { logger } from '../../shared/runtime/logger.ts'
import { openTable } from '../../shared/table/table.ts'
import { makeReconcile } from './reconcile/reconcile.ts'
import { type Trigger, triggerOf } from './reconcile/triggers.ts'

const env = environment('TABLE_NAME', 'RECONCILE_QUEUE_URL')
const reconcile = makeReconcile({
  table: openTable(env.TABLE_NAME),
  queue: makeReconcileQueue({ queueUrl: env.RECONCILE_QUEUE_URL }),
  now: systemClock.now,
})

interface Asked {
  readonly messageIds: string[]
  readonly triggers: [Trigger, ...Trigger[]]
}

/** Decides the sessions of rooms; the messages of one room are one look at it. */
export const handler = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
  const failed: string[] = []
  const rooms = new Map<string, Asked>()
  for (const record of Records)
    try {
      const trigger = triggerOf(record)
      const asked = rooms.get(trigger.wake.roomId)
      asked?.messageIds.push(record.messageId)
      asked?.triggers.push(trigger)
      if (!asked) rooms.set(trigger.wake.roomId, { messageIds: [record.messageId], triggers: [trigger] })
    } catch (error) {
      logger.error('a message that says nothing about a room', { messageId: record.messageId, error })
      failed.push(record.messageId)
    }
  for (const { messageIds, triggers } of rooms.values())
    try {
      await reconcile(triggers)
    } catch (error) {
      logger.error('a room could not be reconciled', { roomId: triggers[0].wake.roomId, error })
      failed.push(...messageIds)
    }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) }
}
