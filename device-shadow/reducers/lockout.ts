/** Wrong tries on one keypad, persisted before each answer. Times are epoch ms of the device's clock. */
export interface Ladder {
  readonly wrong: number
  /** Start of the running quiet hour: the last wrong try, or the last step forgiven. */
  readonly quietSinceMs: number
  /** Nothing is tried before this; 0 = open. */
  readonly untilMs: number
}

/** Wrong tries against one selector; `untilMs` as in {@link Ladder}. Only that selector's success clears it. */
export interface SelectorCount {
  readonly wrong: number
  readonly untilMs: number
}

const HOUR_MS = 3_600_000
const TRIES_A_STEP = 5
const TRIES_A_SELECTOR = 10
/** Length of the lockout when a step is reached; the last one repeats, which leaves five tries an hour. */
const STEP_MS = [0, 60_000, 300_000, 900_000, HOUR_MS] as const
/** From this step on the keypad raises the alarm `lockout`. */
const ALARM_STEP = 2

/** A keypad nobody has mistyped on. */
export const OPEN_LADDER: Ladder = { wrong: 0, quietSinceMs: 0, untilMs: 0 }

const stepMs = (step: number) => STEP_MS[Math.min(step, STEP_MS.length - 1)] ?? HOUR_MS

/** Step of the ladder: 0 = none reached. */
export const ladderStep = (ladder: Ladder): number => Math.floor(ladder.wrong / TRIES_A_STEP)

/** True while the keypad's `lockout` alarm stands. */
export const ladderAlarm = (ladder: Ladder): boolean => ladderStep(ladder) >= ALARM_STEP

/**
 * The ladder as it stands at `nowMs`: one step forgiven for each whole quiet hour. A clock that was set back never
 * lengthens a lockout beyond its step.
 */
export const ladderAt = (ladder: Ladder, nowMs: number): Ladder => {
  if (nowMs < ladder.quietSinceMs) {
    return { ...ladder, quietSinceMs: nowMs, untilMs: Math.min(ladder.untilMs, nowMs + stepMs(ladderStep(ladder))) }
  }
  const hours = Math.floor((nowMs - ladder.quietSinceMs) / HOUR_MS)
  if (hours === 0 || ladder.wrong === 0) return ladder
  return {
    wrong: Math.max(0, ladder.wrong - hours * TRIES_A_STEP),
    quietSinceMs: ladder.quietSinceMs + hours * HOUR_MS,
    untilMs: ladder.untilMs,
  }
}

/** The ladder after one more wrong try; every fifth one locks. Takes a ladder brought to now by {@link ladderAt}. */
export const ladderWrong = (ladder: Ladder, nowMs: number): Ladder => {
  const wrong = ladder.wrong + 1
  const untilMs = wrong % TRIES_A_STEP === 0 ? nowMs + stepMs(wrong / TRIES_A_STEP) : ladder.untilMs
  return { wrong, quietSinceMs: nowMs, untilMs }
}

/** The selector after one more wrong try; every tenth one turns it off for an hour. */
export const selectorWrong = (count: SelectorCount | undefined, nowMs: number): SelectorCount => {
  const wrong = (count?.wrong ?? 0) + 1
  return { wrong, untilMs: wrong % TRIES_A_SELECTOR === 0 ? nowMs + HOUR_MS : (count?.untilMs ?? 0) }
}

/** True while the selector is off. A clock set back cannot keep it off for more than its hour. */
export const selectorOff = (count: SelectorCount | undefined, nowMs: number): boolean =>
  count !== undefined && nowMs < count.untilMs && count.untilMs - nowMs <= HOUR_MS
