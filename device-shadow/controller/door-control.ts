import { join } from 'node:path'
import { DoorDesired, type DoorReported } from '../documents/shadows.ts'
import { type DoorInput, type DoorMachine, type Source, stepDoor, UNKNOWN_DOOR } from '../reducers/door.ts'
import type { Clock } from './clock.ts'
import { readJson, writeDurably } from './disk.ts'
import type { RoomDriver } from './driver.ts'
import type { Uplink } from './uplink.ts'

/** The door under the agent's hand: steps its machine, records the facts, drives the hardware. */
export interface DoorControl {
  feed(input: DoorInput): void
  /** Opens the lock; resolves when the bolt is back, or `jam` when it is not in time. */
  release(source: Source): Promise<'done' | 'jam'>
  machine(): DoorMachine
  settings(): DoorDesired
  /** Takes settings from the cloud; they survive a restart without network. */
  configure(settings: DoorDesired): void
  /** Nobody waits for the bolt any more. */
  stop(): void
  /** The part of the door's shadow that the machine knows. */
  reported(): Omit<DoorReported, keyof DoorDesired | 'keypad' | 'lockoutUntil' | 'cfgErr' | 'lastEv'>
}

/** Makes the control of one door. */
export const makeDoorControl = (deps: {
  readonly dir: string
  readonly initial: DoorDesired
  readonly boltMs: number
  readonly clock: Clock
  readonly driver: RoomDriver
  readonly emit: Uplink['emit']
  readonly poke: () => void
}): DoorControl => {
  const file = join(deps.dir, 'door.json')
  let settings = readJson(file, DoorDesired) ?? deps.initial
  let door = UNKNOWN_DOOR
  let waiting: ((result: 'done' | 'jam') => void)[] = []

  const settle = (result: 'done' | 'jam') => {
    const settled = waiting
    waiting = []
    for (const tell of settled) tell(result)
  }

  const feed = (input: DoorInput) => {
    const step = stepDoor(door, input, deps.clock.mono(), settings)
    const changed = step.door !== door
    door = step.door
    for (const fact of step.facts) deps.emit(fact.k, 'door', fact.p)
    for (const act of step.acts) deps.driver[act]()
    if (input.k === 'bolt' && input.bolt === 'retracted') settle('done')
    if (door.jam) settle('jam')
    if (changed) deps.poke()
  }

  return {
    feed,
    release: (src) =>
      new Promise((resolve) => {
        const cancel = deps.clock.after(deps.boltMs, () => resolve('jam'))
        waiting.push((result) => {
          cancel()
          resolve(result)
        })
        feed({ k: 'release', src })
      }),
    machine: () => door,
    settings: () => settings,
    configure: (next) => {
      settings = next
      writeDurably(file, JSON.stringify(next))
    },
    stop: () => settle('jam'),
    reported: () => {
      const { lock, bolt, tamper, jam, forced, held } = door
      return { lock, bolt, door: door.door, tamper, jam, forced, held }
    },
  }
}
