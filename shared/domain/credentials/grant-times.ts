import { type Refusal, refuse } from '../../contracts/problem.ts'

/** When a grant holds, epoch ms. */
export interface GrantTimes {
  readonly startsAtMs: number
  readonly endsAtMs: number
}

const DAY_MS = 86_400_000
const DEFAULT_MS = { carrier: 90 * DAY_MS, staff: 90 * DAY_MS } as const
/** A carrier’s code is rotated every 90 days with at most 7 days’ overlap. */
const LONGEST_MS = { carrier: 97 * DAY_MS, staff: 366 * DAY_MS } as const

/**
 * Begin and end of a wanted grant (instants as text): from now on, for 90 days, a resident’s for the standard’s age, where
 * nothing is said. A time that is over, upside down or too long is a refusal: an end is never absent.
 */
export const grantTimes = (
  wanted: {
    readonly holder: { readonly kind: 'carrier' | 'resident' | 'staff' }
    readonly startsAt?: string | undefined
    readonly endsAt?: string | undefined
  },
  { nowMs, residentMaxAgeMs }: { readonly nowMs: number; readonly residentMaxAgeMs: number },
): GrantTimes | Refusal => {
  const { kind } = wanted.holder
  const startsAtMs = wanted.startsAt === undefined ? nowMs : Date.parse(wanted.startsAt)
  const ageMs = kind === 'resident' ? residentMaxAgeMs : DEFAULT_MS[kind]
  const longestMs = kind === 'resident' ? residentMaxAgeMs : LONGEST_MS[kind]
  const endsAtMs = wanted.endsAt === undefined ? startsAtMs + ageMs : Date.parse(wanted.endsAt)
  const end = wanted.endsAt ?? new Date(endsAtMs).toISOString()
  if (endsAtMs <= nowMs) return refuse('grant.window_invalid', `endsAt ${end} is over. Choose an instant to come.`)
  if (endsAtMs <= startsAtMs)
    return refuse('grant.window_invalid', `endsAt ${end} is not after startsAt ${wanted.startsAt}.`)
  if (endsAtMs - startsAtMs > longestMs)
    return refuse(
      'grant.window_invalid',
      `endsAt ${end} is more than ${Math.floor(longestMs / DAY_MS)} days after the start, the longest time of a ${kind}.`,
    )
  return { startsAtMs, endsAtMs }
}
