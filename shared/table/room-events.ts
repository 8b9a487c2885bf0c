import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { PutCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type * as z from 'zod'
import type { DeviceAnomaly as AnomalyOfDevice } from '../contracts/device.ts'
import type { DomainEvent } from '../contracts/domain-event.ts'
import type { PortfolioId } from '../contracts/ids.ts'
import type { RoomEvent } from '../contracts/room-event.ts'
import type { Write } from './commit.ts'
import type { Table } from './table.ts'

/** One fact of a device as it is kept, under `thing`, `ep`, `seq`. */
export interface StoredFact {
  readonly thing: string
  readonly ep: number
  readonly seq: number
  /** Hash of its bytes: the same number with other bytes is a conflict. */
  readonly hash: string
  readonly kind: string
  /** Event time, epoch ms. */
  readonly atMs: number
  /** The room it happened in, and what it says about it; null where it concerns only the device. */
  readonly room: { readonly roomId: string; readonly event: RoomEvent } | null
  /** Epoch seconds after which the table may forget it. */
  readonly expiresAt: number
}

/** An anomaly of a device as it is kept. */
export interface DeviceAnomaly extends Pick<z.infer<typeof AnomalyOfDevice>, 'kind' | 'note'> {
  readonly atMs: number
  /** Hash of the bytes, so that a repeat is the same anomaly. */
  readonly hash: string
  readonly expiresAt: number
}

const digits = (n: number, width: number) => String(n).padStart(width, '0')
const EPOCH_DIGITS = 6
const SEQ_DIGITS = 12
const DAY_MS = 86_400_000

const thingOf = (portfolioId: string, thing: string) => `PF#${portfolioId}#THING#${thing}`
const factKey = (ep: number, seq: number) => `E#${digits(ep, EPOCH_DIGITS)}#${digits(seq, SEQ_DIGITS)}`
const dayOf = (portfolioId: string, roomId: string, atMs: number) =>
  `PF#${portfolioId}#ROOM#${roomId}#EVT#${new Date(atMs).toISOString().slice(0, 10)}`
const roomKeys = (portfolioId: string, roomId: string, event: RoomEvent) => ({
  gsi1pk: dayOf(portfolioId, roomId, event.at),
  gsi1sk: `${new Date(event.at).toISOString()}#${event.id}`,
})

/** What devices said: every fact once, by device and number, and by room and event time. */
export const makeRoomEvents = (table: Table) => {
  const all = async (input: Omit<QueryCommandInput, 'TableName'>) => {
    const items: Record<string, unknown>[] = []
    let from: QueryCommandInput['ExclusiveStartKey']
    do {
      const page = await table.client.send(
        new QueryCommand({ TableName: table.name, ...input, ExclusiveStartKey: from }),
      )
      items.push(...(page.Items ?? []))
      from = page.LastEvaluatedKey
    } while (from)
    return items
  }
  const nearest = async (pk: string, range: [string, string], isLast: boolean): Promise<number | null> => {
    const { Items } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :a AND :b',
        ExpressionAttributeValues: { ':pk': pk, ':a': range[0], ':b': range[1] },
        ScanIndexForward: !isLast,
        Limit: 1,
      }),
    )
    return (Items?.[0]?.atMs as number | undefined) ?? null
  }
  const putGap = (
    portfolioId: PortfolioId,
    roomId: string,
    gap: RoomEvent & { kind: 'data.gap' },
    expiresAt: number,
  ) => ({
    TableName: table.name,
    Item: {
      pk: thingOf(portfolioId, gap.thing),
      sk: `GAP#${gap.id}`,
      kind: gap.kind,
      fact: gap,
      expiresAt,
      ...roomKeys(portfolioId, roomId, gap),
    },
  })
  return {
    /**
     * Keeps a fact. `new` the first time, `same` when it was kept before, `conflict` where its number stands for other
     * bytes: the first stays. `bus` is published with the first.
     */
    record: async (
      portfolioId: PortfolioId,
      { room, ...fact }: StoredFact,
      bus?: DomainEvent,
    ): Promise<'new' | 'same' | 'conflict'> => {
      try {
        await table.client.send(
          new PutCommand({
            TableName: table.name,
            Item: {
              pk: thingOf(portfolioId, fact.thing),
              sk: factKey(fact.ep, fact.seq),
              hash: fact.hash,
              kind: fact.kind,
              atMs: fact.atMs,
              expiresAt: fact.expiresAt,
              ...(room ? { fact: room.event, ...roomKeys(portfolioId, room.roomId, room.event) } : {}),
              ...(bus ? { event: bus } : {}),
            },
            ConditionExpression: 'attribute_not_exists(pk)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        )
        return 'new'
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error
        return error.Item && unmarshall(error.Item).hash === fact.hash ? 'same' : 'conflict'
      }
    },
    /** Keeps a span whose events are lost, under the gap’s own id; the same gap again changes nothing. */
    recordGap: async (...gap: Parameters<typeof putGap>): Promise<void> => {
      await table.client.send(new PutCommand(putGap(...gap)))
    },
    /** The write of {@link recordGap}. */
    gap: (...gap: Parameters<typeof putGap>): Write => ({ Put: putGap(...gap) }),
    /** Room events of a room with an event time in [fromMs, toMs], by event time. */
    window: async (portfolioId: PortfolioId, roomId: string, fromMs: number, toMs: number): Promise<RoomEvent[]> => {
      const days: number[] = []
      for (let day = Math.floor(fromMs / DAY_MS) * DAY_MS; day <= toMs; day += DAY_MS) days.push(day)
      const pages = await Promise.all(
        days.map((day) =>
          all({
            IndexName: 'gsi1',
            KeyConditionExpression: 'gsi1pk = :pk AND gsi1sk BETWEEN :a AND :b',
            ExpressionAttributeValues: {
              ':pk': dayOf(portfolioId, roomId, day),
              ':a': new Date(fromMs).toISOString(),
              // '~' follows every character of an id.
              ':b': `${new Date(toMs).toISOString()}~`,
            },
          }),
        ),
      )
      return pages.flat().map((item) => item.fact as RoomEvent)
    },
    /** Event times of the facts nearest before and after a range of numbers, epoch ms; null where there is none. */
    around: async (
      portfolioId: PortfolioId,
      thing: string,
      ep: number,
      [from, to]: readonly [number, number],
    ): Promise<{ beforeMs: number | null; afterMs: number | null }> => {
      const pk = thingOf(portfolioId, thing)
      const [beforeMs, afterMs] = await Promise.all([
        nearest(pk, [factKey(1, 0), factKey(ep, from - 1)], true),
        nearest(pk, [factKey(ep, to + 1), factKey(999_999, 0)], false),
      ])
      return { beforeMs, afterMs }
    },
    /** Keeps an anomaly of a device; the same bytes at the same time again change nothing. */
    recordAnomaly: async (portfolioId: PortfolioId, thing: string, anomaly: DeviceAnomaly): Promise<void> => {
      await table.client.send(
        new PutCommand({
          TableName: table.name,
          Item: {
            pk: thingOf(portfolioId, thing),
            sk: `ANOMALY#${new Date(anomaly.atMs).toISOString()}#${anomaly.hash.slice(0, 16)}`,
            ...anomaly,
          },
        }),
      )
    },
    /** Anomalies of a device, newest first. */
    anomalies: async (portfolioId: PortfolioId, thing: string, limit = 100): Promise<DeviceAnomaly[]> => {
      const { Items = [] } = await table.client.send(
        new QueryCommand({
          TableName: table.name,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :anomaly)',
          ExpressionAttributeValues: { ':pk': thingOf(portfolioId, thing), ':anomaly': 'ANOMALY#' },
          ScanIndexForward: false,
          Limit: limit,
        }),
      )
      return Items.map(({ pk: _, sk: __, ...anomaly }) => anomaly as DeviceAnomaly)
    },
  }
}
