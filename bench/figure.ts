/** A measured figure beside its goal; `goal` is null where the design names none. */
export interface Figure {
  readonly value: number
  readonly goal: string | null
  /** Whether the goal holds; null without a goal. */
  readonly met: boolean | null
}

const rounded = (value: number): number => {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 2 : 5
  return Number(value.toFixed(digits))
}

/** A figure that shall not exceed a goal; `unit` is shown beside the goal. */
export const atMost = (value: number, goal: number, unit: string): Figure => ({
  value: rounded(value),
  goal: `<= ${goal} ${unit}`,
  met: value <= goal,
})

/** A figure that shall reach a goal. */
export const atLeast = (value: number, goal: number, unit: string): Figure => ({
  value: rounded(value),
  goal: `>= ${goal} ${unit}`,
  met: value >= goal,
})

/** A figure without a goal. */
export const reported = (value: number): Figure => ({ value: rounded(value), goal: null, met: null })

/** Whether a value is a {@link Figure}. */
export const isFigure = (value: unknown): value is Figure =>
  typeof value === 'object' && value !== null && 'value' in value && 'goal' in value && 'met' in value

/** The value below which a part of the values lies (nearest rank), 0 < part <= 1; throws without values. */
export const quantile = (values: readonly number[], part: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const found = sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)]
  if (found === undefined) throw new Error('a quantile needs at least one value')
  return found
}

/** The middle value, between two the mean; throws without values. */
export const median = (values: readonly number[]): number =>
  values.length % 2 === 1
    ? quantile(values, 0.5)
    : (quantile(values, 0.5) + quantile(values, 0.5 + 1 / values.length)) / 2
