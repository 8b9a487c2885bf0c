import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import * as z from 'zod'
import { DomainEvent } from '../../shared/contracts/domain-event.ts'
import { logger } from '../../shared/runtime/logger.ts'
import type { RoomCredentials } from '../middleware/room-credentials.ts'
import type { makeResidentCodes } from './resident-codes.ts'

/** What EventBridge puts on the queue. */
const Delivery = z.object({ detail: DomainEvent })
const Data = z.object({ roomId: z.string(), residentId: z.string().optional() })

/**
 * Follows a batch of events about codes: residents’ codes are made and ended, then every room with something new is brought
 * onto its controller, all its changes in one revision. What failed is given again.
 */
export const makeArrangeCodes = ({
  rooms,
  residents,
}: {
  readonly rooms: Pick<RoomCredentials, 'sync'>
  readonly residents: ReturnType<typeof makeResidentCodes>
}) => {
  /** Makes or ends a resident’s code where the event is about a package. True where the controller has something to do. */
  const arrange = async (event: DomainEvent, { roomId, residentId }: z.infer<typeof Data>): Promise<boolean> => {
    const { portfolioId, propertyId, type } = event
    if (type.startsWith('access_grant.')) return true
    if (!residentId || !propertyId) return false
    const who = { portfolioId, propertyId, roomId, residentId, askedAtMs: Date.parse(event.recordedAt) }
    return type === 'package.collected'
      ? residents.collected(who, event.resource, Date.parse(event.occurredAt))
      : residents.wanted(who)
  }

  return async (sqs: Pick<SQSEvent, 'Records'>): Promise<SQSBatchResponse> => {
    const failed: string[] = []
    const changed = new Map<string, { event: DomainEvent; roomId: string; ids: string[] }>()
    for (const { messageId, body, attributes } of sqs.Records)
      try {
        const event = Delivery.parse(JSON.parse(body)).detail
        const data = Data.parse(event.data)
        const isArranged = await arrange(event, data)
        // Given again, it may have ended between its writes and what they lead to.
        if (!isArranged && attributes.ApproximateReceiveCount === '1') continue
        const key = `${event.portfolioId}|${data.roomId}`
        const room = changed.get(key) ?? { event, roomId: data.roomId, ids: [] }
        room.ids.push(messageId)
        changed.set(key, room)
      } catch (error) {
        logger.error('an event could not be followed', error as Error)
        failed.push(messageId)
      }
    for (const { event, roomId, ids } of changed.values())
      try {
        await rooms.sync(event.portfolioId, roomId)
      } catch (error) {
        logger.error('the codes of a room could not be sent', { roomId, error: error as Error })
        failed.push(...ids)
      }
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) }
  }
}
