import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { PortfolioId } from '../../shared/contracts/ids.ts'
import { logger } from '../../shared/runtime/logger.ts'
import { eventOf } from '../../shared/table/events.ts'
import type { LiveConnection } from '../../shared/table/live-connections.ts'
import type { StreamRecord } from '../../shared/table/stream-record.ts'
import { auditEntriesOf } from './audit-entries.ts'
import { makeFollowProperties } from './follow-properties.ts'
import { makePushChanges, topicsOf } from './push-changes.ts'

const TAIL = '01h455vb4pex5vsknk084sn02q'
const portfolioId = PortfolioId.parse(`pf_${TAIL}`)
const propertyId = `prop_${TAIL}`
const roomId = `room_${TAIL}`
const AT = '2026-11-23T10:00:00.000Z'

const packageRecord = (sequence: number, after: object | null, before: object | null = null): StreamRecord => ({
  portfolioId,
  pk: `PF#${portfolioId}#PROP#${propertyId}#PKG`,
  sk: `pkg_${TAIL}`,
  sequence: String(sequence),
  at: AT,
  before: before && { pk: `PF#${portfolioId}#PROP#${propertyId}#PKG`, ...before },
  after: after && { pk: `PF#${portfolioId}#PROP#${propertyId}#PKG`, ...after },
})
const stored = { room: TAIL, status: 'stored', in: { at: Date.parse(AT), by: 'x' } }
const collected = { ...stored, status: 'collected', out: { at: Date.parse(AT), by: 'x', how: 'desk' } }

describe('the audit trail', () => {
  const event = (type: 'room.created' | 'package.received') =>
    eventOf({
      type,
      portfolioId,
      resource: roomId,
      principal: 'user:u',
      operationId: 'o',
      occurredAt: AT,
      recordedAt: AT,
    })

  it('has one entry for an event, however often it comes', () => {
    const record = { ...packageRecord(1, { event: event('room.created') }), pk: 'x' }
    const entries = auditEntriesOf([record, record])
    expect(entries).toHaveLength(1)
    expect(auditEntriesOf([record])).toEqual(entries)
    expect(entries[0]).toMatchObject({ at: AT, resource: roomId, summary: 'Room created', principal: 'user:u' })
  })

  it('leaves out what has a history of its own', () => {
    expect(auditEntriesOf([packageRecord(1, { event: event('package.received') })])).toEqual([])
  })
})

describe('the state of a property', () => {
  const dynamo = mockClient(DynamoDBDocumentClient)
  const table = { client: DynamoDBDocumentClient.from(new DynamoDBClient({})), name: 'T' }
  let kept: Record<string, unknown> | undefined
  beforeEach(() => {
    kept = undefined
    dynamo.reset()
    dynamo.on(GetCommand).callsFake(({ Key }) => ({
      Item:
        Key.sk === 'STATE'
          ? kept
          : Key.sk === propertyId
            ? {
                portfolioId,
                id: propertyId,
                name: 'M',
                address: {},
                timeZone: 'UTC',
                models: [],
                createdAt: AT,
                __edb_e__: 'property',
                __edb_v__: '1',
              }
            : undefined,
    }))
    dynamo.on(PutCommand).callsFake(({ Item }) => {
      if (Item.rev !== Number(kept?.rev ?? 0) + 1)
        throw Object.assign(new Error('ConditionalCheckFailedException'), { name: 'ConditionalCheckFailedException' })
      kept = Item
    })
  })
  const inside = () => (kept?.state as { rooms: Record<string, { inside: number }> } | undefined)?.rooms[roomId]?.inside

  it('is written once a batch, and never twice for the same batch', async () => {
    const follow = makeFollowProperties({ table })
    const batch = [packageRecord(1, stored), packageRecord(2, { ...stored })]
    expect(await follow(batch)).toEqual([{ portfolioId, propertyId, changes: expect.anything() }])
    expect(inside()).toBe(2)
    expect(await follow(batch)).toEqual([])
    expect(await makeFollowProperties({ table })(batch)).toEqual([])
    expect(inside()).toBe(2)
    expect(dynamo.commandCalls(PutCommand)).toHaveLength(1)
  })

  it('goes on from what it wrote without reading it again', async () => {
    const follow = makeFollowProperties({ table })
    await follow([packageRecord(1, stored)])
    const reads = dynamo.commandCalls(GetCommand).length
    await follow([packageRecord(2, collected, stored)])
    expect(inside()).toBe(0)
    expect(dynamo.commandCalls(GetCommand)).toHaveLength(reads)
  })
})

describe('open pages', () => {
  const page = (connectionId: string, propertyIds: string[] | null): LiveConnection => ({
    connectionId,
    userId: 'u',
    propertyIds,
    expiresAt: 1,
  })
  const other = `prop_01h455vb4pex5vsknk084sn03q`

  it('are told once of each thing that changed', () => {
    const topics = topicsOf(
      [packageRecord(1, stored), packageRecord(2, collected, stored)],
      [{ portfolioId, propertyId }],
    )
    expect(topics.get(portfolioId)).toEqual([
      { kind: 'package', id: `pkg_${TAIL}`, propertyId },
      { kind: 'property', id: propertyId, propertyId },
    ])
  })

  it('hear only of their own properties; who is gone is forgotten, and a fault holds up nobody', async () => {
    const warn = vi.spyOn(logger, 'warn').mockReturnValue(undefined)
    const [sent, removed]: [string[], string[]] = [[], []]
    const push = makePushChanges({
      connections: {
        list: async () => [
          page('all', null),
          page('own', [propertyId]),
          page('other', [other]),
          page('gone', null),
          page('bad', null),
        ],
        remove: async (_, id) => void removed.push(id),
      },
      push: {
        send: async (id, text) => {
          if (id === 'bad') throw new Error('no answer')
          if (id === 'gone') return 'gone'
          sent.push(`${id} ${text}`)
          return 'sent'
        },
      },
    })
    await push(topicsOf([packageRecord(1, stored)], []))
    const text = JSON.stringify({ type: 'changed', topics: [{ kind: 'package', id: `pkg_${TAIL}`, propertyId }] })
    expect(sent).toEqual([`all ${text}`, `own ${text}`])
    expect(removed).toEqual(['gone'])
    expect(warn).toHaveBeenCalledOnce()
    warn.mockRestore()
  })
})
