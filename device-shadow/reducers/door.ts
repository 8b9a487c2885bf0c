import type { AlarmCode, AlarmSeverity, DoorState, EventPayload, LockState } from '../documents/events.ts'
import type { DoorDesired } from '../documents/shadows.ts'

/** Lock and door as the controller sees them. Times are milliseconds since boot, so that no step of the clock moves them. */
export interface DoorMachine {
  readonly lock: LockState
  readonly bolt: 'extended' | 'retracted' | 'unknown'
  readonly door: DoorState
  readonly tamper: boolean
  readonly jam: boolean
  readonly forced: boolean
  readonly held: boolean
  readonly warned: boolean
  /** What the bolt was last told, and how often it was told again after a jam. */
  readonly wanted: 'lock' | 'unlock' | null
  readonly retries: number
  readonly source: Source
  readonly relockAtMs: number | null
  readonly openedAtMs: number | null
  /** Last grant or request to exit. */
  readonly releasedAtMs: number | null
}

/** What caused a transition. */
export type Source = EventPayload<'lock.state'>['src']

/** What happens to the door. `release`: somebody may pass; `bolt` and `contact`: what the hardware reports. */
export type DoorInput =
  | { readonly k: 'release'; readonly src: Source }
  | { readonly k: 'bolt'; readonly bolt: 'extended' | 'retracted' | 'jammed' }
  | { readonly k: 'contact'; readonly door: DoorState }
  | { readonly k: 'tamper'; readonly on: boolean }
  | { readonly k: 'tick' }

/** A fact to put into the outbox. */
export type DoorFact =
  | { readonly k: 'lock.state'; readonly p: EventPayload<'lock.state'> }
  | { readonly k: 'door.state'; readonly p: EventPayload<'door.state'> }
  | { readonly k: 'alarm.raised' | 'alarm.cleared'; readonly p: EventPayload<'alarm.raised'> }

/** What the hardware has to do. */
export type DoorAct = 'lock' | 'unlock' | 'chirp'

/** The machine after an input, the facts in order, and what to do. */
export interface DoorStep {
  readonly door: DoorMachine
  readonly facts: readonly DoorFact[]
  readonly acts: readonly DoorAct[]
}

/** A door of which nothing is known yet. */
export const UNKNOWN_DOOR: DoorMachine = {
  lock: 'unknown',
  bolt: 'unknown',
  door: 'unknown',
  tamper: false,
  jam: false,
  forced: false,
  held: false,
  warned: false,
  wanted: null,
  retries: 0,
  source: 'boot',
  relockAtMs: null,
  openedAtMs: null,
  releasedAtMs: null,
}

const FORCED_WINDOW_MS = 10_000
const JAM_RETRIES = 3
const SEVERITY: Partial<Record<AlarmCode, AlarmSeverity>> = {
  forced: 'high',
  tamper: 'high',
  held: 'medium',
  jam: 'high',
}

const alarm = (k: 'alarm.raised' | 'alarm.cleared', code: AlarmCode): DoorFact => ({
  k,
  p: { code, sev: SEVERITY[code] ?? 'medium' },
})
const isOpen = (door: DoorState) => door === 'open' || door === 'ajar' || door === 'forced'

const onBolt = (
  door: DoorMachine,
  bolt: 'extended' | 'retracted' | 'jammed',
  nowMs: number,
  relockMs: number,
): DoorStep => {
  if (bolt === 'jammed') {
    if (door.retries < JAM_RETRIES && door.wanted) {
      return { door: { ...door, retries: door.retries + 1 }, facts: [], acts: [door.wanted] }
    }
    const jammed: DoorMachine = { ...door, lock: 'jammed', bolt: 'unknown', jam: true }
    if (door.jam) return { door: jammed, facts: [], acts: [] }
    const p = { from: door.lock, to: 'jammed', src: door.source } as const
    return { door: jammed, facts: [{ k: 'lock.state', p }, alarm('alarm.raised', 'jam')], acts: [] }
  }
  const to = bolt === 'extended' ? 'locked' : 'unlocked'
  const facts: DoorFact[] = []
  if (door.bolt !== bolt || door.lock === 'jammed') {
    const from = door.bolt === 'extended' ? 'locked' : door.bolt === 'retracted' ? 'unlocked' : door.lock
    facts.push({ k: 'lock.state', p: { from, to, src: door.source } })
  }
  if (door.jam) facts.push(alarm('alarm.cleared', 'jam'))
  const relockAtMs = bolt === 'retracted' ? nowMs + relockMs : null
  return { door: { ...door, lock: to, bolt, jam: false, wanted: null, retries: 0, relockAtMs }, facts, acts: [] }
}

