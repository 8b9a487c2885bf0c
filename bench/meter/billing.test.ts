import { describe, expect, it } from 'vitest'
import type { WireItem } from '../metering.ts'
import { meter } from './billing.ts'
import type { CallEntry, InvocationEntry, MeterEntry, StreamRecord } from './entries.ts'

const item = (sk: string, bytes: number, more: WireItem = {}): WireItem => ({
  pk: { S: 'p' },
  sk: { S: sk },
  text: { S: 'x'.repeat(bytes) },
  ...more,
})
const keys = (sk: string): WireItem => ({ pk: { S: 'p' }, sk: { S: sk } })

let at = 0
const call = (operation: string, request: object, response: object = {}, status = 200): CallEntry => ({
  kind: 'call',
  fn: 'f',
  beganAt: ++at,
  endedAt: ++at,
  service: 'dynamodb',
  operation,
  status,
  request: JSON.stringify(request),
  response: JSON.stringify(response),
})
const record = (sequence: number, sk: string, before: WireItem | null, after: WireItem | null): StreamRecord => ({
  SequenceNumber: String(sequence),
  Keys: keys(sk),
  ...(after ? { NewImage: after } : {}),
  ...(before ? { OldImage: before } : {}),
})
const streamed = (...stream: StreamRecord[]): InvocationEntry => ({
  kind: 'invocation',
  fn: 'project',
  beganAt: ++at,
  endedAt: ++at,
  ok: true,
  memoryMb: 512,
  cpuMs: 4,
  cold: false,
  source: 'aws:dynamodb',
  records: stream.length,
  stream,
})
const unitsOf = (...entries: MeterEntry[]) => meter(entries).map(({ writeUnits, readUnits }) => [writeUnits, readUnits])

describe('writes', () => {
  it('are billed by the larger image, which only the stream knows of an update', () => {
    const [small, big] = [item('a', 100), item('a', 2000)]
    expect(
      unitsOf(
        call('PutItem', { Item: big }),
        call('UpdateItem', { Key: keys('a') }),
        streamed(record(1, 'a', null, big), record(2, 'a', big, small)),
      ),
    ).toEqual([
      [2, 0],
      [2, 0],
    ])
  })

  it('in a transaction count double, beside the writes of their indexes', () => {
    const indexed = item('a', 100, { gsi2pk: { S: 'x' }, gsi2sk: { S: 'y' } })
    const plain = item('b', 100)
    expect(
      unitsOf(
        call('TransactWriteItems', {
          TransactItems: [{ Put: { Item: indexed } }, { Put: { Item: plain } }, { ConditionCheck: { Key: keys('c') } }],
        }),
        streamed(record(1, 'a', null, indexed), record(2, 'b', null, plain)),
      ),
    ).toEqual([[7, 0]])
  })

  it('that were refused cost as much as the item that is there', () => {
    const big = item('a', 1500)
    expect(
      unitsOf(
        call('PutItem', { Item: big }),
        call('PutItem', { Item: item('a', 10) }, {}, 400),
        streamed(record(1, 'a', null, big)),
      ),
    ).toEqual([
      [2, 0],
      [2, 0],
    ])
  })

  it('that changed nothing leave no record and cost a write', () => {
    const same = item('a', 1500)
    expect(
      unitsOf(call('PutItem', { Item: same }), call('PutItem', { Item: same }), streamed(record(1, 'a', null, same))),
    ).toEqual([
      [2, 0],
      [2, 0],
    ])
  })

  it('of a stream that came twice count once', () => {
    const [one, two] = [item('a', 10), item('a', 1500)]
    const records = [record(1, 'a', null, one), record(2, 'a', one, two)]
    expect(
      unitsOf(
        call('PutItem', { Item: one }),
        streamed(records[0] as StreamRecord),
        streamed(...records),
        call('BatchWriteItem', { RequestItems: { t: [{ PutRequest: { Item: two } }] } }),
      ),
    ).toEqual([
      [1, 0],
      [2, 0],
    ])
  })
})

describe('reads', () => {
  it('cost by the whole item, also where only a part is asked for', () => {
    const big = item('a', 9000)
    expect(
      unitsOf(
        call('PutItem', { Item: big }),
        streamed(record(1, 'a', null, big)),
        call('GetItem', { Key: keys('a'), ConsistentRead: true }, { Item: keys('a') }),
        call('GetItem', { Key: keys('z') }, {}),
      ).slice(1),
    ).toEqual([
      [0, 3],
      [0, 0.5],
    ])
  })

  it('of a batch are rounded item by item, missing ones too', () => {
    const request = { RequestItems: { t: { Keys: [keys('a'), keys('b'), keys('c')] } } }
    expect(unitsOf(call('BatchGetItem', request, { Responses: { t: [item('a', 10), item('b', 10)] } }))).toEqual([
      [0, 1.5],
    ])
  })

  it('of a query are rounded over all its items, also over those that a filter left out', () => {
    const some = [item('a', 1000), item('b', 1000)]
    expect(unitsOf(call('Query', {}, { Items: some, ScannedCount: 8 }))).toEqual([[0, 1]])
  })
})
