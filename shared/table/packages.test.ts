import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import fc from 'fast-check'
import { beforeEach, describe, expect, it, test } from 'vitest'
import type { DomainEvent } from '../contracts/domain-event.ts'
import type { PortfolioId } from '../contracts/ids.ts'
import { collectedData, receivedData } from '../domain/packages/event-data.ts'
import type { PackageRecord } from '../domain/packages/package-record.ts'
import { id, NOW, stored } from '../domain/packages/packages.fixture.ts'
import { idFrom } from '../runtime/ids.ts'
import { eventOf } from './events.ts'
import { packageFrom, packageItem, packageKey } from './package-item.ts'
import { makePackages, pickupOnce } from './packages.ts'

const PORTFOLIO = id('pf', 1) as PortfolioId
const PARTITION = `PF#${PORTFOLIO}#PROP#${id('prop', 1)}#PKG`
const dynamo = mockClient(DynamoDBDocumentClient)
const packages = makePackages({ client: DynamoDBDocumentClient.from(new DynamoDBClient({})), name: 'T' })

beforeEach(() => dynamo.reset())

const event = (type: DomainEvent['type'], record: PackageRecord, data: Record<string, unknown> = {}): DomainEvent =>
  eventOf({
    type,
    portfolioId: PORTFOLIO,
    propertyId: record.propertyId,
    resource: record.id,
    principal: 'device:ks-01jqg3v4e5f6a7b8c9d0e1f2g3',
    operationId: 'createPackage',
    occurredAt: '2026-03-29T18:00:00.000Z',
    recordedAt: '2026-03-29T18:00:00.000Z',
    data,
  })
const item = (record: PackageRecord) => packageItem(PORTFOLIO, record, event('package.received', record))

/** Size as DynamoDB bills it: names and values in UTF-8, numbers at half a byte a digit, 3 bytes for a map or list. */
const sizeOf = (item: Record<string, unknown>): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value), 0)
const valueSize = (value: unknown): number => {
  if (typeof value === 'string') return Buffer.byteLength(value)
  if (typeof value === 'number') return Math.ceil(String(value).length / 2) + 1
  if (Array.isArray(value)) return 3 + value.reduce((sum: number, inner) => sum + 1 + valueSize(inner), 0)
  if (typeof value === 'object' && value !== null)
    return (
      3 + Object.entries(value).reduce((sum, [name, inner]) => sum + 1 + Buffer.byteLength(name) + valueSize(inner), 0)
    )
  return 1
}

describe('the item', () => {
  const collected: PackageRecord = stored({
    status: 'collected',
    collected: {
      atMs: NOW + 1,
      recordedAtMs: NOW + 1,
      by: 'device:ks-01jqg3v4e5f6a7b8c9d0e1f2g3',
      method: 'kiosk',
      once: `${'k'.repeat(8)}.${'b'.repeat(8)}`,
      sessionKnown: false,
    },
  })

  it.each([
    ['a whole package', stored()],
    ['a queued one', stored({ status: 'queued', residentId: null, recipient: null, unit: null, trackingNumber: null })],
    ['one drained late', stored({ received: { atMs: NOW, recordedAtMs: NOW + 9, by: 'user:usr_1' }, flags: ['cold'] })],
    ['an assigned one', stored({ assigned: { atMs: NOW, recordedAtMs: NOW, by: 'user:usr_1' } })],
    ['a collected one', collected],
  ])('gives back what was put: %s', (_, record) => {
    expect(packageFrom(item(record))).toEqual(record)
  })

  it('is billed as one kilobyte, from intake to pickup', () => {
    const received = packageItem(PORTFOLIO, stored(), event('package.received', stored(), receivedData(stored())))
    const gone = packageItem(PORTFOLIO, collected, event('package.collected', collected, collectedData(collected)))
    expect(sizeOf(received)).toBeLessThanOrEqual(1024)
    expect(sizeOf(gone)).toBeLessThanOrEqual(1024)
  })
})