const onContact = (door: DoorMachine, to: DoorState, nowMs: number): DoorStep => {
  if (to === door.door) return { door, facts: [], acts: [] }
  const facts: DoorFact[] = [{ k: 'door.state', p: { from: door.door, to, src: 'sensor' } }]
  if (isOpen(to)) {
    if (isOpen(door.door)) return { door: { ...door, door: to }, facts, acts: [] }
    const released = door.releasedAtMs !== null && nowMs - door.releasedAtMs <= FORCED_WINDOW_MS
    const forced = door.bolt === 'extended' && !released
    if (forced) facts.push(alarm('alarm.raised', 'forced'))
    return { door: { ...door, door: to, openedAtMs: nowMs, forced }, facts, acts: [] }
  }
  if (to !== 'closed') {
    if (to === 'fault') facts.push(alarm('alarm.raised', 'fault'))
    return { door: { ...door, door: to }, facts, acts: [] }
  }
  if (door.forced) facts.push(alarm('alarm.cleared', 'forced'))
  if (door.held) facts.push(alarm('alarm.cleared', 'held'))
  if (door.door === 'fault') facts.push(alarm('alarm.cleared', 'fault'))
  const relockAtMs = door.bolt === 'retracted' && door.openedAtMs !== null ? nowMs : door.relockAtMs
  const closed = { ...door, door: to, openedAtMs: null, forced: false, held: false, warned: false, relockAtMs }
  return { door: closed, facts, acts: [] }
}

const onTick = (door: DoorMachine, nowMs: number, settings: DoorDesired): DoorStep => {
  const facts: DoorFact[] = []
  const acts: DoorAct[] = []
  let next = door
  const openMs = door.openedAtMs === null ? 0 : nowMs - door.openedAtMs
  if (door.openedAtMs !== null && !door.warned && openMs >= settings.heldWarnS * 1000) {
    next = { ...next, warned: true }
    acts.push('chirp')
  }
  if (door.openedAtMs !== null && !door.held && openMs >= settings.heldAlarmS * 1000) {
    next = { ...next, held: true }
    facts.push(alarm('alarm.raised', 'held'))
  }
  // A bolt is not thrown into an open door: it waits for the contact.
  if (next.relockAtMs !== null && nowMs >= next.relockAtMs && !isOpen(next.door)) {
    next = { ...next, relockAtMs: null, lock: 'locking', wanted: 'lock', retries: 0, source: 'auto' }
    acts.push('lock')
  }
  return { door: next, facts, acts }
}

/** One step of the lock and door machine at `nowMs` (milliseconds since boot). */
export const stepDoor = (door: DoorMachine, input: DoorInput, nowMs: number, settings: DoorDesired): DoorStep => {
  switch (input.k) {
    case 'release': {
      const released: DoorMachine = { ...door, releasedAtMs: nowMs, source: input.src, wanted: 'unlock', retries: 0 }
      return { door: { ...released, lock: 'unlocking', relockAtMs: null }, facts: [], acts: ['unlock'] }
    }
    case 'bolt':
      return onBolt(door, input.bolt, nowMs, settings.relockS * 1000)
    case 'contact': {
      const opened = onContact(door, input.door, nowMs)
      const ticked = onTick(opened.door, nowMs, settings)
      return { ...ticked, facts: [...opened.facts, ...ticked.facts] }
    }
    case 'tamper': {
      if (door.tamper === input.on) return { door, facts: [], acts: [] }
      const facts = [alarm(input.on ? 'alarm.raised' : 'alarm.cleared', 'tamper')]
      return { door: { ...door, tamper: input.on }, facts, acts: [] }
    }
    case 'tick':
      return onTick(door, nowMs, settings)
  }
}
