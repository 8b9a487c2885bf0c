import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { makeComeBack } from '../../shared/adapters/come-back.ts'
import { makeEmails } from '../../shared/adapters/email.ts'
import { makeIncidentPeople, NotToldYet } from '../../shared/adapters/incident-people.ts'
import { makeLadder } from '../../shared/adapters/ladder.ts'
import { makeTellOnce } from '../../shared/adapters/tell-once.ts'
import { makeTextMessages } from '../../shared/adapters/text-message.ts'
import { DomainEvent } from '../../shared/contracts/domain-event.ts'
import { systemClock } from '../../shared/runtime/clock.ts'
import { environment } from '../../shared/runtime/env.ts'
import { makeMessages } from '../../shared/table/messages.ts'
import { openTable } from '../../shared/table/table.ts'
import { makeFollowIncident } from './follow-incident.ts'

const env = environment('TABLE_NAME', 'LADDER_ARN', 'PAGES_URL', 'EMAIL_FROM')
const { now } = systemClock
const table = openTable(env.TABLE_NAME)
const messages = makeMessages(table)
const texts = makeTextMessages()
const emails = makeEmails({ from: env.EMAIL_FROM })
const tellOnce = makeTellOnce({ messages, texts, emails, now })
const followIncident = makeFollowIncident({
  table,
  ladder: makeLadder({ ladderArn: env.LADDER_ARN }),
  people: makeIncidentPeople({ table, tellOnce, messages, pagesUrl: env.PAGES_URL }),
})
const comeBack = makeComeBack({ now })
const processor = new BatchProcessor(EventType.SQS)

const follow = async (message: SQSRecord): Promise<void> => {
  const { detail } = JSON.parse(message.body) as { detail: unknown }
  try {
    await followIncident(DomainEvent.parse(detail))
  } catch (error) {
    if (!(error instanceof NotToldYet)) throw error
    await comeBack(message, error.untilMs)
  }
}

/** Starts the ladder of an incident that is open, and stops it when somebody takes the incident or it is over. */
export const handler = (event: SQSEvent, context: Context): Promise<SQSBatchResponse> =>
  processPartialResponse(event, follow, processor, { context, throwOnFullBatchFailure: false })
