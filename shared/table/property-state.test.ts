import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it } from 'vitest'
import { emptyRoom, emptyState, type StoredPropertyState } from '../domain/property-state/state.ts'
import { makePropertyStates } from './property-state.ts'
import { AT, IN_PROPERTY, PORTFOLIO, PROPERTY, TAIL, tableT } from './requests.fixture.ts'

const dynamo = mockClient(DynamoDBDocumentClient)
const states = makePropertyStates(tableT())
beforeEach(() => dynamo.reset())
const key = { pk: `${IN_PROPERTY}#STATE`, sk: 'STATE' }
const empty: StoredPropertyState = emptyState({ id: PROPERTY, timeZone: 'America/New_York', createdAt: AT })

describe('the state of a property', () => {
  it('is one item, read cheaply for the console and surely for whoever goes on from it', async () => {
    dynamo.on(GetCommand).resolves({ Item: { ...key, state: empty, rev: 3 } })
    expect(await states.get(PORTFOLIO, PROPERTY)).toEqual(empty)
    expect(await states.read(PORTFOLIO, PROPERTY)).toEqual({ state: empty, rev: 3 })
    expect(dynamo.call(0).args[0].input).toEqual({ TableName: 'T', Key: key, ConsistentRead: false })
    expect(dynamo.call(1).args[0].input).toEqual({ TableName: 'T', Key: key, ConsistentRead: true })
  })

  it('is written only after the one that was read', async () => {
    dynamo
      .on(PutCommand)
      .resolvesOnce({})
      .rejects(new ConditionalCheckFailedException({ message: '', $metadata: {} }))
    expect(await states.write(PORTFOLIO, empty, 3)).toBe(true)
    expect(await states.write(PORTFOLIO, empty, 0)).toBe(false)
    expect(dynamo.call(0).args[0].input).toMatchObject({
      Item: { ...key, rev: 4 },
      ConditionExpression: 'rev = :rev',
      ExpressionAttributeValues: { ':rev': 3 },
    })
    expect(dynamo.call(1).args[0].input).toMatchObject({ ConditionExpression: 'attribute_not_exists(pk)' })
  })

  it('of a room with two devices fits into one write unit', async () => {
    dynamo.on(PutCommand).resolves({})
    const sequence = '1234567890123456789012345'
    const full: StoredPropertyState = {
      ...empty,
      days: { '2026-11-22': { received: 41, collected: 40 }, '2026-11-23': { received: 41, collected: 40 } },
      applied: Object.fromEntries(Array.from({ length: 6 }, (_, n) => [`source_${n}`, sequence])),
      rooms: {
        [`room_${TAIL}`]: {
          ...emptyRoom('Package room', 60, AT),
          devices: {
            [`rc-${TAIL}`]: { name: 'Door', beatMs: 60_000, heardMs: 1_795_428_000_000 },
            [`ks-${TAIL}`]: { name: 'Kiosk', beatMs: 60_000, heardMs: 1_795_428_000_000 },
          },
          lastVisit: {
            sessionId: `rc-${TAIL}#1#12345`,
            who: 'UPS',
            at: AT,
            verdict: 'no_intake',
            reason: 'Nobody logged a package.',
          },
        },
      },
    }
    await states.write(PORTFOLIO, full, 1)
    const item = dynamo.call(0).args[0].input as { Item: object }
    // JSON is a little longer than what DynamoDB bills.
    expect(JSON.stringify(item.Item).length).toBeLessThanOrEqual(1400)
  })
})

describe('a recount', () => {
  it('reads every package', async () => {
    const item = {
      pk: `${IN_PROPERTY}#PKG`,
      sk: `pkg_${TAIL}`,
      room: TAIL,
      status: 'stored',
      in: { at: 5, by: 'x' },
    }
    dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: [item], LastEvaluatedKey: { pk: 'p', sk: 's' } })
      .resolves({ Items: [item] })
    expect(await states.packages(PORTFOLIO, PROPERTY)).toHaveLength(2)
    expect(dynamo.call(1).args[0].input).toMatchObject({
      ExclusiveStartKey: { pk: 'p', sk: 's' },
      ExpressionAttributeValues: { ':pk': `${IN_PROPERTY}#PKG` },
    })
  })
})
