import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it } from 'vitest'
import type { PortfolioId } from '../contracts/ids.ts'
import { makeAssignments } from './assignments.ts'
import { makeClaims } from './claims.ts'
import { makeCommands } from './commands.ts'
import { emptyInbox, makeDeviceInbox } from './device-inbox.ts'
import { makeDevices } from './devices.ts'
import { EVENT } from './requests.fixture.ts'

const P = 'pf_01k9zz00000000000000000000' as PortfolioId
const THING = 'rc-01k9zz00000000000000000000'
const dynamo = mockClient(DynamoDBDocumentClient)
const table = { client: DynamoDBDocumentClient.from(new DynamoDBClient({})), name: 'T' }
const devices = makeDevices(table)
const inboxes = makeDeviceInbox(table)
const claims = makeClaims(table)
const refused = () => new ConditionalCheckFailedException({ message: 'no', $metadata: {} })
const thingPk = `PF#${P}#THING#${THING}`

beforeEach(() => dynamo.reset())

describe('devices', () => {
  it('are listed by property and room', async () => {
    dynamo.on(QueryCommand).resolves({ Items: [] })
    await devices.list(P, { propertyId: 'prop_1', roomId: 'room_1' }, { limit: 5 })
    await devices.list(P, { propertyId: 'prop_1' }, { limit: 5 })
    await devices.list(P, {}, { limit: 5 })
    const asked = dynamo.commandCalls(QueryCommand).map(({ args }) => args[0].input)
    expect(asked.map((q) => q.ExpressionAttributeValues)).toMatchObject([
      { ':pk': `PF#${P}#DEVICES`, ':sk1': 'prop_1#room_1#' },
      { ':pk': `PF#${P}#DEVICES`, ':sk1': 'prop_1' },
      { ':pk': `PF#${P}#DEVICES` },
    ])
    expect(asked[0]?.IndexName).toBe('gsi1')
  })

  it('keep a newer report and leave an older one', async () => {
    dynamo.on(UpdateCommand).resolvesOnce({}).rejectsOnce(refused())
    const shadow = { name: 'door', version: 7, reported: { lock: 'locked' } }
    expect(await devices.report(P, THING, shadow, true)).toBe(true)
    expect(dynamo.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
      Key: { pk: thingPk, sk: 'DEVICE' },
      UpdateExpression: 'SET #reported.#name = :reported, #versions.#name = :version, #status = :ready',
      ConditionExpression:
        '(attribute_not_exists(#versions.#name) OR #versions.#name < :version) AND #status <> :retired',
      ExpressionAttributeValues: { ':version': 7, ':ready': 'in_service' },
    })
    expect(await devices.report(P, THING, shadow, false)).toBe(false)
  })

  it('retire from service only, and once', () => {
    expect(devices.retire(P, THING, EVENT).Update).toMatchObject({
      Key: { pk: thingPk, sk: 'DEVICE' },
      UpdateExpression: 'SET #status = :retired, #event = :event',
      ConditionExpression: '#status IN (:claimed, :ready)',
    })
  })

  it('keep the keys that they had first', async () => {
    dynamo.on(PutCommand).rejects(refused())
    dynamo.on(GetCommand).resolves({ Item: { pk: thingPk, sk: 'KEYS', kPin: 'a', kSnap: 'b' } })
    expect(await devices.keepKeys(P, THING, { kPin: 'new', kSnap: 'new' })).toEqual({ kPin: 'a', kSnap: 'b' })
  })
})

describe('an inbox', () => {
  const inbox = { ...emptyInbox({ thing: THING, propertyId: 'prop_1', roomId: 'room_1' }), lastHeardMs: 5, v: 3 }

  it('is written only over what was read', async () => {
    dynamo.on(PutCommand).resolvesOnce({}).rejectsOnce(refused())
    expect(await inboxes.save(P, inbox)).toBe(true)
    const { Item, ...request } = dynamo.commandCalls(PutCommand)[0]?.args[0].input ?? {}
    expect(Item).toMatchObject({ pk: thingPk, sk: 'INBOX', lastHeardMs: 5, v: 4 })
    expect(Item).not.toHaveProperty('drainedMs')
    expect(request).toMatchObject({
      ConditionExpression: 'attribute_not_exists(pk) OR v = :v',
      ExpressionAttributeValues: { ':v': 3 },
    })
    expect(await inboxes.save(P, inbox)).toBe(false)
  })

  it('reads back with what was never said as null', async () => {
    dynamo.on(GetCommand).resolves({ Item: { pk: thingPk, sk: 'INBOX', thing: THING, v: 1 } })
    expect(await inboxes.get(P, THING)).toMatchObject({ drainedMs: null, lastHeardMs: null, watchMs: null })
  })

  it('can be watched, and a watch that stands already is no write', async () => {
    dynamo.on(UpdateCommand).rejects(refused())
    await inboxes.watch(P, THING, 99)
    expect(dynamo.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
      Key: { pk: thingPk, sk: 'INBOX' },
      UpdateExpression: 'SET watchMs = :until, v = v + :one',
    })
  })
})

describe('a claim code', () => {
  it('is used up by one signing request, which may come again', async () => {
    const first = '2026-11-23T11:59:00.000Z'
    dynamo
      .on(UpdateCommand)
      .resolvesOnce({ Attributes: { usedAt: first } })
      .rejectsOnce(refused())
    expect(await claims.use('hash', 'csr', '2026-11-23T12:00:00.000Z')).toBe(first)
    expect(dynamo.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
      Key: { pk: 'PF#registry#CLAIM#hash', sk: 'CLAIM' },
      ConditionExpression: '(attribute_not_exists(csrHash) AND endsAt > :at) OR csrHash = :csr',
    })
    expect(await claims.use('hash', 'other', '2026-11-23T12:00:00.000Z')).toBeNull()
  })
})

describe('an assignment', () => {
  it('is found by its thing, sorted by time', async () => {
    dynamo.on(QueryCommand).resolves({ Items: [] })
    await makeAssignments(table).of(THING)
    expect(dynamo.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :from)',
      ExpressionAttributeValues: { ':pk': `PF#registry#THING#${THING}`, ':from': 'FROM#' },
    })
    const place = { portfolioId: P, propertyId: 'prop_1', roomId: 'room_1', class: 'rc', fromMs: 5 } as const
    expect(makeAssignments(table).begin(THING, place).Put?.Item).toMatchObject({ sk: 'FROM#00000000000005' })
  })
})

describe('a command', () => {
  it('keeps the first answer', async () => {
    dynamo.on(UpdateCommand).rejects(refused())
    await makeCommands(table).answer(P, THING, 'cmd_1', 'done', '2026-11-23T12:00:00.000Z')
    expect(dynamo.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
      Key: { pk: thingPk, sk: 'CMD#cmd_1' },
      ConditionExpression: '#status = :sent',
    })
  })
})
