/** A range of missing sequence numbers (first and last) and since when it is missing, epoch ms. */
export interface Hole {
  readonly from: number
  readonly to: number
  readonly sinceMs: number
}

/** Which events of a device’s present epoch have arrived: all up to `top` except the holes. `ep` 0: none ever. */
export interface Sequence {
  readonly ep: number
  readonly top: number
  /** Rising, not touching each other. */
  readonly holes: readonly Hole[]
}

/** A device that never sent anything. */
export const NO_SEQUENCE: Sequence = { ep: 0, top: 0, holes: [] }

/** A hole older than this is asked for. */
const ASK_AFTER_MS = 60_000
/** A hole older than this is a data gap, and no longer waited for. */
const GIVE_UP_AFTER_MS = 600_000
/** More holes than this are merged, so that what is remembered of a device stays small. */
const MAX_HOLES = 40
/** Holes that one ack may ask for. */
const MAX_ASKED = 50

const merged = (holes: readonly Hole[]): readonly Hole[] => {
  if (holes.length <= MAX_HOLES) return holes
  const [first, second, ...rest] = holes as [Hole, Hole, ...Hole[]]
  return merged([{ from: first.from, to: second.to, sinceMs: Math.max(first.sinceMs, second.sinceMs) }, ...rest])
}

const filled = (holes: readonly Hole[], from: number, to: number): readonly Hole[] =>
  holes.flatMap((hole) =>
    to < hole.from || from > hole.to
      ? [hole]
      : [
          { ...hole, to: Math.min(hole.to, from - 1) },
          { ...hole, from: Math.max(hole.from, to + 1) },
        ].filter((part) => part.from <= part.to),
  )

const reaching = (sequence: Sequence, top: number, nowMs: number, isMissing: boolean): Sequence => {
  const last = isMissing ? top : top - 1
  const hole = { from: sequence.top + 1, to: last, sinceMs: nowMs }
  return { ...sequence, top, holes: hole.from <= last ? [...sequence.holes, hole] : sequence.holes }
}

const inEpoch = (sequence: Sequence, ep: number): Sequence => (ep > sequence.ep ? { ep, top: 0, holes: [] } : sequence)

/**
 * Takes numbers that arrived, in any order and any number of times. A later epoch starts anew; an earlier one changes
 * nothing, because the device that sent it has forgotten it.
 */
export const arrived = (sequence: Sequence, ep: number, seqs: readonly number[], nowMs: number): Sequence => {
  if (ep < sequence.ep) return sequence
  let next = inEpoch(sequence, ep)
  for (const seq of [...seqs].sort((a, b) => a - b))
    next = seq > next.top ? reaching(next, seq, nowMs, false) : { ...next, holes: filled(next.holes, seq, seq) }
  return { ...next, holes: merged(next.holes) }
}

/** Takes a device’s word that it gave out numbers up to `top`: what is not here is missing. */
export const announced = (sequence: Sequence, ep: number, top: number, nowMs: number): Sequence => {
  if (ep < sequence.ep) return sequence
  const next = inEpoch(sequence, ep)
  return top > next.top ? reaching(next, top, nowMs, true) : next
}

/** Takes a device’s word that a range is lost for good. */
export const lost = (sequence: Sequence, ep: number, [from, to]: readonly [number, number]): Sequence =>
  ep === sequence.ep ? { ...sequence, holes: filled(sequence.holes, from, to) } : sequence

/** Stops waiting for holes that are too old; they are data gaps. */
export const givenUp = (
  sequence: Sequence,
  nowMs: number,
): { readonly sequence: Sequence; readonly gaps: readonly Hole[] } => {
  const gaps = sequence.holes.filter((hole) => nowMs - hole.sinceMs > GIVE_UP_AFTER_MS)
  return gaps.length === 0
    ? { sequence, gaps }
    : { sequence: { ...sequence, holes: sequence.holes.filter((hole) => !gaps.includes(hole)) }, gaps }
}

/** What the device is told: everything up to `upTo` is stored; `gaps` shall be sent again. */
export const acknowledgement = (
  { ep, top, holes }: Sequence,
  nowMs: number,
): { readonly ep: number; readonly upTo: number; readonly gaps: [number, number][] } => ({
  ep,
  upTo: (holes[0]?.from ?? top + 1) - 1,
  gaps: holes
    .filter((hole) => nowMs - hole.sinceMs >= ASK_AFTER_MS)
    .slice(0, MAX_ASKED)
    .map(({ from, to }) => [from, to]),
})
