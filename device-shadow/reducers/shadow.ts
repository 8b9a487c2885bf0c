import type * as z from 'zod'

/** The desired half of one shadow as the device runs with it. `version` 0 = nothing received on this connection. */
export interface ShadowState<T> {
  readonly version: number
  readonly desired: T
  /** Why the newest desired was not taken; null when it was. */
  readonly err: string | null
}

/**
 * Applies a delta or the desired half of a full shadow. Older or repeated versions change nothing. Settings that do not fit
 * the schema are refused as a whole: the device keeps what it has and says why in `err`. Keys it does not know, written by a
 * newer cloud, are ignored.
 */
export const applyDesired = <T extends object>(
  state: ShadowState<T>,
  version: number,
  change: object,
  schema: z.ZodType<T>,
): ShadowState<T> => {
  if (version <= state.version) return state
  const known = Object.fromEntries(Object.entries(change).filter(([name]) => name in state.desired))
  const parsed = schema.safeParse({ ...state.desired, ...known })
  if (parsed.success) return { version, desired: parsed.data, err: null }
  const issue = parsed.error.issues[0]
  return { ...state, version, err: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`.slice(0, 120) }
}
