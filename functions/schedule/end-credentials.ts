import { systemClock } from '../../shared/runtime/clock.ts'
import { environment } from '../../shared/runtime/env.ts'
import { openTable } from '../../shared/table/table.ts'
import { makeEndDueCredentials } from './end-due-credentials.ts'

const endDueCredentials = makeEndDueCredentials({
  table: openTable(environment('TABLE_NAME').TABLE_NAME),
  now: systemClock.now,
})

/** Ends credentials whose time is over. Controllers refuse them by themselves; this takes them off and says so. */
export const handler = (): Promise<void> => endDueCredentials()
