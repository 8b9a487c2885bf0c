import { makeEmails } from '../../shared/adapters/email.ts'
import { makeIncidentPeople } from '../../shared/adapters/incident-people.ts'
import { makeTellOnce } from '../../shared/adapters/tell-once.ts'
import { makeTextMessages } from '../../shared/adapters/text-message.ts'
import { RungNotice } from '../../shared/contracts/ladder.ts'
import { systemClock } from '../../shared/runtime/clock.ts'
import { environment } from '../../shared/runtime/env.ts'
import { makeMessages } from '../../shared/table/messages.ts'
import { openTable } from '../../shared/table/table.ts'
import { makeClimbRung } from './climb-rung.ts'

const env = environment('TABLE_NAME', 'PAGES_URL', 'EMAIL_FROM')
const { now } = systemClock
const table = openTable(env.TABLE_NAME)
const messages = makeMessages(table)
const texts = makeTextMessages()
const emails = makeEmails({ from: env.EMAIL_FROM })
const tellOnce = makeTellOnce({ messages, texts, emails, now })
const people = makeIncidentPeople({ table, tellOnce, messages, pagesUrl: env.PAGES_URL })
const climbRung = makeClimbRung({ table, people, now })

/** Climbs an incident to a rung and tells its people, once; a step that fails is repeated by the ladder. */
export const handler = async (input: unknown): Promise<void> => climbRung(RungNotice.parse(input))
