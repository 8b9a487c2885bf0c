import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { BatchGetCommand, DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it } from 'vitest'
import type { PortfolioId } from '../contracts/ids.ts'
import { type CredentialSet, residentKey, type StoredCredential, slotKey } from './credential-item.ts'
import { makeCredentials } from './credentials.ts'

const P = 'pf_01k9zz00000000000000000000' as PortfolioId
const ROOM = 'room_01k9zz00000000000000000000'
const THING = 'rc-01k9zz00000000000000000000'
const dynamo = mockClient(DynamoDBDocumentClient)
const credentials = makeCredentials({ client: DynamoDBDocumentClient.from(new DynamoDBClient({})), name: 'T' })
const pk = `PF#${P}#ROOM#${ROOM}#CODES`
const now = Date.UTC(2026, 10, 23, 12)
const end = Date.UTC(2026, 10, 30, 12)

const code: StoredCredential = {
  key: slotKey('07'),
  credentialId: 'cred_a',
  kind: 'carrier',
  selector: '07',
  x: 'x',
  startsAtMs: now,
  endsAtMs: end,
  window: null,
  thing: THING,
}
const set: CredentialSet = {
  thing: THING,
  propertyId: 'prop_1',
  timeZone: 'UTC',
  rev: 4,
  dig: 'd4',
  n: 1,
  open: { cred_a: { op: 'put', key: 'K#07', rev: null }, cred_b: { op: 'put', key: 'K#08', rev: 4 } },
  confirmedRev: 3,
  failedRev: 0,
  v: 9,
}

beforeEach(() => dynamo.reset())

describe('placing a code', () => {
  it('takes its key once, notes the change, and names the day of its end', () => {
    const [put, note] = credentials.place(P, ROOM, code, { askedAtMs: 1 })
    expect(put.Put).toMatchObject({
      TableName: 'T',
      Item: {
        pk,
        sk: 'K#07',
        credentialId: 'cred_a',
        gsi2pk: 'PF#registry#ENDS#2026-11-30',
        gsi2sk: `2026-11-30T12:00:00.000Z|${P}|${ROOM}|cred_a|K#07`,
      },
      ConditionExpression: 'attribute_not_exists(pk)',
    })
    expect(note.Update).toMatchObject({
      Key: { pk, sk: '!SET' },
      UpdateExpression: 'SET #open.#c0 = :c0, v = v + :one',
      ConditionExpression: 'thing = :thing',
      ExpressionAttributeNames: { '#c0': 'cred_a' },
      ExpressionAttributeValues: { ':c0': { op: 'put', key: 'K#07', rev: null }, ':thing': THING },
    })
  })

  it('takes the place of the code that it replaces, which goes off in the same change', () => {
    const [put, note] = credentials.place(P, ROOM, code, { askedAtMs: 1, replaces: 'cred_old' })
    expect(put.Put).toMatchObject({
      ConditionExpression: 'credentialId = :old',
      ExpressionAttributeValues: { ':old': 'cred_old' },
    })
    expect(note.Update?.ExpressionAttributeValues).toMatchObject({ ':c1': { op: 'del', to: 'expired' } })
  })
})

describe('taking a code off', () => {
  it('deletes it only while it is the one that was meant', () => {
    const [gone, note] = credentials.remove(P, ROOM, code, 'revoked')
    expect(gone.Delete).toMatchObject({
      Key: { pk, sk: 'K#07' },
      ConditionExpression: 'credentialId = :id',
      ExpressionAttributeValues: { ':id': 'cred_a' },
    })
    expect(note.Update?.ExpressionAttributeValues).toMatchObject({
      ':c0': { op: 'del', to: 'revoked', key: 'K#07', rev: null },
    })
  })
})

describe('moving the end of a code', () => {
  it('leaves a code that waits to be placed waiting', () => {
    const [move, note] = credentials.moveEnd(P, ROOM, code, end + 1)
    expect(move.Update).toMatchObject({ ConditionExpression: 'credentialId = :id' })
    expect(note.Update?.UpdateExpression).toBe('SET #open.#c0 = if_not_exists(#open.#c0, :c0), v = v + :one')
  })
})