describe('writes', () => {
  it('receives a package, its event and the lock on its number together', () => {
    const record = stored()
    const [put, lock] = packages.receive(PORTFOLIO, record, event('package.received', record))
    expect(put?.Put).toMatchObject({
      Item: {
        pk: PARTITION,
        sk: record.id,
        gsi2pk: `PF#${PORTFOLIO}#RES#${record.residentId}#PKG`,
        gsi2sk: record.id.slice(4),
        event: { type: 'package.received' },
      },
      ConditionExpression: 'attribute_not_exists(pk)',
    })
    expect(lock?.Put).toMatchObject({
      Item: { pk: `PF#${PORTFOLIO}#PROP#${record.propertyId}#TRK`, sk: '1Z999AA10123456784', pkg: record.id },
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    })
  })

  it('takes a number over from a package that left, and only from that one', () => {
    const [, lock] = packages.receive(PORTFOLIO, stored(), event('package.received', stored()), {
      pkg: id('pkg', 9),
      was: [id('pkg', 8)],
    })
    expect(lock?.Put).toMatchObject({
      Item: { pkg: id('pkg', 1), was: [id('pkg', 8), id('pkg', 9)] },
      ConditionExpression: 'pkg = :old',
      ExpressionAttributeValues: { ':old': id('pkg', 9) },
    })
  })

  it('locks nothing for a package without a number, and lists no queued one under a resident', () => {
    const queued = stored({ trackingNumber: null, residentId: null, status: 'queued' })
    const writes = packages.receive(PORTFOLIO, queued, event('package.received', queued))
    expect(writes).toHaveLength(1)
    expect(writes[0]?.Put?.Item).not.toHaveProperty('gsi2pk')
  })

  it('assigns only from the queue', () => {
    expect(packages.assign(PORTFOLIO, stored(), event('package.assigned', stored())).Put).toMatchObject({
      ConditionExpression: '#status = :queued',
      ExpressionAttributeValues: { ':queued': 'queued' },
    })
  })

  it('collects in one write outside a transaction, with the event', async () => {
    const record = stored({
      status: 'collected',
      collected: { atMs: NOW, recordedAtMs: NOW, by: 'link:res_1', method: 'link', once: null, sessionKnown: false },
    })
    dynamo.on(UpdateCommand).resolves({ Attributes: item(record) })
    expect(await packages.collect(PORTFOLIO, record, event('package.collected', record))).toEqual(record)
    expect(dynamo.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
      Key: { pk: PARTITION, sk: record.id },
      ConditionExpression: '#status IN (:stored, :queued)',
      ExpressionAttributeValues: { ':status': 'collected', ':event': { type: 'package.collected' } },
    })
  })

  it('answers what is there where another pickup was first', async () => {
    const faster = stored({
      status: 'collected',
      collected: { atMs: NOW, recordedAtMs: NOW, by: 'user:usr_2', method: 'desk', once: null, sessionKnown: false },
    })
    dynamo.on(UpdateCommand).rejects(Object.assign(new Error('no'), { name: 'ConditionalCheckFailedException' }))
    dynamo.on(GetCommand).resolves({ Item: item(faster) })
    expect(await packages.collect(PORTFOLIO, stored(), event('package.collected', stored()))).toEqual(faster)
  })

  it('notes an access session once', async () => {
    dynamo.on(UpdateCommand).resolves({})
    await packages.attributeSession(PORTFOLIO, id('prop', 1), id('pkg', 1), 'ks#1#1')
    expect(dynamo.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
      UpdateExpression: 'SET sess = :session',
      ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(sess) OR sess <> :session)',
    })
  })

  it('keeps of an Idempotency-Key nothing that can be read', () => {
    expect(pickupOnce({ key: 'secret-key', bodyHash: 'h' }).key).not.toContain('secret-key')
  })
})

