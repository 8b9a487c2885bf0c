import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { makeComeBack } from '../../shared/adapters/come-back.ts'
import { makeEmails } from '../../shared/adapters/email.ts'
import { makeTellOnce } from '../../shared/adapters/tell-once.ts'
import { makeTextMessages } from '../../shared/adapters/text-message.ts'
import { makeVault } from '../../shared/adapters/vault.ts'
import { DomainEvent } from '../../shared/contracts/domain-event.ts'
import type { Standard } from '../../shared/contracts/standard.ts'
import { systemClock } from '../../shared/runtime/clock.ts'
import { environment } from '../../shared/runtime/env.ts'
import { remembered } from '../../shared/runtime/remembered.ts'
import { makeMessages } from '../../shared/table/messages.ts'
import { makePortfolios } from '../../shared/table/portfolios.ts'
import { openTable } from '../../shared/table/table.ts'
import { makePlaces } from '../middleware/places.ts'
import { makeTellRecipient } from './tell-recipient.ts'

/** A new standard counts for notices after this long at most: how long they wait for a code, how long their links live. */
const STANDARD_TTL_MS = 300_000

const env = environment('TABLE_NAME', 'SECRET_ARN', 'PAGES_URL', 'EMAIL_FROM')
const { now } = systemClock
const table = openTable(env.TABLE_NAME)
const vault = makeVault({ secretArn: env.SECRET_ARN })
const places = makePlaces({ table: () => Promise.resolve(table), now })
const standards = remembered<Standard>({ ttlMs: STANDARD_TTL_MS, now })
const comeBack = makeComeBack({ now })

const tellRecipient = makeTellRecipient({
  table,
  tellOnce: makeTellOnce({
    messages: makeMessages(table),
    texts: makeTextMessages(),
    emails: makeEmails({ from: env.EMAIL_FROM }),
    now,
  }),
  place: places.place,
  standard: (portfolioId) => standards(portfolioId, () => makePortfolios(table).standard(portfolioId)),
  codes: (portfolioId) => vault.seal('codes', portfolioId),
  links: (portfolioId) => vault.signer('links', portfolioId),
  pagesUrl: env.PAGES_URL,
  now,
})

const processor = new BatchProcessor(EventType.SQS)

const notify = async (message: SQSRecord): Promise<void> => {
  const { detail } = JSON.parse(message.body) as { detail: unknown }
  const told = await tellRecipient(DomainEvent.parse(detail))
  if (!told.done) await comeBack(message, told.untilMs)
}

/** Tells residents of their packages, once, from the events of the bus that say that there may be something to tell. */
export const handler = (event: SQSEvent, context: Context): Promise<SQSBatchResponse> =>
  processPartialResponse(event, notify, processor, { context, throwOnFullBatchFailure: false })
