import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { BatchGetCommand, DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it } from 'vitest'
import type { PortfolioId } from '../contracts/ids.ts'
import { isApart, makeDeviceShadows } from './device-shadows.ts'

const P = 'pf_01k9zz00000000000000000000' as PortfolioId
const THING = 'rc-01k9zz00000000000000000000'
const OTHER = 'ks-01k9zz00000000000000000000'
const pkOf = (thing: string) => `PF#${P}#THING#${thing}`
const dynamo = mockClient(DynamoDBDocumentClient)
const shadows = makeDeviceShadows({ client: DynamoDBDocumentClient.from(new DynamoDBClient({})), name: 'T' })

beforeEach(() => dynamo.reset())

describe('shadows that lie apart', () => {
  it('are those that no list and no live state is made of', () => {
    expect(['door', 'cred', 'net', 'sens'].filter(isApart)).toEqual(['cred', 'sens'])
  })

  it('keep a newer report and leave an older one', async () => {
    dynamo
      .on(UpdateCommand)
      .resolvesOnce({})
      .rejectsOnce(new ConditionalCheckFailedException({ message: 'no', $metadata: {} }))
    const shadow = { name: 'cred', version: 7, reported: { rev: 3 } } as const
    expect(await shadows.report(P, THING, shadow)).toBe(true)
    expect(dynamo.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
      Key: { pk: pkOf(THING), sk: 'SHADOW#cred' },
      ConditionExpression: 'attribute_not_exists(version) OR version < :version',
      ExpressionAttributeValues: { ':version': 7, ':reported': { rev: 3 } },
    })
    expect(await shadows.report(P, THING, shadow)).toBe(false)
  })

  it('are read for many things, a hundred keys at a time, and again what was not answered', async () => {
    const late = { pk: pkOf(THING), sk: 'SHADOW#sens' }
    dynamo
      .on(BatchGetCommand)
      .resolvesOnce({
        Responses: { T: [{ pk: pkOf(THING), sk: 'SHADOW#cred', reported: { rev: 3 }, version: 7 }] },
        UnprocessedKeys: { T: { Keys: [late] } },
      })
      .resolvesOnce({ Responses: { T: [{ ...late, reported: { cfg: 1 } }] } })
    const things = [THING, OTHER, ...Array.from({ length: 58 }, (_, i) => `sn-${i}`)]
    expect(await shadows.of(P, things)).toEqual(new Map([[THING, { cred: { rev: 3 }, sens: { cfg: 1 } }]]))
    const asked = dynamo.commandCalls(BatchGetCommand).map(({ args }) => args[0].input.RequestItems?.T?.Keys)
    expect(asked.map((keys) => keys?.length)).toEqual([100, 21])
    expect(asked[1]?.[0]).toEqual(late)
  })
})