describe('an end that comes earlier', () => {
  it('is written with the code alone, while it is the one that was meant', async () => {
    dynamo.on(UpdateCommand).resolves({})
    expect(await credentials.shorten(P, ROOM, code, { endsAtMs: end - 1, nowMs: 5 })).toBe(true)
    expect(dynamo.commandCalls(UpdateCommand)).toHaveLength(1)
    expect(dynamo.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
      Key: { pk, sk: 'K#07' },
      UpdateExpression: 'SET endsAtMs = :end, movedAtMs = :now, gsi2pk = :day, gsi2sk = :at',
      ConditionExpression: 'credentialId = :id',
      ExpressionAttributeValues: { ':end': end - 1, ':now': 5, ':id': 'cred_a' },
    })
  })
})

describe('a new revision', () => {
  it('takes along what was not sent yet, from the version that was read', async () => {
    dynamo.on(UpdateCommand).resolves({})
    expect(await credentials.advance(P, ROOM, set, { rev: 5, dig: 'd5', n: 2, sentAtMs: 99 })).toBe(true)
    expect(dynamo.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
      Key: { pk, sk: '!SET' },
      UpdateExpression: 'SET rev = :rev, dig = :dig, n = :n, sentAtMs = :sent, v = v + :one, #open.#c0.rev = :rev',
      ConditionExpression: 'v = :v',
      ExpressionAttributeNames: { '#open': 'open', '#c0': 'cred_a' },
      ExpressionAttributeValues: { ':rev': 5, ':dig': 'd5', ':n': 2, ':sent': 99, ':one': 1, ':v': 9 },
    })
  })

  it('is not written over what changed meanwhile', async () => {
    dynamo.on(UpdateCommand).rejects(new ConditionalCheckFailedException({ message: 'no', $metadata: {} }))
    expect(await credentials.advance(P, ROOM, set, { rev: 5, dig: 'd5', n: 2, sentAtMs: 99 })).toBe(false)
  })

  it('is settled with the changes that were carried out', async () => {
    dynamo.on(UpdateCommand).resolves({})
    await credentials.settle(P, ROOM, set, { confirmedRev: 4, settled: ['cred_b'] })
    expect(dynamo.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
      UpdateExpression: 'SET confirmedRev = :confirmed, failedRev = :failed, v = v + :one REMOVE #open.#c0',
      ExpressionAttributeNames: { '#c0': 'cred_b' },
      ExpressionAttributeValues: { ':confirmed': 4, ':failed': 0, ':v': 9 },
    })
  })
})

describe('reading', () => {
  it('gives the set with its codes, consistently', async () => {
    const { key: _, ...item } = code
    dynamo.on(QueryCommand).resolves({
      Items: [
        { pk, sk: '!SET', ...set },
        { pk, sk: 'K#07', gsi2pk: 'x', gsi2sk: 'y', ...item },
      ],
    })
    expect(await credentials.whole(P, ROOM)).toEqual({ set, credentials: [code] })
    expect(dynamo.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({ ConsistentRead: true })
  })

  it('gives a resident’s code as pending until it is on the device, and none once it is over', async () => {
    const key = residentKey('res_1')
    const item = { pk, sk: key, ...code, credentialId: 'cred_r', kind: 'resident', selector: '104', sealed: 's' }
    const answer = (open: CredentialSet['open']) =>
      dynamo.on(BatchGetCommand).resolves({ Responses: { T: [{ pk, sk: '!SET', ...set, open }, item] } })
    answer({ cred_r: { op: 'put', key, rev: 4 } })
    expect(await credentials.residentCode(P, ROOM, 'res_1', now)).toMatchObject({ state: 'pending', sealed: 's' })
    answer({ cred_r: { op: 'move', key, rev: 5 } })
    expect(await credentials.residentCode(P, ROOM, 'res_1', now)).toMatchObject({ state: 'on_device' })
    expect(await credentials.residentCode(P, ROOM, 'res_1', end)).toBeNull()
  })

  it('finds what ended on a day', async () => {
    dynamo.on(QueryCommand).resolves({ Items: [{ gsi2sk: `2026-11-30T12:00:00.000Z|${P}|${ROOM}|cred_a|K#07` }] })
    expect(await credentials.ended('2026-11-30', end)).toEqual([
      { portfolioId: P, roomId: ROOM, credentialId: 'cred_a', key: 'K#07' },
    ])
    expect(dynamo.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
      IndexName: 'gsi2',
      KeyConditionExpression: 'gsi2pk = :day AND gsi2sk < :now',
      ExpressionAttributeValues: { ':day': 'PF#registry#ENDS#2026-11-30', ':now': '2026-11-30T12:00:00.000Z~' },
    })
  })
})
