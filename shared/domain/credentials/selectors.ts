/** First halves of typed codes that are given out per room: two digits; units bring their own three or four. */
const RANGES = { carrier: { from: 1, to: 79 }, staff: { from: 80, to: 98 } } as const

/** Holders whose selector is a slot of the room. */
export type SlotKind = keyof typeof RANGES

/** The lowest free slot of a room for a holder of this kind, or null where all are taken. */
export const freeSlot = (kind: SlotKind, taken: ReadonlySet<string>): string | null => {
  const { from, to } = RANGES[kind]
  for (let n = from; n <= to; n++) {
    const selector = String(n).padStart(2, '0')
    if (!taken.has(selector)) return selector
  }
  return null
}
