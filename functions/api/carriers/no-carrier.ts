import { type Refusal, refuse } from '../../../shared/contracts/problem.ts'

/** Refuses a carrier in the path that the portfolio does not have. */
export const noCarrier = (id: string): Refusal => refuse('resource.not_found', `There is no carrier ${id}.`)
