import { marshall } from '@aws-sdk/util-dynamodb'
import type { DynamoDBRecord } from 'aws-lambda'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { NotTaken } from '../../shared/adapters/bus.ts'
import type { DomainEvent } from '../../shared/contracts/domain-event.ts'
import { logger } from '../../shared/runtime/logger.ts'
import { EVENT, PORTFOLIO } from '../../shared/table/requests.fixture.ts'
import { makePublishEvents } from './publish-events.ts'

const record = (n: number, event: unknown): DynamoDBRecord => ({
  dynamodb: {
    Keys: marshall({ pk: `PF#${PORTFOLIO}#X`, sk: `${n}` }) as never,
    NewImage: marshall({ event }, { removeUndefinedValues: true }) as never,
    SequenceNumber: `seq-${n}`,
  },
})
const good = (n: number) => record(n, { ...EVENT, id: `e${n}` })
const bad = (n: number) => record(n, { ...EVENT, type: 'nobody.knows' })

const world = (answer: NotTaken = { failed: [], refused: [] }) => {
  const published: DomainEvent[] = []
  const letters: { reason: string; record: unknown }[] = []
  const publishEvents = makePublishEvents({
    bus: {
      publish: async (events) => {
        published.push(...events)
        return answer
      },
    },
    deadLetters: { put: async (letter) => void letters.push(letter) },
  })
  return { published, letters, publishEvents }
}

beforeEach(() => {
  vi.spyOn(logger, 'error').mockImplementation(() => {})
  vi.spyOn(logger, 'warn').mockImplementation(() => {})
})

describe('a batch of the stream', () => {
  it('is published in its order', async () => {
    const { published, letters, publishEvents } = world()
    expect(await publishEvents([good(1), record(2, undefined), good(3)])).toEqual({ batchItemFailures: [] })
    expect(published.map(({ id }) => id)).toEqual(['e1', 'e3'])
    expect(letters).toEqual([])
  })

  it('goes on around a record that makes no sense, which is set aside whole', async () => {
    const { published, letters, publishEvents } = world()
    const poison = bad(2)
    expect(await publishEvents([good(1), poison, good(3)])).toEqual({ batchItemFailures: [] })
    expect(published.map(({ id }) => id)).toEqual(['e1', 'e3'])
    expect(letters).toEqual([{ reason: expect.stringContaining('cannot be read'), record: poison }])
  })

  it('goes on around an event that the bus will never take', async () => {
    const { letters, publishEvents } = world({ failed: [], refused: [1] })
    const refused = good(2)
    expect(await publishEvents([good(1), refused])).toEqual({ batchItemFailures: [] })
    expect(letters).toEqual([{ reason: 'the bus refuses the event', record: refused }])
  })

  it('comes again from the first event that was not taken, and what lies behind is set aside only then', async () => {
    const { letters, publishEvents } = world({ failed: [1], refused: [] })
    expect(await publishEvents([bad(1), good(2), good(3), bad(4)])).toEqual({
      batchItemFailures: [{ itemIdentifier: 'seq-3' }],
    })
    expect(letters.map(({ record: of }) => of)).toEqual([bad(1)])
  })
})
