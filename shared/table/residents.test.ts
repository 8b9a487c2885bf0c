import { BatchWriteCommand, DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Resident } from '../contracts/resident.ts'
import { AT, EVENT, IN_PROPERTY, PORTFOLIO, PROPERTY, tableT } from './requests.fixture.ts'
import { makeResidents } from './residents.ts'

const dynamo = mockClient(DynamoDBDocumentClient)
const residents = makeResidents(tableT())
beforeEach(() => dynamo.reset())

const numbered = (n: number, more: Partial<Resident> = {}): Resident => ({
  id: `res_01h455vb4pex5vsknk084sn${String(n).padStart(3, '0')}`,
  propertyId: PROPERTY,
  firstName: 'Zoë',
  lastName: `Núñez ${n}`,
  unit: '9C',
  email: null,
  phone: null,
  moveIn: '2025-01-15',
  moveOut: null,
  language: 'en',
  preferredChannel: 'email',
  accessibleHeight: false,
  createdAt: AT,
  updatedAt: AT,
  ...more,
})
const stored = ({ email, phone, moveOut, ...rest }: Resident) => ({
  ...rest,
  ...(email ? { email } : {}),
  ...(phone ? { phone } : {}),
  ...(moveOut ? { moveOut } : {}),
  portfolioId: PORTFOLIO,
  event: EVENT,
  __edb_e__: 'resident',
  __edb_v__: '1',
})
const pk = `${IN_PROPERTY}#RES`

describe('a resident', () => {
  it('is added once; what is not known takes no space', () => {
    const { Put } = residents.create(PORTFOLIO, numbered(1), EVENT)
    expect(Put).toMatchObject({
      Item: { pk, sk: numbered(1).id, unit: '9C', event: EVENT },
      ConditionExpression: expect.stringContaining('attribute_not_exists'),
    })
    for (const absent of ['email', 'phone', 'moveOut', 'externalId']) expect(Put?.Item).not.toHaveProperty(absent)
  })

  it('is replaced only as it was read', () => {
    expect(residents.replace(PORTFOLIO, numbered(1, { phone: '+12025550101' }), AT, EVENT).Put).toMatchObject({
      Item: { pk, sk: numbered(1).id, phone: '+12025550101' },
      ConditionExpression: 'updatedAt = :before',
      ExpressionAttributeValues: { ':before': AT },
    })
  })

  it('is read by one key', async () => {
    dynamo.on(GetCommand).resolves({ Item: stored(numbered(1)) })
    expect(await residents.get(PORTFOLIO, PROPERTY, numbered(1).id)).toEqual(numbered(1))
    expect(dynamo.call(0).args[0].input).toEqual({ TableName: 'T', Key: { pk, sk: numbered(1).id } })
  })
})

describe('the list', () => {
  it('goes on after the last resident that was looked at', async () => {
    dynamo.on(QueryCommand).resolves({ Items: [1, 2, 3].map((n) => stored(numbered(n))) })
    const first = await residents.list(PORTFOLIO, PROPERTY, { limit: 2 })
    expect(first.items.map(({ id }) => id)).toEqual([numbered(1).id, numbered(2).id])
    await residents.list(PORTFOLIO, PROPERTY, { limit: 2, cursor: first.cursor })
    expect(dynamo.call(1).args[0].input).toMatchObject({
      KeyConditionExpression: '#pk = :pk and #sk1 > :sk1',
      ExpressionAttributeValues: { ':pk': pk, ':sk1': numbered(2).id },
    })
  })

  it('leaves out whom it is not about', async () => {
    dynamo.on(QueryCommand).resolves({ Items: [1, 2, 3].map((n) => stored(numbered(n))) })
    const found = await residents.list(PORTFOLIO, PROPERTY, { limit: 2 }, ({ lastName }) => lastName.endsWith('3'))
    expect(found).toEqual({ items: [numbered(3)] })
  })

  it('takes no cursor of another making', async () => {
    await expect(residents.list(PORTFOLIO, PROPERTY, { limit: 2, cursor: 'zzz' })).rejects.toThrow()
  })
})

describe('the directory', () => {
  it('is the whole partition, names and dates only', async () => {
    dynamo.on(QueryCommand).resolves({ Items: [stored(numbered(1, { moveOut: '2026-01-01' }))] })
    expect(await residents.directory(PORTFOLIO, PROPERTY)).toEqual([
      {
        residentId: numbered(1).id,
        firstName: 'Zoë',
        lastName: 'Núñez 1',
        unit: '9C',
        moveIn: '2025-01-15',
        moveOut: '2026-01-01',
        aliases: [],
      },
    ])
    expect(dynamo.call(0).args[0].input).toMatchObject({ ExpressionAttributeValues: { ':pk': pk } })
    expect(JSON.stringify(dynamo.call(0).args[0].input)).not.toContain('phone')
  })
})

describe('an import', () => {
  it('writes whole residents, whatever is there', async () => {
    dynamo.on(BatchWriteCommand).resolves({})
    await residents.putAll(PORTFOLIO, [{ resident: numbered(1), event: EVENT }])
    expect(dynamo.call(0).args[0].input).toMatchObject({
      RequestItems: { T: [{ PutRequest: { Item: { pk, sk: numbered(1).id, event: EVENT } } }] },
    })
  })
})
