/** First halves of typed codes that are given out per room: two digits; units bring their own three or four. */
const RANGES = { carrier: { from: 1, to: 79 }, staff: { from: 80, to: 98 } } as const

/** Holders whose selector is a slot of the room. */
export type SlotKind = keyof typeof RANGES

/**
 * A free slot of a room for a holder of this kind, or null where all are taken. `chance` in [0, 1) chooses among the free ones,
 * so that requests at the same time seldom choose the same.
 */
export const freeSlot = (kind: SlotKind, taken: ReadonlySet<string>, chance: number): string | null => {
  const { from, to } = RANGES[kind]
  const all = Array.from({ length: to - from + 1 }, (_, i) => String(from + i).padStart(2, '0'))
  const free = all.filter((selector) => !taken.has(selector))
  return free[Math.floor(chance * free.length)] ?? null
}
