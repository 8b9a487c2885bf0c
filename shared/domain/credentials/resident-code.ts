/** A resident’s live code in a room. Instants in epoch ms. */
export interface LiveCode {
  readonly startsAtMs: number
  readonly endsAtMs: number
  /** False where the code belongs to a controller that was replaced. */
  readonly usable: boolean
}

/** What to do about a resident’s code: leave it, move its end, or make a new one. */
export type ResidentCodePlan =
  | { readonly do: 'keep' }
  | { readonly do: 'move_end'; readonly endsAtMs: number }
  | { readonly do: 'make'; readonly endsAtMs: number }

const DAY_MS = 86_400_000
/** An end is not moved for less: the controller would be sent a new set for nothing. */
const WORTH_MOVING_MS = 60_000

/**
 * A package arrived: the resident needs a code that lives long enough to be used (a day, or half its age where codes are
 * shorter). A code that was to end after a pickup lives on, to its full age at most; one that is nearly over is replaced.
 */
export const planForArrival = (live: LiveCode | null, nowMs: number, maxAgeMs: number): ResidentCodePlan => {
  const make = { do: 'make', endsAtMs: nowMs + maxAgeMs } as const
  if (!live?.usable) return make
  const fullEndMs = live.startsAtMs + maxAgeMs
  const enoughMs = Math.min(DAY_MS, maxAgeMs / 2)
  if (fullEndMs - nowMs < enoughMs || live.endsAtMs <= nowMs) return make
  const isEnough = live.endsAtMs - nowMs >= enoughMs && fullEndMs - live.endsAtMs < WORTH_MOVING_MS
  return live.endsAtMs >= fullEndMs || isEnough ? { do: 'keep' } : { do: 'move_end', endsAtMs: fullEndMs }
}

/** A controller asks for its set once an hour; with what a busy day adds, it has asked by then. */
const ASKED_BY_THEN_MS = 90 * 60_000

/**
 * Whether an end that comes earlier may wait for the controller’s next revision instead of making one: the controller learns
 * of it before it comes. Where it is offline until then, it holds the code as long as any that is revoked: until its lease ends.
 */
export const mayWait = (endsAtMs: number, nowMs: number): boolean => endsAtMs - nowMs >= ASKED_BY_THEN_MS

/** The last package was collected: the code ends after the grace, never later than it would have anyway. */
export const planForPickup = (live: LiveCode | null, collectedAtMs: number, graceMs: number): ResidentCodePlan => {
  const endsAtMs = collectedAtMs + graceMs
  return live?.usable && endsAtMs < live.endsAtMs ? { do: 'move_end', endsAtMs } : { do: 'keep' }
}
