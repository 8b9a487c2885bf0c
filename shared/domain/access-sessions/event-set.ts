import type { RoomEvent } from '../../contracts/room-event.ts'

/** Order of two ids at the same instant: by thing, epoch, sequence as numbers where they have that shape, else as text. */
const compareIds = (a: string, b: string): number => {
  const x = a.split('#')
  const y = b.split('#')
  if (x.length === 3 && y.length === 3 && x[0] === y[0]) {
    const byNumber = Number(x[1]) - Number(y[1]) || Number(x[2]) - Number(y[2])
    if (byNumber) return byNumber
  }
  return a < b ? -1 : a > b ? 1 : 0
}

const compareEvents = (a: RoomEvent, b: RoomEvent): number => a.at - b.at || compareIds(a.id, b.id)

/** Of two deliveries of one id the first received stands; the rest of the rule only keeps the answer free of order. */
const firstOf = (a: RoomEvent, b: RoomEvent): RoomEvent => {
  if (a === b) return a
  if (a.receivedAt !== b.receivedAt) return a.receivedAt < b.receivedAt ? a : b
  return JSON.stringify(a) <= JSON.stringify(b) ? a : b
}

/** The set behind a list of events: every id once (the first received wins), in event-time order. The input is not changed. */
export const eventSet = (events: readonly RoomEvent[]): RoomEvent[] => {
  const byId = new Map<string, RoomEvent>()
  let ordered = true
  let repeated = false
  let last: RoomEvent | undefined
  for (const event of events) {
    const known = byId.get(event.id)
    if (known) {
      repeated = true
      byId.set(event.id, firstOf(known, event))
      continue
    }
    byId.set(event.id, event)
    if (ordered && last && compareEvents(last, event) > 0) ordered = false
    last = event
  }
  const set = [...byId.values()]
  return ordered && !repeated ? set : set.sort(compareEvents)
}
