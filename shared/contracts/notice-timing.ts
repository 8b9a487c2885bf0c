/**
 * A notice of a package is looked at this long after its event, seconds: by then the code of a resident who had none is on
 * the controller, so that one look is enough.
 */
export const FIRST_LOOK_S = 3

/**
 * A code that was placed later than this after it was asked for, ms, may have missed that look: its event wakes the notices
 * that wait for it. Shorter than the look by what reads may lag behind.
 */
export const PLACED_LATE_MS = 2_000
