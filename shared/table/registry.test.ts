import { BatchGetCommand, DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it } from 'vitest'
import { type KeyEntry, type MembershipEntry, makeRegistry, type SignUpEntry } from './registry.ts'
import { AT, PORTFOLIO, TAIL, tableT } from './requests.fixture.ts'

const dynamo = mockClient(DynamoDBDocumentClient)
const registry = makeRegistry(tableT())
beforeEach(() => dynamo.reset())

const key: KeyEntry = {
  keyId: `key_${TAIL}`,
  hash: 'h',
  kind: 'api_key',
  portfolioId: PORTFOLIO,
  name: 'PMS',
  scopes: ['residents:read'],
  propertyIds: null,
  subject: {},
  revokedAt: null,
  lastUsedAt: null,
}
const keyKey = { pk: `PF#registry#KEY#${key.keyId}`, sk: 'KEY' }
const member: MembershipEntry = {
  sub: 's1',
  portfolioId: PORTFOLIO,
  userId: `usr_${TAIL}`,
  name: 'Olga',
  role: 'owner',
  propertyIds: null,
}
const signUp: SignUpEntry = {
  emailHash: 'e1',
  portfolioName: 'Maple',
  name: 'Olga',
  portfolioId: PORTFOLIO,
  userId: `usr_${TAIL}`,
  expiresAt: 1,
}

describe('keys', () => {
  it('are found by id, consistently: a revoked key must not be found as it was', async () => {
    dynamo.on(GetCommand).resolves({ Item: { ...keyKey, ...key } })
    expect(await registry.key(key.keyId)).toEqual(key)
    expect(dynamo.call(0).args[0].input).toEqual({ TableName: 'T', Key: keyKey, ConsistentRead: true })
  })

  it('are added once and hold no secret', () => {
    const { Put } = registry.addKey(key)
    expect(Put).toEqual({
      TableName: 'T',
      Item: { ...keyKey, ...key },
      ConditionExpression: 'attribute_not_exists(pk)',
    })
  })

  it('are revoked only by their own portfolio', () => {
    expect(registry.revokeKey(PORTFOLIO, key.keyId, AT).Update).toMatchObject({
      Key: keyKey,
      UpdateExpression: 'SET revokedAt = :at',
      ConditionExpression: 'portfolioId = :portfolio',
      ExpressionAttributeValues: { ':at': AT, ':portfolio': PORTFOLIO },
    })
  })

  it('have their use noted where they are', async () => {
    dynamo.on(UpdateCommand).resolves({})
    await registry.noteUse(key.keyId, AT)
    expect(dynamo.call(0).args[0].input).toMatchObject({
      Key: keyKey,
      UpdateExpression: 'SET lastUsedAt = :at',
      ConditionExpression: 'attribute_exists(pk)',
    })
  })

  it('tell their last uses in one call', async () => {
    dynamo.on(BatchGetCommand).resolves({ Responses: { T: [{ keyId: key.keyId, lastUsedAt: AT }] } })
    expect(await registry.lastUses([key.keyId, 'key_2'])).toEqual(new Map([[key.keyId, AT]]))
    expect(await registry.lastUses([])).toEqual(new Map())
    expect(dynamo.calls()).toHaveLength(1)
  })
})

describe('memberships', () => {
  it('are one for each subject', async () => {
    const of = { pk: 'PF#registry#SUB#s1', sk: 'SUB' }
    dynamo.on(GetCommand).resolves({ Item: { ...of, ...member } })
    expect(await registry.membership('s1')).toEqual(member)
    expect(registry.addMembership(member).Put).toMatchObject({
      Item: { ...of, ...member },
      ConditionExpression: 'attribute_not_exists(pk)',
    })
  })

  it('of an unknown subject are none', async () => {
    dynamo.on(GetCommand).resolves({})
    expect(await registry.membership('s2')).toBeNull()
  })
})

describe('pending sign-ups', () => {
  it('lie under the hash of the address, and end by themselves', async () => {
    dynamo.on(PutCommand).resolves({})
    await registry.putSignUp(signUp)
    expect(dynamo.call(0).args[0].input).toEqual({
      TableName: 'T',
      Item: { pk: 'PF#registry#SIGNUP#e1', sk: 'SIGNUP', ...signUp },
    })
  })
})
