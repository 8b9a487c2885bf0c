import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, expect, test } from 'vitest'
import { defaultStandard } from '../contracts/standard.ts'
import { makePortfolios } from './portfolios.ts'
import { AT, EVENT, PORTFOLIO, tableT } from './requests.fixture.ts'

const dynamo = mockClient(DynamoDBDocumentClient)
const portfolios = makePortfolios(tableT())
const pk = `PF#${PORTFOLIO}#PORTFOLIO`

beforeEach(() => dynamo.reset())

test('a portfolio is added once, with its event', () => {
  expect(portfolios.create({ id: PORTFOLIO, name: 'Maple', createdAt: AT }, EVENT).Put).toMatchObject({
    TableName: 'T',
    Item: { pk, sk: 'PORTFOLIO', portfolioId: PORTFOLIO, name: 'Maple', createdAt: AT, event: EVENT },
    ConditionExpression: expect.stringContaining('attribute_not_exists'),
  })
})

test('a portfolio is one item', async () => {
  dynamo.on(GetCommand).resolves({
    Item: { portfolioId: PORTFOLIO, name: 'Maple', createdAt: AT, __edb_e__: 'portfolio', __edb_v__: '1' },
  })
  expect(await portfolios.get(PORTFOLIO)).toEqual({ id: PORTFOLIO, name: 'Maple', createdAt: AT })
  expect(dynamo.call(0).args[0].input).toEqual({ TableName: 'T', Key: { pk, sk: 'PORTFOLIO' } })
})

test('the standard is the default one until it was put', async () => {
  dynamo.on(GetCommand).resolves({})
  expect(await portfolios.standard(PORTFOLIO)).toEqual(defaultStandard())
  expect(dynamo.call(0).args[0].input).toEqual({ TableName: 'T', Key: { pk, sk: 'STANDARD' } })
})

test('the standard is replaced, whatever was there', () => {
  const { Put } = portfolios.putStandard(PORTFOLIO, defaultStandard(), EVENT)
  expect(Put).toMatchObject({ TableName: 'T', Item: { pk, sk: 'STANDARD', standard: defaultStandard(), event: EVENT } })
  expect(Put).not.toHaveProperty('ConditionExpression')
})
