import { isAudited, summaryOf } from '../../shared/domain/audit/audited.ts'
import { idFrom } from '../../shared/runtime/ids.ts'
import type { AuditRecord } from '../../shared/table/audit.ts'
import { newEventOf, type StreamRecord } from '../../shared/table/stream-record.ts'

/** Entries of the audit trail for the events that a batch brought; their ids follow from the events. */
export const auditEntriesOf = (records: readonly StreamRecord[]): AuditRecord[] => {
  const events = records.map(newEventOf).filter((event) => event !== null)
  const entries = events
    .filter(({ type }) => isAudited(type))
    .map((event) => ({
      id: idFrom('auditEntry', event.id, Date.parse(event.recordedAt)),
      at: event.recordedAt,
      principal: event.principal,
      operationId: event.operationId,
      resource: event.resource,
      summary: summaryOf(event.type),
      portfolioId: event.portfolioId,
      propertyId: event.propertyId,
    }))
  // A batch write takes an item once only.
  return [...new Map(entries.map((entry) => [entry.id, entry])).values()]
}
