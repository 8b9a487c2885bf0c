import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Property, Room, Unit } from '../contracts/property.ts'
import { makeProperties } from './properties.ts'
import { AT, EVENT, IN_PROPERTY, PORTFOLIO, PROPERTY, TAIL, tableT } from './requests.fixture.ts'
import { makeRooms } from './rooms.ts'
import { makeUnits } from './units.ts'

const dynamo = mockClient(DynamoDBDocumentClient)
beforeEach(() => dynamo.reset())
const onlyNew = expect.stringContaining('attribute_not_exists')

const property: Property = {
  id: PROPERTY,
  name: 'Maple Court',
  address: { street: '1 Main', city: 'Troy', region: 'NY', postalCode: '12180', country: 'US' },
  timeZone: 'America/New_York',
  models: ['smart_room'],
  createdAt: AT,
}

describe('properties', () => {
  const properties = makeProperties(tableT())

  it('take their name, ignoring case, in the same transaction', () => {
    const [put, name] = properties.create(PORTFOLIO, property, EVENT)
    expect(put.Put).toMatchObject({
      Item: { ...property, pk: `PF#${PORTFOLIO}#PROPERTIES`, sk: PROPERTY, event: EVENT },
      ConditionExpression: onlyNew,
    })
    expect(name.Put).toEqual({
      TableName: 'T',
      Item: { pk: `PF#${PORTFOLIO}#PROPERTY-NAMES`, sk: 'maple court', takenBy: PROPERTY },
      ConditionExpression: 'attribute_not_exists(pk)',
    })
  })

  it('are read by id, and listed as one partition', async () => {
    dynamo
      .on(GetCommand)
      .resolves({ Item: { ...property, portfolioId: PORTFOLIO, event: EVENT, __edb_e__: 'property', __edb_v__: '1' } })
    dynamo.on(QueryCommand).resolves({ Items: [] })
    expect(await properties.get(PORTFOLIO, PROPERTY)).toEqual(property)
    await properties.list(PORTFOLIO, { limit: 5 })
    expect(dynamo.call(0).args[0].input).toEqual({
      TableName: 'T',
      Key: { pk: `PF#${PORTFOLIO}#PROPERTIES`, sk: PROPERTY },
    })
    expect(dynamo.call(1).args[0].input).toMatchObject({
      ExpressionAttributeValues: { ':pk': `PF#${PORTFOLIO}#PROPERTIES` },
    })
  })
})

describe('rooms', () => {
  const rooms = makeRooms(tableT())
  const room: Room = {
    id: `room_${TAIL}`,
    propertyId: PROPERTY,
    name: 'Main',
    zones: [],
    capacity: 60,
    interiorSensors: true,
    createdAt: AT,
  }

  it('lie by id, and in the index by property', () => {
    expect(rooms.create(PORTFOLIO, room, EVENT).Put).toMatchObject({
      Item: {
        ...room,
        pk: `PF#${PORTFOLIO}#ROOMS`,
        sk: room.id,
        gsi1pk: `${IN_PROPERTY}#ROOMS`,
        gsi1sk: room.id,
        event: EVENT,
      },
      ConditionExpression: onlyNew,
    })
  })

  it('are read by their id alone, and listed by property', async () => {
    dynamo.on(GetCommand).resolves({})
    dynamo.on(QueryCommand).resolves({ Items: [] })
    expect(await rooms.get(PORTFOLIO, room.id)).toBeNull()
    await rooms.list(PORTFOLIO, PROPERTY, { limit: 5 })
    expect(dynamo.call(0).args[0].input).toEqual({ TableName: 'T', Key: { pk: `PF#${PORTFOLIO}#ROOMS`, sk: room.id } })
    expect(dynamo.call(1).args[0].input).toMatchObject({
      IndexName: 'gsi1',
      ExpressionAttributeValues: { ':pk': `${IN_PROPERTY}#ROOMS` },
    })
  })
})

describe('units', () => {
  const units = makeUnits(tableT())
  const unit: Unit = { id: `unit_${TAIL}`, propertyId: PROPERTY, number: '9c', selector: '009' }

  it('lie by their number in upper case, and take their selector', () => {
    const [put, selector] = units.create(PORTFOLIO, unit, EVENT)
    expect(put.Put).toMatchObject({
      Item: { ...unit, pk: `${IN_PROPERTY}#UNITS`, sk: '9C', event: EVENT },
      ConditionExpression: onlyNew,
    })
    expect(selector.Put).toMatchObject({ Item: { pk: `${IN_PROPERTY}#SELECTORS`, sk: '009', takenBy: unit.id } })
  })

  it('are read by number, ignoring case', async () => {
    dynamo.on(GetCommand).resolves({
      Item: { ...unit, portfolioId: PORTFOLIO, numberKey: '9C', event: EVENT, __edb_e__: 'unit', __edb_v__: '1' },
    })
    expect(await units.byNumber(PORTFOLIO, PROPERTY, '9c')).toEqual(unit)
    expect(dynamo.call(0).args[0].input).toEqual({ TableName: 'T', Key: { pk: `${IN_PROPERTY}#UNITS`, sk: '9C' } })
  })

  it('are listed and read whole as one partition', async () => {
    dynamo.on(QueryCommand).resolves({ Items: [] })
    await units.list(PORTFOLIO, PROPERTY, { limit: 5 })
    expect(await units.all(PORTFOLIO, PROPERTY)).toEqual([])
    for (const call of dynamo.calls())
      expect(call.args[0].input).toMatchObject({ ExpressionAttributeValues: { ':pk': `${IN_PROPERTY}#UNITS` } })
  })
})
