import type { SQSRecord } from 'aws-lambda'
import * as z from 'zod'
import { DomainEvent } from '../../../shared/contracts/domain-event.ts'
import { RoomId } from '../../../shared/contracts/ids.ts'
import { RoomEvent } from '../../../shared/contracts/room-event.ts'
import { RoomWake } from '../../../shared/contracts/room-wake.ts'
import type { EventOf } from '../../../shared/domain/access-sessions/model.ts'

/** Why a room is looked at again: `touchedFromMs` earliest event time of what is new, null where only time passed. */
export interface Trigger {
  readonly wake: RoomWake
  readonly touchedFromMs: number | null
  /** a pickup that the room must keep as a fact, since packages are not found by the time of their pickup */
  readonly pickup: EventOf<'pickup'> | null
  /** id of the access session that an intake names, which may be days old */
  readonly sessionId: string | null
}

const RoomNews = z.object({
  roomId: RoomId,
  fromMs: z.number().optional(),
  residentId: z.string().nullish(),
  kioskSessionId: z.string().nullish(),
})

/** An access session’s id has this form; a kiosk session’s has not. */
const SESSION_ID = /^[a-z]{2}-[0-9a-z]{26}#\d+#\d+$/

const ofEvent = (event: DomainEvent): Trigger => {
  const { roomId, fromMs, residentId = null, kioskSessionId = null } = RoomNews.parse(event.data)
  const at = Date.parse(event.occurredAt)
  return {
    wake: RoomWake.parse({ portfolioId: event.portfolioId, propertyId: event.propertyId, roomId }),
    touchedFromMs: Math.min(fromMs ?? at, at),
    pickup:
      event.type === 'package.collected'
        ? (RoomEvent.parse({
            id: `pickup:${event.resource}`,
            thing: 'api',
            at,
            receivedAt: Date.parse(event.recordedAt),
            tq: 's',
            kind: 'pickup',
            sid: null,
            packageId: event.resource,
            residentId,
          }) as EventOf<'pickup'>)
        : null,
    sessionId: kioskSessionId !== null && SESSION_ID.test(kioskSessionId) ? kioskSessionId : null,
  }
}

/** What a message of the queue asks for: an event from the bus, or a room that woke itself. Throws on anything else. */
export const triggerOf = ({ body }: Pick<SQSRecord, 'body'>): Trigger => {
  const message = JSON.parse(body) as { detail?: unknown }
  if (message.detail !== undefined) return ofEvent(DomainEvent.parse(message.detail))
  return { wake: RoomWake.parse(message), touchedFromMs: null, pickup: null, sessionId: null }
}
