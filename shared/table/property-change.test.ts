import { marshall } from '@aws-sdk/util-dynamodb'
import type { DynamoDBRecord } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import type { AccessSession } from '../contracts/access-session.ts'
import type { DomainEvent } from '../contracts/domain-event.ts'
import { shortEvent } from './events.ts'
import { kindOf, propertyChangeOf, topicOf } from './property-change.ts'
import { EVENT, IN_PROPERTY, PORTFOLIO, PROPERTY, TAIL } from './requests.fixture.ts'
import { newEventOf, readRecord, type StreamRecord } from './stream-record.ts'

const ROOM = `room_${TAIL}`
const THING = `rc-${TAIL}`

const recordOf = (
  key: { pk: string; sk: string },
  before: Record<string, unknown> | null,
  after: Record<string, unknown> | null,
): DynamoDBRecord =>
  ({
    eventName: 'MODIFY',
    dynamodb: {
      Keys: marshall(key),
      SequenceNumber: '111',
      ApproximateCreationDateTime: 1_795_428_000,
      ...(before ? { OldImage: marshall({ ...key, ...before }) } : {}),
      ...(after ? { NewImage: marshall({ ...key, ...after }) } : {}),
    },
  }) as unknown as DynamoDBRecord

const read = (...args: Parameters<typeof recordOf>): StreamRecord => {
  const record = readRecord(recordOf(...args))
  if (!record) throw new Error('a record of no portfolio')
  return record
}
const changeOf = (record: StreamRecord) => propertyChangeOf(record, ({ role }) => `the ${role}`)

describe('a record of the stream', () => {
  it('is read with its portfolio, place and time', () => {
    expect(read({ pk: `${IN_PROPERTY}#RES`, sk: 'res_1' }, null, { a: 1 })).toMatchObject({
      portfolioId: PORTFOLIO,
      pk: `${IN_PROPERTY}#RES`,
      sk: 'res_1',
      sequence: '111',
      at: '2026-11-23T10:00:00.000Z',
      before: null,
      after: { a: 1 },
    })
  })

  it('of the registry is none', () => {
    expect(
      readRecord(recordOf({ pk: 'PF#registry#KEY#key_1', sk: 'KEY' }, null, { portfolioId: PORTFOLIO })),
    ).toBeNull()
  })

  it('brings an event only where the old image does not hold it', () => {
    const [event, other] = [EVENT, { ...EVENT, id: 'other' }]
    expect(newEventOf({ before: null, after: { event } })).toEqual(event)
    expect(newEventOf({ before: { event: other }, after: { event } })).toEqual(event)
    expect(newEventOf({ before: { event }, after: { event, more: 1 } })).toBeNull()
    expect(newEventOf({ before: { event }, after: null })).toBeNull()
    expect(newEventOf({ before: null, after: {} })).toBeNull()
  })

  it('brings an event whole that was stored without what its item says', () => {
    const at = (recordedAt: string) => ({ ...EVENT, recordedAt, id: `${EVENT.type}|${EVENT.resource}|${recordedAt}` })
    const event = at(EVENT.recordedAt)
    const image = (one: DomainEvent) => ({ pk: `PF#${one.portfolioId}#ROOM#r#GRANTS`, event: shortEvent(one) })
    expect(shortEvent(event)).not.toHaveProperty('id')
    expect(shortEvent(event)).not.toHaveProperty('portfolioId')
    expect(newEventOf({ before: null, after: image(event) })).toEqual(event)
    expect(newEventOf({ before: null, after: image(EVENT) })).toEqual(EVENT)
    expect(newEventOf({ before: image(event), after: { ...image(event), more: 1 } })).toBeNull()
    const later = at('2027-01-01T00:00:00.000Z')
    expect(newEventOf({ before: image(event), after: image(later) })).toEqual(later)
  })

  it('with an event that is none is a fault, which the dead letters show', () => {
    expect(() => newEventOf({ before: null, after: { event: { id: 'x' } } })).toThrow()
  })
})

