import type { RoomEvent } from '../../contracts/room-event.ts'
import type { Forcing, LooseOpening } from './model.ts'

/** A device's forced alarm speaks of the opening that began this long before it, at most. */
const AFTER_OPENING_MS = 60_000
/** Or of one that follows at once: which of the two a device tells first is its own affair. */
const BEFORE_OPENING_MS = 5_000
/** A door that is forced again within this time is still the same forcing. */
const SAME_FORCING_MS = 60_000

const isOpen = (to: string) => to === 'open' || to === 'ajar' || to === 'forced'

/**
 * Openings (door event ids) that some `alarm.raised forced` speaks of: the nearest that began up to a minute before the
 * alarm, or up to 5 s after it. `events` is the set from `eventSet`.
 */
const alarmedDoors = (events: readonly RoomEvent[], wasOpen: boolean): ReadonlySet<string> => {
  const found = new Set<string>()
  const alarms = events.filter((event) => event.kind === 'alarm.raised' && event.code === 'forced')
  if (alarms.length === 0) return found
  let open = wasOpen
  let next = 0
  let last: RoomEvent | null = null
  const settle = (following: RoomEvent | null) => {
    for (let alarm = alarms[next]; alarm && (!following || alarm.at < following.at); alarm = alarms[++next]) {
      const since = last ? alarm.at - last.at : Number.POSITIVE_INFINITY
      const until = following ? following.at - alarm.at : Number.POSITIVE_INFINITY
      if (following && until <= BEFORE_OPENING_MS && until < since) found.add(following.id)
      else if (last && since <= AFTER_OPENING_MS) found.add(last.id)
    }
  }
  for (const event of events) {
    if (event.kind !== 'door.state') continue
    if (isOpen(event.to) && !open) {
      settle(event)
      last = event
    }
    open = isOpen(event.to)
  }
  settle(null)
  return found
}

/** Collects forced doors (T15): each forcing once, whatever tells of it and in whatever order. */
export const makeForcedDoors = (events: readonly RoomEvent[], wasOpen: boolean) => {
  const alarmed = alarmedDoors(events, wasOpen)
  const all: Forcing[] = []
  /** Counts a door event to the forcing under way, if there is one: without the rest it might show it alone. */
  const mention = ({ id, at }: LooseOpening): boolean => {
    const last = all.at(-1)
    if (!last || at - last.at > SAME_FORCING_MS) return false
    if (!last.ids.includes(id)) last.ids.push(id)
    return true
  }
  return {
    /** By time; `id` is the first event that shows it, `ids` all of them. */
    all,
    /** Whether the device itself says that this opening was forced. */
    isAlarmed: (doorEventId: string): boolean => alarmed.has(doorEventId),
    /** Notes an event that shows a forced door: the opening, or the device's alarm. */
    note: (event: LooseOpening): void => {
      if (!mention(event)) all.push({ id: event.id, at: event.at, ids: [event.id] })
    },
    mention,
  }
}
