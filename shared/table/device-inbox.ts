import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { DomainEvent } from '../contracts/domain-event.ts'
import type { PortfolioId } from '../contracts/ids.ts'
import { NO_SEQUENCE, type Sequence } from '../domain/devices/sequence.ts'
import { getAll } from './get-all.ts'
import type { Table } from './table.ts'

/** What has arrived from a device. Instants in epoch ms; one item a device, one update a batch. */
export interface Inbox {
  readonly thing: string
  readonly propertyId: string
  readonly roomId: string
  readonly sequence: Sequence
  /** Everything up to this event time has arrived; null: no heartbeat yet. */
  readonly drainedMs: number | null
  readonly lastHeardMs: number | null
  /** Newest event time that is sure. */
  readonly lastSureMs: number
  /** Events and intakes that the device says it still holds. */
  readonly outbox: number
  /** A verdict waits for the watermark to pass this; null: none does. */
  readonly watchMs: number | null
  /** By how much its clock, which it calls synced, was slow (negative: fast) at its last heartbeat; null: it is right. */
  readonly clockOffMs: number | null
  /** Rises with every write. */
  readonly v: number
}

/** The inbox of a device that never said anything. */
export const emptyInbox = (place: { thing: string; propertyId: string; roomId: string }): Inbox => ({
  ...place,
  sequence: NO_SEQUENCE,
  drainedMs: null,
  lastHeardMs: null,
  lastSureMs: 0,
  outbox: 0,
  watchMs: null,
  clockOffMs: null,
  v: 0,
})

const keyOf = (portfolioId: string, thing: string) => ({ pk: `PF#${portfolioId}#THING#${thing}`, sk: 'INBOX' })

const toInbox = ({ pk: _, sk: __, event: ___, ...inbox }: Record<string, unknown>): Inbox =>
  ({ drainedMs: null, lastHeardMs: null, watchMs: null, clockOffMs: null, ...inbox }) as unknown as Inbox

/** Inboxes of devices: how far each was heard. */
export const makeDeviceInbox = (table: Table) => ({
  /** The inbox of a device, or null where it never said anything. */
  get: async (portfolioId: PortfolioId, thing: string): Promise<Inbox | null> => {
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: keyOf(portfolioId, thing), ConsistentRead: true }),
    )
    return Item ? toInbox(Item) : null
  },
  /** Inboxes of devices, by thing; devices that never said anything are missing. */
  many: async (portfolioId: PortfolioId, things: readonly string[]): Promise<ReadonlyMap<string, Inbox>> => {
    const items = await getAll(
      table,
      things.map((thing) => keyOf(portfolioId, thing)),
    )
    return new Map(items.map(toInbox).map((inbox) => [inbox.thing, inbox]))
  },
  /** Replaces the inbox as it was read (`inbox.v` is the version read). False where somebody else wrote meanwhile. */
  save: async (portfolioId: PortfolioId, inbox: Inbox, event?: DomainEvent): Promise<boolean> => {
    const { drainedMs, lastHeardMs, watchMs, clockOffMs, ...rest } = inbox
    try {
      await table.client.send(
        new PutCommand({
          TableName: table.name,
          Item: {
            ...keyOf(portfolioId, inbox.thing),
            ...rest,
            ...(drainedMs === null ? {} : { drainedMs }),
            ...(lastHeardMs === null ? {} : { lastHeardMs }),
            ...(watchMs === null ? {} : { watchMs }),
            ...(clockOffMs === null ? {} : { clockOffMs }),
            v: inbox.v + 1,
            ...(event ? { event } : {}),
          },
          ConditionExpression: 'attribute_not_exists(pk) OR v = :v',
          ExpressionAttributeValues: { ':v': inbox.v },
        }),
      )
      return true
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false
      throw error
    }
  },
  /**
   * Asks to be woken (`room.activity_recorded`) when the device’s watermark passes `untilMs`: a verdict waits for it. A
   * device that never said anything cannot wake anybody yet; its first word does.
   */
  watch: async (portfolioId: PortfolioId, thing: string, untilMs: number): Promise<void> => {
    try {
      await table.client.send(
        new UpdateCommand({
          TableName: table.name,
          Key: keyOf(portfolioId, thing),
          UpdateExpression: 'SET watchMs = :until, v = v + :one',
          ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(watchMs) OR watchMs <> :until)',
          ExpressionAttributeValues: { ':until': untilMs, ':one': 1 },
        }),
      )
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error
    }
  },
})
