import * as z from 'zod'
import { IncidentId, PortfolioId } from './ids.ts'

/** Input of an execution of the escalation ladder, and of its first step. One execution climbs for one incident. */
export const LadderInput = z.object({ portfolioId: PortfolioId, incidentId: IncidentId })
export type LadderInput = z.infer<typeof LadderInput>

/** What the look says: whether to climb, on which rung, and how long to wait there before the next look. */
export const Look = z.strictObject({
  climb: z.boolean().describe('false ends the ladder'),
  rungIndex: z.int().min(0),
  waitSeconds: z.int().min(0).max(31_536_000),
})
export type Look = z.infer<typeof Look>

/** Input of the step that tells the people of a rung. */
export const RungNotice = z.strictObject({
  portfolioId: PortfolioId,
  incidentId: IncidentId,
  rungIndex: z.int().min(0),
})
export type RungNotice = z.infer<typeof RungNotice>
