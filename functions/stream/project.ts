import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda'
import { makeLivePush } from '../../shared/adapters/live-push.ts'
import { environment } from '../../shared/runtime/env.ts'
import { makeAudit } from '../../shared/table/audit.ts'
import { makeLiveConnections } from '../../shared/table/live-connections.ts'
import { readRecord } from '../../shared/table/stream-record.ts'
import { openTable } from '../../shared/table/table.ts'
import { auditEntriesOf } from './audit-entries.ts'
import { makeFollowProperties } from './follow-properties.ts'
import { makePushChanges, topicsOf } from './push-changes.ts'

const env = environment('TABLE_NAME', 'LIVE_ENDPOINT')
const table = openTable(env.TABLE_NAME)
const audit = makeAudit(table)
const followProperties = makeFollowProperties({ table })
const pushChanges = makePushChanges({
  connections: makeLiveConnections(table),
  push: makeLivePush({ endpoint: env.LIVE_ENDPOINT }),
})

/**
 * Follows the table’s stream: audit trail, live state of each property, then the open pages. A fault fails the whole
 * batch, which comes again and changes nothing that was done.
 */
export const handler = async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  const records = Records.map(readRecord).filter((record) => record !== null)
  await audit.put(auditEntriesOf(records))
  await pushChanges(topicsOf(records, await followProperties(records)))
  return { batchItemFailures: [] }
}