describe('reads', () => {
  it('finds a package of an id in the first property that has it', async () => {
    const record = stored()
    dynamo
      .on(GetCommand)
      .resolvesOnce({})
      .resolvesOnce({ Item: item(record) })
    expect(await packages.find(PORTFOLIO, [id('prop', 2), id('prop', 1)], record.id)).toEqual(record)
    expect(dynamo.commandCalls(GetCommand)[1]?.args[0].input).toMatchObject({
      Key: packageKey(PORTFOLIO, id('prop', 1), record.id),
      ConsistentRead: true,
    })
  })

  it('lists newest first, narrowed by time in the key and by the rest in a filter', async () => {
    dynamo.on(QueryCommand).resolves({ Items: [item(stored())] })
    const page = await packages.list(
      PORTFOLIO,
      id('prop', 1),
      { roomId: id('room', 1), status: 'stored', receivedFromMs: NOW, receivedToMs: NOW + 1 },
      { limit: 25 },
    )
    expect(page).toEqual({ items: [stored()] })
    expect(dynamo.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      FilterExpression: '#room = :room AND #status = :status',
      ExpressionAttributeValues: { ':pk': PARTITION, ':room': id('room', 1).slice(5), ':status': 'stored' },
      ScanIndexForward: false,
    })
  })

  it('goes on after the cursor, and refuses one that is not ours', async () => {
    const three = [3, 2, 1].map((n) => item(stored({ id: id('pkg', n) })))
    dynamo.on(QueryCommand).resolves({ Items: three })
    const first = await packages.list(PORTFOLIO, id('prop', 1), {}, { limit: 2 })
    if (!('items' in first)) throw new Error('refused')
    expect(first.items.map((p) => p.id)).toEqual([id('pkg', 3), id('pkg', 2)])
    await packages.list(PORTFOLIO, id('prop', 1), {}, { limit: 2, cursor: first.cursor })
    expect(dynamo.commandCalls(QueryCommand)[1]?.args[0].input.ExclusiveStartKey).toEqual({
      pk: PARTITION,
      sk: id('pkg', 2),
    })
    const foreign = Buffer.from('PF#other').toString('base64url')
    expect(await packages.list(PORTFOLIO, id('prop', 1), {}, { limit: 2, cursor: foreign })).toMatchObject({
      refused: 'request.cursor_invalid',
    })
  })

  it('stops reading after 400 items that a filter drops, with a cursor to go on', async () => {
    dynamo.on(QueryCommand).resolves({ Items: [], LastEvaluatedKey: { pk: PARTITION, sk: id('pkg', 5) } })
    const page = await packages.list(PORTFOLIO, id('prop', 1), { unit: '99' }, { limit: 2 })
    expect(dynamo.commandCalls(QueryCommand)).toHaveLength(4)
    expect(page).toEqual({ items: [], cursor: Buffer.from(id('pkg', 5)).toString('base64url') })
  })

  test('ids of a time lie within the range of that time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 4e12 }), fc.string(), async (atMs, seed) => {
        dynamo.reset()
        dynamo.on(QueryCommand).resolves({ Items: [] })
        await packages.list(PORTFOLIO, id('prop', 1), { receivedFromMs: atMs, receivedToMs: atMs }, { limit: 1 })
        const values = dynamo.commandCalls(QueryCommand)[0]?.args[0].input.ExpressionAttributeValues ?? {}
        const at = idFrom('package', seed, atMs)
        expect(at > values[':from'] && at < values[':to']).toBe(true)
        const before = idFrom('package', seed, Math.max(0, atMs - 1))
        expect(atMs === 0 || before < values[':from']).toBe(true)
        expect(idFrom('package', seed, atMs + 1) > values[':to']).toBe(true)
      }),
    )
  })

  it('finds the packages of a number by its lock', async () => {
    dynamo.on(GetCommand).resolves({ Item: { pkg: id('pkg', 2), was: [id('pkg', 1)] } })
    dynamo.on(BatchGetCommand).resolves({ Responses: { T: [item(stored()), item(stored({ id: id('pkg', 2) }))] } })
    const found = await packages.withTracking(PORTFOLIO, id('prop', 1), '1Z999AA10123456784')
    expect(found.map((p) => p.id)).toEqual([id('pkg', 2), id('pkg', 1)])
  })

  it('finds those of a resident by the index, and reads them whole', async () => {
    const open = stored({ id: id('pkg', 2) })
    const gone = stored({ status: 'returned' })
    dynamo.on(QueryCommand).resolves({ Items: [item(open), item(gone)] })
    dynamo.on(BatchGetCommand).resolves({ Responses: { T: [item(gone), item(open)] } })
    expect(await packages.openOf(PORTFOLIO, id('res', 1))).toEqual([open])
    expect(dynamo.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
      IndexName: 'gsi2',
      ExpressionAttributeValues: { ':pk': `PF#${PORTFOLIO}#RES#${id('res', 1)}#PKG` },
      Limit: 50,
    })
    expect(dynamo.commandCalls(BatchGetCommand)[0]?.args[0].input.RequestItems?.T?.Keys).toEqual([
      { pk: PARTITION, sk: id('pkg', 2) },
      { pk: PARTITION, sk: id('pkg', 1) },
    ])
  })

  it('looks for another one in a room, a few at a time, and stops at the first', async () => {
    const all = Array.from({ length: 8 }, (_, i) => stored({ id: id('pkg', 9 - i), status: 'collected' }))
    const meant = { roomId: id('room', 1), packageId: id('pkg', 9) }
    const readIn = (records: readonly PackageRecord[]) => {
      dynamo.reset()
      dynamo.on(QueryCommand).resolves({ Items: records.map(item) })
      dynamo.on(BatchGetCommand).callsFake(({ RequestItems }) => ({
        Responses: {
          T: records.map(item).filter(({ sk }) => RequestItems.T.Keys.some((key: { sk: string }) => key.sk === sk)),
        },
      }))
    }
    const asked = () => dynamo.commandCalls(BatchGetCommand).map(({ args }) => args[0].input.RequestItems?.T)
    readIn(all)
    expect(await packages.hasOther(PORTFOLIO, id('res', 1), meant)).toBe(false)
    expect(asked().map((one) => one?.Keys?.length)).toEqual([5, 2])
    expect(asked().every((one) => one?.ConsistentRead)).toBe(true)
    readIn(all.map((one, i) => ({ ...one, status: i < 2 ? 'stored' : 'collected' })))
    expect(await packages.hasOther(PORTFOLIO, id('res', 1), meant)).toBe(true)
    expect(asked()).toHaveLength(1)
    expect(await packages.hasOther(PORTFOLIO, id('res', 1), { ...meant, roomId: id('room', 2) })).toBe(false)
  })
})
