import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, expect, it } from 'vitest'
import type { PortfolioId } from '../contracts/ids.ts'
import { id, resident, stored } from '../domain/packages/packages.fixture.ts'
import { makeCredentials } from './credentials.ts'
import { packageItem } from './package-item.ts'
import { makePackages } from './packages.ts'
import { readTogether } from './read-together.ts'
import { makeResidents } from './residents.ts'
import type { Table } from './table.ts'

const PORTFOLIO = id('pf', 1) as PortfolioId
const dynamo = mockClient(DynamoDBDocumentClient)
const table: Table = { client: DynamoDBDocumentClient.from(new DynamoDBClient({})), name: 'T' }

beforeEach(() => dynamo.reset())

const readAll = (together: Table) =>
  Promise.all([
    makePackages(together).get(PORTFOLIO, id('prop', 1), id('pkg', 1)),
    makeResidents(together).get(PORTFOLIO, id('prop', 1), id('res', 1)),
    makeCredentials(together).residentCode(PORTFOLIO, id('room', 1), id('res', 1), 1_000),
  ])

it('reads the items of several repositories in one call', async () => {
  const { propertyId, id: residentId, phone, ...known } = resident()
  const put = makeResidents(table).create(PORTFOLIO, resident(), { id: 'e' } as never).Put?.Item
  const codes = `PF#${PORTFOLIO}#ROOM#${id('room', 1)}#CODES`
  dynamo.on(BatchGetCommand).resolves({
    Responses: {
      T: [
        packageItem(PORTFOLIO, stored(), { id: 'e' } as never),
        put ?? {},
        { pk: codes, sk: '!SET', thing: 'rc-1', open: {}, rev: 1, v: 1 },
        {
          pk: codes,
          sk: `R#${residentId}`,
          credentialId: id('cred', 1),
          thing: 'rc-1',
          selector: '012',
          sealed: 'closed',
          endsAtMs: 2_000,
        },
      ],
    },
  })
  const [record, found, code] = await readAll(readTogether(table))
  expect(record).toEqual(stored())
  expect(found).toMatchObject({ id: residentId, propertyId, phone, ...known })
  expect(code).toMatchObject({ selector: '012', state: 'on_device' })
  const calls = dynamo.commandCalls(BatchGetCommand)
  expect(calls).toHaveLength(1)
  expect(calls[0]?.args[0].input.RequestItems?.T?.Keys).toHaveLength(4)
})

it('asks again for what the table left out', async () => {
  const own = packageItem(PORTFOLIO, stored(), { id: 'e' } as never)
  dynamo
    .on(BatchGetCommand)
    .resolvesOnce({ Responses: {}, UnprocessedKeys: { T: { Keys: [{ pk: own.pk, sk: own.sk }] } } })
    .resolves({ Responses: { T: [own] } })
  expect(await makePackages(readTogether(table)).get(PORTFOLIO, id('prop', 1), id('pkg', 1))).toEqual(stored())
})

it('gives null for what is not there', async () => {
  dynamo.on(BatchGetCommand).resolves({ Responses: { T: [] } })
  expect(await readAll(readTogether(table))).toEqual([null, null, null])
})
