/** The time as a value that is passed in, so that decisions can be tested at any instant. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** The machine’s clock. */
export const systemClock: Clock = { now: () => Date.now() }

/** Epoch milliseconds as an RFC 3339 instant in UTC. */
export const instant = (ms: number): string => new Date(ms).toISOString()
