import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it } from 'vitest'
import type { PortfolioId } from '../contracts/ids.ts'
import type { RoomEvent } from '../contracts/room-event.ts'
import { makeRoomEvents, type StoredFact } from './room-events.ts'

const P = 'pf_01k9zz00000000000000000000' as PortfolioId
const ROOM = 'room_01k9zz00000000000000000000'
const THING = 'rc-01k9zz00000000000000000000'
const at = Date.UTC(2026, 10, 23, 23, 59, 59, 900)
const dynamo = mockClient(DynamoDBDocumentClient)
const events = makeRoomEvents({ client: DynamoDBDocumentClient.from(new DynamoDBClient({})), name: 'T' })
const said: RoomEvent = { id: `${THING}#3#7`, thing: THING, at, receivedAt: at, tq: 's', kind: 'motion', on: true }
const fact: StoredFact = {
  thing: THING,
  ep: 3,
  seq: 7,
  hash: 'h',
  kind: 'motion',
  atMs: at,
  room: { roomId: ROOM, event: said },
  expiresAt: 1,
}
const refused = (hash: string) =>
  new ConditionalCheckFailedException({ message: 'no', $metadata: {}, Item: marshall({ hash }) })

beforeEach(() => dynamo.reset())

describe('a fact', () => {
  it('is kept once under its number, and by room and event time', async () => {
    dynamo.on(PutCommand).resolves({})
    expect(await events.record(P, fact)).toBe('new')
    expect(dynamo.commandCalls(PutCommand)[0]?.args[0].input).toEqual({
      TableName: 'T',
      Item: {
        pk: `PF#${P}#THING#${THING}`,
        sk: 'E#000003#000000000007',
        hash: 'h',
        kind: 'motion',
        atMs: at,
        expiresAt: 1,
        fact: said,
        gsi1pk: `PF#${P}#ROOM#${ROOM}#EVT#2026-11-23`,
        gsi1sk: `2026-11-23T23:59:59.900Z#${said.id}`,
      },
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    })
  })

  it('is the same when it comes again, and a conflict with other content', async () => {
    dynamo.on(PutCommand).rejectsOnce(refused('h')).rejectsOnce(refused('other'))
    expect(await events.record(P, fact)).toBe('same')
    expect(await events.record(P, fact)).toBe('conflict')
  })

  it('is found by the time in which it happened, over midnight too', async () => {
    dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: [{ fact: said }] })
      .resolves({ Items: [] })
    expect(await events.window(P, ROOM, at - 1000, at + 1000)).toEqual([said])
    expect(dynamo.commandCalls(QueryCommand).map((c) => c.args[0].input.ExpressionAttributeValues?.[':pk'])).toEqual([
      `PF#${P}#ROOM#${ROOM}#EVT#2026-11-23`,
      `PF#${P}#ROOM#${ROOM}#EVT#2026-11-24`,
    ])
  })
})

describe('what lies around a hole', () => {
  it('is one read on either side', async () => {
    dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: [{ atMs: 5 }] })
      .resolvesOnce({ Items: [] })
    expect(await events.around(P, THING, 3, [8, 9])).toEqual({ beforeMs: 5, afterMs: null })
    expect(dynamo.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
      ExpressionAttributeValues: { ':b': 'E#000003#000000000007' },
      ScanIndexForward: false,
      Limit: 1,
    })
  })
})
