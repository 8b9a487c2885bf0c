import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { BatchGetCommand, DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeTellOnce } from '../../shared/adapters/tell-once.ts'
import { sealOf, signerOf } from '../../shared/adapters/vault.ts'
import { DomainEvent } from '../../shared/contracts/domain-event.ts'
import type { PortfolioId } from '../../shared/contracts/ids.ts'
import { defaultStandard } from '../../shared/contracts/standard.ts'
import type { MessageRecord } from '../../shared/domain/notifications/message-record.ts'
import { id, NOW, resident, stored } from '../../shared/domain/packages/packages.fixture.ts'
import { packageItem } from '../../shared/table/package-item.ts'
import { makeResidents } from '../../shared/table/residents.ts'
import { makeTellRecipient } from './tell-recipient.ts'

const PORTFOLIO = id('pf', 1) as PortfolioId
const PLACE_WITHIN_MS = 30_000
const SECRET = 'x'.repeat(64)
const table = { client: DynamoDBDocumentClient.from(new DynamoDBClient({})), name: 'T' }
const noEvent = { id: 'e' } as never
const ana = makeResidents(table).create(PORTFOLIO, resident(), noEvent).Put?.Item ?? {}

const event = (type: 'package.received' | 'credential.placed'): DomainEvent =>
  DomainEvent.parse({
    id: type,
    type,
    portfolioId: PORTFOLIO,
    propertyId: id('prop', 1),
    resource: type === 'package.received' ? id('pkg', 1) : id('cred', 1),
    principal: 'p',
    operationId: 'o',
    occurredAt: '2026-03-29T18:00:00Z',
    recordedAt: '2026-03-29T18:00:00Z',
    data: { roomId: id('room', 1), residentId: id('res', 1) },
  })

/** A resident with one package on the shelf, whose code reaches the device at `placedAtMs` (null: never). */
const makeWorld = (placedAtMs: number | null) => {
  const clock = { ms: NOW }
  const codes = `PF#${PORTFOLIO}#ROOM#${id('room', 1)}#CODES`
  const own = packageItem(PORTFOLIO, stored(), noEvent)
  const items = () => [
    own,
    ana,
    {
      pk: codes,
      sk: '!SET',
      thing: 'rc-1',
      open: placedAtMs !== null && clock.ms >= placedAtMs ? {} : { [id('cred', 1)]: { op: 'put' } },
    },
    {
      pk: codes,
      sk: `R#${id('res', 1)}`,
      credentialId: id('cred', 1),
      thing: 'rc-1',
      selector: '012',
      sealed: sealOf(SECRET, 'codes', PORTFOLIO).close('345678'),
      endsAtMs: NOW + 86_400_000,
    },
  ]
  const dynamo = mockClient(table.client)
  dynamo.on(QueryCommand).resolves({ Items: [{ pk: own.pk, sk: own.sk }] })
  dynamo.on(BatchGetCommand).callsFake((input) => {
    const wanted = new Set(input.RequestItems.T.Keys.map(({ pk, sk }: { pk: string; sk: string }) => `${pk}|${sk}`))
    return { Responses: { T: items().filter(({ pk, sk }) => wanted.has(`${pk}|${sk}`)) } }
  })
  const kept = new Map<string, MessageRecord>()
  const sent: string[] = []
  const tell = makeTellRecipient({
    table,
    tellOnce: makeTellOnce({
      messages: {
        write: async (_, record) => {
          if ((kept.get(record.reason)?.rev ?? 0) !== record.rev - 1) return false
          kept.set(record.reason, record)
          return true
        },
        get: async (_, __, reason) => kept.get(reason) ?? null,
      },
      texts: {
        send: async (_, text) => {
          sent.push(text)
          return { sent: true, providerId: 's' }
        },
      },
      emails: {
        send: async (_, { text }) => {
          sent.push(text)
          return { sent: true, providerId: 'e' }
        },
      },
      now: () => clock.ms,
    }),
    place: async () => null,
    standard: async () => defaultStandard(),
    codes: async () => sealOf(SECRET, 'codes', PORTFOLIO),
    links: async () => signerOf(SECRET, 'links', PORTFOLIO),
    pagesUrl: 'https://example.com',
    now: () => clock.ms,
  })
  return { tell, clock, sent }
}

test('in whatever order and however often its triggers come, a resident is told once on each channel', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.option(fc.integer({ min: 0, max: 2 * PLACE_WITHIN_MS }), { nil: null }),
      fc.array(
        fc.record({
          type: fc.constantFrom('package.received' as const, 'credential.placed' as const),
          afterMs: fc.integer({ min: 0, max: PLACE_WITHIN_MS }),
          copies: fc.integer({ min: 1, max: 3 }),
        }),
        { maxLength: 6 },
      ),
      async (placedInMs, triggers) => {
        const placedAtMs = placedInMs === null ? null : NOW + placedInMs
        const { tell, clock, sent } = makeWorld(placedAtMs)
        for (const { type, afterMs, copies } of triggers) {
          clock.ms += afterMs
          await Promise.all(Array.from({ length: copies }, () => tell(event(type))))
          const mayKnow = placedAtMs !== null && clock.ms >= placedAtMs
          if (!mayKnow && clock.ms < NOW + PLACE_WITHIN_MS) expect(sent).toEqual([])
        }
        // The package's own event stays in its queue until it is done.
        let last = await tell(event('package.received'))
        while (!last.done) {
          clock.ms = Math.max(clock.ms, last.untilMs)
          last = await tell(event('package.received'))
        }
        expect(sent).toHaveLength(2)
        for (const text of sent) {
          expect(text).toContain('012345678')
          if (text.includes('not yet confirmed')) expect(clock.ms).toBeGreaterThanOrEqual(NOW + PLACE_WITHIN_MS)
          expect(text).toContain('https://example.com/r/#')
        }
      },
    ),
    { numRuns: 60 },
  )
})
