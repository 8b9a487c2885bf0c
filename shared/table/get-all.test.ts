import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it } from 'vitest'
import type { PortfolioId } from '../contracts/ids.ts'
import { id } from '../domain/packages/packages.fixture.ts'
import { makeAccessGrants } from './access-grants.ts'
import { makeCredentials } from './credentials.ts'
import { makeDeviceInbox } from './device-inbox.ts'
import { getAll } from './get-all.ts'
import { makeRegistry } from './registry.ts'
import type { Table } from './table.ts'

const PORTFOLIO = id('pf', 1) as PortfolioId
const dynamo = mockClient(DynamoDBDocumentClient)
const table: Table = { client: DynamoDBDocumentClient.from(new DynamoDBClient({})), name: 'T' }

beforeEach(() => dynamo.reset())

/** A table that leaves out the first key of its first call. */
const leavesOneOut = (itemOf: (key: Record<string, unknown>) => Record<string, unknown>) => {
  let calls = 0
  dynamo.on(BatchGetCommand).callsFake(({ RequestItems }) => {
    const keys = RequestItems.T.Keys as Record<string, unknown>[]
    const left = calls++ === 0 ? keys.slice(0, 1) : []
    const read = keys.slice(left.length)
    return {
      Responses: { T: read.map((key) => ({ ...key, ...itemOf(key) })) },
      UnprocessedKeys: left.length > 0 ? { T: { Keys: left } } : {},
    }
  })
}

describe('items by their keys', () => {
  it('come in hundreds, with what was asked for', async () => {
    leavesOneOut(() => ({}))
    const keys = Array.from({ length: 250 }, (_, n) => ({ pk: 'P', sk: `${n}` }))
    const items = await getAll(table, keys, { consistent: true, attributes: 'sk' })
    expect(new Set(items.map(({ sk }) => sk)).size).toBe(250)
    expect(items).toHaveLength(250)
    const asked = dynamo.commandCalls(BatchGetCommand).map((call) => call.args[0].input.RequestItems?.T)
    expect(asked.map((one) => one?.Keys?.length)).toEqual([100, 100, 51])
    for (const one of asked) expect(one).toMatchObject({ ConsistentRead: true, ProjectionExpression: 'sk' })
  })

  it('cost no call where there are none', async () => {
    expect(await getAll(table, [])).toEqual([])
    expect(dynamo.calls()).toEqual([])
  })
})

describe('what the table leaves unprocessed is not taken for absent', () => {
  it('inboxes of devices', async () => {
    leavesOneOut(({ pk }) => ({ thing: String(pk).split('#').at(-1) }))
    expect([...(await makeDeviceInbox(table).many(PORTFOLIO, ['rc-1', 'ks-1'])).keys()].sort()).toEqual([
      'ks-1',
      'rc-1',
    ])
  })
  it('holders of credentials', async () => {
    leavesOneOut(({ sk }) => ({ id: String(sk).split('#').at(-1), holder: { kind: 'staff' } }))
    const holders = await makeAccessGrants(table).holders(PORTFOLIO, id('room', 1), [id('cred', 1), id('cred', 2)])
    expect([...holders.keys()].sort()).toEqual([id('cred', 1), id('cred', 2)])
  })
  it('the credential set of a room', async () => {
    leavesOneOut(() => ({ open: {}, thing: 'rc-1' }))
    const { set, code } = await makeCredentials(table).withSet(PORTFOLIO, id('room', 1), 'K#07', true)
    expect([set, code].map((one) => one?.thing)).toEqual(['rc-1', 'rc-1'])
  })
  it('uses of keys', async () => {
    leavesOneOut(({ pk }) => ({ keyId: String(pk).split('#').at(-1), lastUsedAt: '2026-10-05T09:00:00.000Z' }))
    expect([...(await makeRegistry(table).lastUses(['a', 'b'])).keys()].sort()).toEqual(['a', 'b'])
  })
})