describe('the state of a property', () => {
  it('follows packages', () => {
    const key = { pk: `${IN_PROPERTY}#PKG`, sk: `pkg_${TAIL}` }
    const taken = { room: TAIL, status: 'stored', in: { at: 5, by: 'device:ks' } }
    const record = read(key, null, taken)
    expect(kindOf(record)).toBe('package')
    expect(changeOf(record)).toMatchObject({
      propertyId: PROPERTY,
      change: {
        kind: 'package',
        sequence: '111',
        before: null,
        after: { roomId: ROOM, status: 'stored', receivedAtMs: 5, collectedAtMs: null },
      },
    })
    expect(topicOf(record)).toEqual({ kind: 'package', id: `pkg_${TAIL}`, propertyId: PROPERTY })
  })

  it('follows devices, and when they were heard, in one partition', () => {
    const pk = `PF#${PORTFOLIO}#THING#${THING}`
    const device = read({ pk, sk: 'DEVICE' }, null, {
      __edb_e__: 'device',
      thing: THING,
      name: 'Controller',
      propertyId: PROPERTY,
      roomId: ROOM,
      status: 'in_service',
      reported: { door: { door: 'open', lock: 'unlocked', jam: false }, net: { hbS: 30 } },
    })
    const inbox = read({ pk, sk: 'INBOX' }, null, { thing: THING, propertyId: PROPERTY, roomId: ROOM, lastHeardMs: 7 })
    expect(changeOf(device)?.change).toMatchObject({
      kind: 'device',
      after: { thing: THING, beatMs: 30_000, door: 'open', lock: 'unlocked' },
    })
    expect(changeOf(inbox)?.change).toMatchObject({ kind: 'heard', after: { thing: THING, roomId: ROOM, heardMs: 7 } })
    expect(changeOf(inbox)?.change.source).toBe(changeOf(device)?.change.source)
    expect(topicOf(device)).toEqual({ kind: 'device', id: THING, propertyId: PROPERTY })
    expect(topicOf(inbox)).toBeNull()
  })

  it('follows incidents and access sessions', () => {
    const incident = { id: 'inc_1', propertyId: PROPERTY, roomId: ROOM, status: 'open' }
    const opened = read({ pk: `${IN_PROPERTY}#INC`, sk: 'inc_1' }, null, {
      __edb_e__: 'incident',
      id: 'inc_1',
      incident,
    })
    expect(changeOf(opened)).toMatchObject({
      propertyId: PROPERTY,
      change: { kind: 'incident', after: { status: 'open' } },
    })
    const session: Partial<AccessSession> = {
      id: 's',
      propertyId: PROPERTY,
      roomId: ROOM,
      role: 'carrier',
      carrierId: null,
    }
    const entered = read({ pk: `PF#${PORTFOLIO}#ROOM#${ROOM}#SESSIONS`, sk: 's' }, null, {
      __edb_e__: 'access_session',
      session,
    })
    expect(changeOf(entered)).toMatchObject({
      propertyId: PROPERTY,
      change: { kind: 'session', after: { who: 'the carrier' } },
    })
    expect(topicOf(entered)).toEqual({ kind: 'room', id: ROOM, propertyId: PROPERTY })
  })

  it('follows nothing else', () => {
    for (const [pk, sk] of [
      [`${IN_PROPERTY}#RES`, 'res_1'],
      [`${IN_PROPERTY}#STATE`, 'STATE'],
      [`PF#${PORTFOLIO}#LIVE`, 'c1'],
      [`PF#${PORTFOLIO}#AUDIT#2026-11-23`, 'aud_1'],
      [`PF#${PORTFOLIO}#ONCE#createRoom#k`, 'ANSWER'],
    ] as const) {
      const record = read({ pk, sk }, null, { a: 1 })
      expect(changeOf(record)).toBeNull()
      expect(topicOf(record)).toBeNull()
    }
  })
})
