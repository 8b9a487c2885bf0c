import { makeLadder } from '../../shared/adapters/ladder.ts'
import { systemClock } from '../../shared/runtime/clock.ts'
import { environment } from '../../shared/runtime/env.ts'
import { logger } from '../../shared/runtime/logger.ts'
import { openTable } from '../../shared/table/table.ts'
import { makeResumeLadders } from './resume-ladders.ts'

const env = environment('TABLE_NAME', 'LADDER_ARN')
const resumeLadders = makeResumeLadders({
  table: openTable(env.TABLE_NAME),
  ladder: makeLadder({ ladderArn: env.LADDER_ARN }),
  now: systemClock.now,
})

/** Starts the ladders of open incidents that lost theirs. */
export const handler = async (): Promise<void> => {
  const started = await resumeLadders()
  if (started > 0) logger.warn('ladders had lost their execution and were started again', { started })
}
