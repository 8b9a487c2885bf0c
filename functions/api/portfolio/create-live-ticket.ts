import { refuse } from '../../../shared/contracts/problem.ts'
import type { portfolioRoutes } from '../../../shared/contracts/routes/portfolio.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import { newToken } from '../../../shared/runtime/ids.ts'
import type { makeLiveTickets } from '../../../shared/table/live-tickets.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'

const TICKET_BYTES = 32
const LIFETIME_MS = 30_000

/** Gives a user a ticket for the WebSocket; a page asks for a new one each time that it connects. */
export const makeCreateLiveTicket =
  ({
    tickets,
  }: {
    tickets: Pick<ReturnType<typeof makeLiveTickets>, 'give'>
  }): ApiHandler<(typeof portfolioRoutes)[10]> =>
  async ({ principal, now }) => {
    if (principal.kind !== 'user') return refuse('auth.forbidden', 'Live pages are for users who signed in.')
    const ticket = newToken(TICKET_BYTES)
    await tickets.give(ticket, principal, now + LIFETIME_MS)
    return answer(201, { ticket, expiresAt: instant(now + LIFETIME_MS) })
  }
