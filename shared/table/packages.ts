import { GetCommand, QueryCommand, type QueryCommandInput, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { DomainEvent } from '../contracts/domain-event.ts'
import { PackageId, type PortfolioId } from '../contracts/ids.ts'
import type { PackageStatus } from '../contracts/package.ts'
import { type Refusal, refuse } from '../contracts/problem.ts'
import { isInRoom, type PackageRecord } from '../domain/packages/package-record.ts'
import type { Write } from './commit.ts'
import { getAll, type ItemKey } from './get-all.ts'
import { bare, packageFrom, packageItem, packageKey, residentPartition } from './package-item.ts'
import { bodyHash, type Page, type Table } from './table.ts'

/** What a list is narrowed by; instants as epoch ms. */
export interface PackageFilter {
  readonly roomId?: string | undefined
  readonly status?: PackageStatus | undefined
  readonly unit?: string | undefined
  readonly receivedFromMs?: number | undefined
  readonly receivedToMs?: number | undefined
}

/** Items that one call of a list reads at most: a filter that nothing meets ends with a cursor, not with a scan. */
const READ_AT_MOST = 400
const PER_READ = 100
/** Newest packages of a resident that are looked at. */
const OF_RESIDENT = 50
/** Packages of a resident that are read at a time where one may be enough. */
const LOOKED_AT = 5
/** Ids of packages that had a tracking number before the one that has it now. */
const EARLIER = 9

/** Epoch ms as the first ten characters of a TypeID's suffix, so that a range of times is a range of ids. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const idTime = (ms: number): string => {
  let rest = BigInt(Math.max(0, Math.min(ms, 2 ** 48 - 1)))
  let text = ''
  for (let i = 0; i < 10; i++) {
    text = ALPHABET[Number(rest & 31n)] + text
    rest >>= 5n
  }
  return text
}

/**
 * Packages. Those of a property share one partition and sort by the time they came, so that a list needs no index; an id
 * names its property (domain: `packageIdIn`), so that a look-up by id needs none either; `gsi2` finds those of a resident.
 */
export const makePackages = (table: Table) => {
  const lockKey = (portfolioId: PortfolioId, propertyId: string, trackingNumber: string) => ({
    pk: `PF#${portfolioId}#PROP#${propertyId}#TRK`,
    sk: trackingNumber,
  })

  const get = async (
    portfolioId: PortfolioId,
    propertyId: string,
    packageId: string,
  ): Promise<PackageRecord | null> => {
    const { Item } = await table.client.send(
      new GetCommand({
        TableName: table.name,
        Key: packageKey(portfolioId, propertyId, packageId),
        ConsistentRead: true,
      }),
    )
    return Item ? packageFrom(Item) : null
  }

  const many = async (keys: readonly ItemKey[]): Promise<PackageRecord[]> => {
    const items = await getAll(table, keys, { consistent: true })
    return items.map(packageFrom).sort((a, b) => (a.id < b.id ? 1 : -1))
  }

  const keysOfResident = async (portfolioId: PortfolioId, residentId: string) => {
    const { Items = [] } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        IndexName: 'gsi2',
        KeyConditionExpression: 'gsi2pk = :pk',
        ExpressionAttributeValues: { ':pk': residentPartition(portfolioId, residentId) },
        ScanIndexForward: false,
        Limit: OF_RESIDENT,
      }),
    )
    return Items as { pk: string; sk: string }[]
  }

  const ofResident = async (portfolioId: PortfolioId, residentId: string): Promise<PackageRecord[]> =>
    many(await keysOfResident(portfolioId, residentId))

  return {
    /**
     * The writes of an intake: the package with its event (fails where the id exists), then, where it has a tracking number,
     * the lock on that number in the property. The lock fails where another package has it (`item.pkg` of the failed
     * write); where that one has left the room, ask again with it as `replaces`.
     */
    receive: (
      portfolioId: PortfolioId,
      record: PackageRecord,
      event: DomainEvent,
      replaces?: { readonly pkg: string; readonly was?: readonly string[] },
    ): Write[] => [
      {
        Put: {
          TableName: table.name,
          Item: packageItem(portfolioId, record, event),
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      ...(record.trackingNumber === null
        ? []
        : [
            {
              Put: {
                TableName: table.name,
                Item: {
                  ...lockKey(portfolioId, record.propertyId, record.trackingNumber),
                  pkg: record.id,
                  ...(replaces ? { was: [...(replaces.was ?? []), replaces.pkg].slice(-EARLIER) } : {}),
                },
                ...(replaces
                  ? { ConditionExpression: 'pkg = :old', ExpressionAttributeValues: { ':old': replaces.pkg } }
                  : { ConditionExpression: 'attribute_not_exists(pk)' }),
                ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
              },
            },
          ]),
    ],

    /** One package of a property, or null. */
    get,

    /** The package of an id in the first of these properties that has it (domain: `propertiesOf`); else null. */
    find: async (
      portfolioId: PortfolioId,
      propertyIds: readonly string[],
      packageId: string,
    ): Promise<PackageRecord | null> => {
      for (const propertyId of propertyIds) {
        const found = await get(portfolioId, propertyId, packageId)
        if (found) return found
      }
      return null
    },

    /** Newest packages of a property that meet a filter. A page may be short of `limit` and still have a cursor. */
    list: async (
      portfolioId: PortfolioId,
      propertyId: string,
      filter: PackageFilter,
      { limit, cursor }: { limit: number; cursor?: string | undefined },
    ): Promise<Page<PackageRecord> | Refusal> => {
      const after = cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString('utf8')
      if (after !== undefined && !PackageId.safeParse(after).success)
        return refuse(
          'request.cursor_invalid',
          `The cursor "${cursor?.slice(0, 24)}" is not one of this list. Start again without a cursor.`,
        )
      const { pk } = packageKey(portfolioId, propertyId, '')
      const query = listQuery(table.name, pk, filter)
      const items: PackageRecord[] = []
      let start = after
      for (let read = 0; read < READ_AT_MOST; read += PER_READ) {
        const { Items = [], LastEvaluatedKey } = await table.client.send(
          new QueryCommand({
            ...query,
            Limit: PER_READ,
            ...(start === undefined ? {} : { ExclusiveStartKey: { pk, sk: start } }),
          }),
        )
        items.push(...Items.map(packageFrom))
        const full = items.length > limit || (items.length === limit && LastEvaluatedKey)
        if (full) {
          const shown = items.slice(0, limit)
          return { items: shown, cursor: Buffer.from(shown.at(-1)?.id ?? '').toString('base64url') }
        }
        if (!LastEvaluatedKey) return { items }
        start = String(LastEvaluatedKey.sk)
      }
      return { items, cursor: Buffer.from(start ?? '').toString('base64url') }
    },

    /** Packages of a property that had a tracking number, newest first: by its lock, so two reads. */
    withTracking: async (
      portfolioId: PortfolioId,
      propertyId: string,
      trackingNumber: string,
    ): Promise<PackageRecord[]> => {
      const { Item } = await table.client.send(
        new GetCommand({ TableName: table.name, Key: lockKey(portfolioId, propertyId, trackingNumber) }),
      )
      if (!Item) return []
      return many(
        [String(Item.pkg), ...((Item.was ?? []) as string[])].map((id) => packageKey(portfolioId, propertyId, id)),
      )
    },

    /** Newest packages of a resident, at most 50, collected ones too. */
    ofResident,

    /** Packages of a resident that are in a room. */
    openOf: async (portfolioId: PortfolioId, residentId: string): Promise<PackageRecord[]> =>
      (await ofResident(portfolioId, residentId)).filter(isInRoom),

    /** Whether another package of a resident than `packageId` is in a room; the newest are looked at first. */
    hasOther: async (
      portfolioId: PortfolioId,
      residentId: string,
      { roomId, packageId }: { readonly roomId: string; readonly packageId: string },
    ): Promise<boolean> => {
      const others = (await keysOfResident(portfolioId, residentId)).filter(({ sk }) => sk !== packageId)
      for (let i = 0; i < others.length; i += LOOKED_AT) {
        const found = await many(others.slice(i, i + LOOKED_AT))
        if (found.some((record) => record.roomId === roomId && isInRoom(record))) return true
      }
      return false
    },

    /** The write that gives a queued package to a resident; fails where it is not in the queue any more. */
    assign: (portfolioId: PortfolioId, record: PackageRecord, event: DomainEvent): Write => ({
      Put: {
        TableName: table.name,
        Item: packageItem(portfolioId, record, event),
        ConditionExpression: '#status = :queued',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':queued': 'queued' },
      },
    }),

    /**
     * Writes a pickup (one write, outside a transaction). Answers the package as it is now: where another pickup came first
     * or the package left the room otherwise, that is not the one that was asked for.
     */
    collect: async (portfolioId: PortfolioId, record: PackageRecord, event: DomainEvent): Promise<PackageRecord> => {
      const item = packageItem(portfolioId, record, event)
      try {
        const { Attributes = {} } = await table.client.send(
          new UpdateCommand({
            TableName: table.name,
            Key: packageKey(portfolioId, record.propertyId, record.id),
            UpdateExpression: 'SET #status = :status, #out = :out, #event = :event',
            ConditionExpression: '#status IN (:stored, :queued)',
            ExpressionAttributeNames: { '#status': 'status', '#out': 'out', '#event': 'event' },
            ExpressionAttributeValues: {
              ':status': 'collected',
              ':out': item.out,
              ':event': event,
              ':stored': 'stored',
              ':queued': 'queued',
            },
            ReturnValues: 'ALL_NEW',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        )
        return packageFrom(Attributes)
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error
        const now = await get(portfolioId, record.propertyId, record.id)
        if (!now) throw new Error(`the package ${record.id} is gone`)
        return now
      }
    },

    /** Notes the access session that a package was attributed to; nothing happens where the package is not there. */
    attributeSession: async (
      portfolioId: PortfolioId,
      propertyId: string,
      packageId: string,
      sessionId: string,
    ): Promise<void> => {
      try {
        await table.client.send(
          new UpdateCommand({
            TableName: table.name,
            Key: packageKey(portfolioId, propertyId, packageId),
            UpdateExpression: 'SET sess = :session',
            ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(sess) OR sess <> :session)',
            ExpressionAttributeValues: { ':session': sessionId },
          }),
        )
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error
      }
    },
  }
}

const listQuery = (TableName: string, pk: string, filter: PackageFilter): QueryCommandInput => {
  const names: Record<string, string> = {}
  const values: Record<string, unknown> = {
    ':pk': pk,
    ':from': `pkg_${idTime(filter.receivedFromMs ?? 0)}`,
    // 'z…' sorts behind every id of that millisecond.
    ':to': `pkg_${idTime(filter.receivedToMs ?? Number.MAX_SAFE_INTEGER)}zzzzzzzzzzzzzzzz`,
  }
  const terms = Object.entries({ room: filter.roomId && bare(filter.roomId), status: filter.status, unit: filter.unit })
    .filter(([, value]) => value !== undefined)
    .map(([field, value]) => {
      names[`#${field}`] = field
      values[`:${field}`] = value
      return `#${field} = :${field}`
    })
  return {
    TableName,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: values,
    ScanIndexForward: false,
    ...(terms.length > 0 ? { FilterExpression: terms.join(' AND '), ExpressionAttributeNames: names } : {}),
  }
}

/** Mark of an Idempotency-Key and body for a pickup; hashes only. */
export const pickupOnce = (once: { readonly key: string; readonly bodyHash: string }) => ({
  key: bodyHash(once.key),
  body: once.bodyHash,
})
