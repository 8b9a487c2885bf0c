import type { SQSRecord } from 'aws-lambda'
import { describe, expect, it, vi } from 'vitest'
import type { DomainEvent } from '../../shared/contracts/domain-event.ts'
import { id } from '../../shared/domain/packages/packages.fixture.ts'
import { logger } from '../../shared/runtime/logger.ts'
import { makeArrangeCodes } from './arrange-codes.ts'

const AT = '2026-03-29T18:00:00.000Z'
const message = (
  messageId: string,
  { type, room = 1, receives = 1 }: { type: DomainEvent['type']; room?: number; receives?: number },
): SQSRecord => {
  const detail: DomainEvent = {
    id: messageId,
    type,
    portfolioId: id('pf', 1) as DomainEvent['portfolioId'],
    propertyId: id('prop', 1),
    resource: id('pkg', 1),
    principal: 'p',
    operationId: 'o',
    occurredAt: AT,
    recordedAt: AT,
    data: { roomId: id('room', room), residentId: id('res', 1) },
  }
  const attributes = { ApproximateReceiveCount: String(receives) }
  return { messageId, body: JSON.stringify({ detail }), attributes } as SQSRecord
}

const makeWorld = (isNew: boolean) => {
  const asked: number[] = []
  const synced: string[] = []
  const fails = new Set<string>()
  const run = makeArrangeCodes({
    rooms: {
      sync: async (_, roomId) => {
        synced.push(roomId)
        if (fails.has(roomId)) throw new Error('the broker does not answer')
      },
    },
    residents: {
      wanted: async ({ askedAtMs }) => {
        asked.push(askedAtMs)
        return isNew
      },
      collected: async () => isNew,
    },
  })
  return { run: (...Records: SQSRecord[]) => run({ Records }), asked, synced, fails }
}

describe('events about codes', () => {
  it('bring each room with something new onto its controller once', async () => {
    const { run, asked, synced } = makeWorld(true)
    const received = { type: 'package.received' } as const
    const answer = await run(message('a', received), message('b', received), message('c', { ...received, room: 2 }))
    expect(answer).toEqual({ batchItemFailures: [] })
    expect(synced).toEqual([id('room', 1), id('room', 2)])
    expect(asked[0]).toBe(Date.parse(AT))
  })

  it('leave a room alone where the code is there, but not when they are given again: it may not have been sent', async () => {
    const { run, synced } = makeWorld(false)
    await run(message('a', { type: 'package.received' }), message('b', { type: 'package.collected' }))
    expect(synced).toEqual([])
    await run(message('a', { type: 'package.received', receives: 2 }))
    expect(synced).toEqual([id('room', 1)])
  })

  it('of a room that cannot be told are given again, the others are done', async () => {
    const error = vi.spyOn(logger, 'error').mockReturnValue(undefined)
    const { run, fails } = makeWorld(true)
    fails.add(id('room', 1))
    const answer = await run(
      message('a', { type: 'package.received' }),
      message('b', { type: 'access_grant.revoked' }),
      message('c', { type: 'package.received', room: 2 }),
      { ...message('d', { type: 'package.received' }), body: '{}' },
    )
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['d', 'a', 'b'])
    error.mockRestore()
  })
})
