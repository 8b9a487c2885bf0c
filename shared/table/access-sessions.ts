import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { Entity } from 'electrodb'
import type { AccessSession } from '../contracts/access-session.ts'
import type { DomainEvent } from '../contracts/domain-event.ts'
import type { PortfolioId } from '../contracts/ids.ts'
import type { EventOf } from '../domain/access-sessions/model.ts'
import { NO_MEMORY, type RoomMemory } from '../domain/access-sessions/window.ts'
import type { Write } from './commit.ts'
import { type Page, primary, secondary, type Table } from './table.ts'

/** What a room remembers, and the version that it was read in (0: never written). */
export interface StoredMemory {
  readonly memory: RoomMemory
  readonly v: number
}

const entity = (table: Table) =>
  new Entity(
    {
      model: { entity: 'access_session', version: '1', service: 'vestibule' },
      attributes: {
        portfolioId: { type: 'string', required: true },
        roomId: { type: 'string', required: true },
        id: { type: 'string', required: true },
        grantedAt: { type: 'string', required: true },
        session: { type: 'any', required: true },
        event: { type: 'any' },
      },
      indexes: {
        byRoom: primary('PF#${portfolioId}#ROOM#${roomId}#SESSIONS', ['portfolioId', 'roomId'], '${grantedAt}#${id}', [
          'grantedAt',
          'id',
        ]),
        byId: secondary('gsi2', 'PF#${portfolioId}#SESSION#${id}', ['portfolioId', 'id'], 'SESSION', []),
      },
    },
    { client: table.client, table: table.name },
  )

const iso = (ms: number) => new Date(ms).toISOString()
const roomPk = (portfolioId: PortfolioId, roomId: string) => `PF#${portfolioId}#ROOM#${roomId}`

/** The session of an item or of a stream image that was unmarshalled. */
export const toSession = ({ session }: Record<string, unknown>): AccessSession => session as AccessSession

/**
 * Access sessions: a partition a room, by grant time; one by id. What the room remembers between two reconciliations is the
 * lock on all of them: whoever writes sessions writes it in the same transaction, in the version that was read.
 */
export const makeAccessSessions = (table: Table) => {
  const sessions = entity(table)
  return {
    /** What the room remembers; read consistently. */
    memory: async (portfolioId: PortfolioId, roomId: string): Promise<StoredMemory> => {
      const { Item } = await table.client.send(
        new GetCommand({
          TableName: table.name,
          Key: { pk: roomPk(portfolioId, roomId), sk: 'RECONCILE' },
          ConsistentRead: true,
        }),
      )
      return Item ? { memory: Item.memory as RoomMemory, v: Number(Item.v) } : { memory: NO_MEMORY, v: 0 }
    },

    /** The write of what the room remembers; fails where somebody wrote since `v` was read. */
    putMemory: (portfolioId: PortfolioId, roomId: string, memory: RoomMemory, v: number): Write => ({
      Put: {
        TableName: table.name,
        Item: { pk: roomPk(portfolioId, roomId), sk: 'RECONCILE', memory, v: v + 1 },
        ...(v === 0
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : { ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': v } }),
      },
    }),

    /** The write of a session, new or changed, with the event of a new verdict; only beside `putMemory`. */
    put: (portfolioId: PortfolioId, session: AccessSession, event: DomainEvent | null): Write => {
      const { roomId, id, grantedAt } = session
      const item = { portfolioId, roomId, id, grantedAt, session, ...(event ? { event } : {}) }
      return { Put: sessions.put(item).params() } as Write
    },

    /** Sessions of a room granted at or after an instant, by grant time; read consistently. */
    since: async (portfolioId: PortfolioId, roomId: string, fromMs: number): Promise<AccessSession[]> => {
      const { data } = await sessions.query
        .byRoom({ portfolioId, roomId })
        .gte({ grantedAt: iso(fromMs) })
        .go({ pages: 'all', consistent: true })
      return data.map(toSession)
    },

    /** Sessions of a room, newest first. */
    list: async (
      portfolioId: PortfolioId,
      roomId: string,
      { limit, cursor }: { limit: number; cursor?: string | undefined },
    ): Promise<Page<AccessSession>> => {
      const found = await sessions.query
        .byRoom({ portfolioId, roomId })
        .go({ limit, cursor: cursor ?? null, order: 'desc' })
      return { items: found.data.map(toSession), ...(found.cursor ? { cursor: found.cursor } : {}) }
    },

    /** One session, or null: two reads, its key by id and then the item. */
    get: async (portfolioId: PortfolioId, id: string): Promise<AccessSession | null> => {
      const { data } = await sessions.query.byId({ portfolioId, id }).go({ hydrate: true, limit: 1 })
      return data[0] ? toSession(data[0]) : null
    },

    /** Keeps a pickup as a fact of its room; the same one twice changes nothing. */
    recordPickup: async (portfolioId: PortfolioId, roomId: string, pickup: EventOf<'pickup'>): Promise<void> => {
      await table.client.send(
        new PutCommand({
          TableName: table.name,
          Item: { pk: `${roomPk(portfolioId, roomId)}#PICKUPS`, sk: `${iso(pickup.at)}#${pickup.packageId}`, pickup },
        }),
      )
    },

    /** Pickups of a room with an event time at or after an instant. */
    pickupsSince: async (portfolioId: PortfolioId, roomId: string, fromMs: number): Promise<EventOf<'pickup'>[]> => {
      const found: EventOf<'pickup'>[] = []
      let start: Record<string, unknown> | undefined
      do {
        const page = await table.client.send(
          new QueryCommand({
            TableName: table.name,
            KeyConditionExpression: 'pk = :pk AND sk >= :from',
            ExpressionAttributeValues: { ':pk': `${roomPk(portfolioId, roomId)}#PICKUPS`, ':from': iso(fromMs) },
            ConsistentRead: true,
            ExclusiveStartKey: start,
          }),
        )
        found.push(...(page.Items ?? []).map(({ pickup }) => pickup as EventOf<'pickup'>))
        start = page.LastEvaluatedKey
      } while (start)
      return found
    },
  }
}
