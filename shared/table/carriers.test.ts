import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Carrier, CarrierContact } from '../contracts/carrier.ts'
import { makeCarriers } from './carriers.ts'
import { AT, EVENT, PORTFOLIO, TAIL, tableT } from './requests.fixture.ts'

const dynamo = mockClient(DynamoDBDocumentClient)
const carriers = makeCarriers(tableT())
beforeEach(() => dynamo.reset())

const ups: Carrier = { id: `car_${TAIL}`, name: 'UPS', code: 'ups', createdAt: AT }
const contact: CarrierContact = {
  id: `cc_${TAIL}`,
  carrierId: ups.id,
  kind: 'district_manager',
  name: 'Dana',
  email: 'dana@example.com',
  phone: null,
  createdAt: AT,
}
const pk = `PF#${PORTFOLIO}#CARRIERS`
const item = (carrier: Carrier) => ({
  ...carrier,
  portfolioId: PORTFOLIO,
  event: EVENT,
  __edb_e__: 'carrier',
  __edb_v__: '1',
})

describe('a carrier', () => {
  it('takes its code in the same transaction', () => {
    const [put, code] = carriers.create(PORTFOLIO, ups, EVENT)
    expect(put.Put).toMatchObject({ Item: { ...ups, pk, sk: ups.id, event: EVENT } })
    expect(code.Put).toMatchObject({
      Item: { pk: `PF#${PORTFOLIO}#CARRIER-CODES`, sk: 'ups', takenBy: ups.id },
      ConditionExpression: 'attribute_not_exists(pk)',
    })
  })

  it('is read by id', async () => {
    dynamo.on(GetCommand).resolves({ Item: item(ups) })
    expect(await carriers.get(PORTFOLIO, ups.id)).toEqual(ups)
    expect(dynamo.call(0).args[0].input).toEqual({ TableName: 'T', Key: { pk, sk: ups.id } })
  })

  it('is found by code among the few that a portfolio has', async () => {
    dynamo.on(QueryCommand).resolves({ Items: [item({ ...ups, code: 'usps' }), item(ups)] })
    expect(await carriers.byCode(PORTFOLIO, 'ups')).toEqual(ups)
    expect(await carriers.byCode(PORTFOLIO, 'dhl')).toBeNull()
    expect(dynamo.call(0).args[0].input).toMatchObject({ ExpressionAttributeValues: { ':pk': pk } })
  })
})

describe('contacts', () => {
  it('are a partition for each carrier', async () => {
    const { Put } = carriers.createContact(PORTFOLIO, contact, EVENT)
    expect(Put).toMatchObject({ Item: { pk: `PF#${PORTFOLIO}#CARRIER#${ups.id}`, sk: contact.id } })
    expect(Put?.Item).not.toHaveProperty('phone')
    dynamo.on(QueryCommand).resolves({ Items: [Put?.Item ?? {}] })
    expect(await carriers.contacts(PORTFOLIO, ups.id)).toEqual([contact])
    expect(await carriers.listContacts(PORTFOLIO, ups.id, { limit: 5 })).toEqual({ items: [contact] })
  })
})
