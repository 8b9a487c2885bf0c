import { type Clock, systemClock } from '../controller/clock.ts'
import type { KeypadAnswer, RoomDriver, RoomInputs } from '../controller/driver.ts'
import type { DoorState } from '../documents/events.ts'

/** A pretend room: what people do in it, what breaks in it. */
export interface SimulatedHardware {
  /** Give it to the agent. */
  readonly driver: RoomDriver
  /** Types a whole code; answers what the keypad shows. */
  typeCode(code: string): Promise<KeypadAnswer>
  /** Pulls the door; false when the bolt holds it. */
  openDoor(): boolean
  closeDoor(): void
  /** Breaks the door open, whatever the bolt does. */
  forceDoor(): void
  /** Asks to get out from inside; the bolt opens. */
  requestExit(): void
  turnKey(): void
  /** Somebody moves; the sensor falls back by itself after the room's `stillMs`. */
  move(): void
  /** The sensor falls back now. */
  rest(): void
  placeOnZone(zone: string, grams: number): void
  /** From now on the bolt jams, or runs again. */
  jam(on: boolean): void
  tamper(on: boolean): void
  /** The door contact dies, or works again. */
  contactDead(on: boolean): void
  power(mains: boolean, batteryPercent: number): void
  state(): { readonly bolt: 'extended' | 'retracted'; readonly door: DoorState; readonly chirps: number }
}

/**
 * Makes a pretend room. `boltMs`: how long the bolt runs. @default 0, at once. `stillMs`: how long motion lasts after a move.
 * @default 2000
 */
export const makeSimulatedHardware = ({
  clock = systemClock(),
  boltMs = 0,
  stillMs = 2000,
}: {
  clock?: Clock
  boltMs?: number
  stillMs?: number
} = {}): SimulatedHardware => {
  let inputs: RoomInputs | null = null
  let bolt: 'extended' | 'retracted' = 'extended'
  let open = false
  let dead = false
  let jammed = false
  let chirps = 0
  let answered: ((answer: KeypadAnswer) => void)[] = []
  let cancelStill = () => {}
  let cancelBolt = () => {}

  const agent = () => {
    if (!inputs) throw new Error('no agent runs on this hardware: give its driver to startController first')
    return inputs
  }
  const contact = (): DoorState => (dead ? 'fault' : open ? 'open' : 'closed')
  const tellContact = () => agent().contact(contact())

  const run = (to: 'extended' | 'retracted') => {
    const arrive = () => {
      if (!jammed) bolt = to
      inputs?.bolt(jammed ? 'jammed' : to)
    }
    cancelBolt()
    if (boltMs === 0) arrive()
    else cancelBolt = clock.after(boltMs, arrive)
  }

  const rest = () => {
    cancelStill()
    inputs?.motion(false)
  }

  const driver: RoomDriver = {
    name: 'simulated',
    start: (given) => {
      inputs = given
      given.bolt(bolt)
      given.contact(contact())
    },
    unlock: () => run('retracted'),
    lock: () => run('extended'),
    chirp: () => {
      chirps += 1
    },
    identify: () => {},
    answer: (answer) => {
      for (const tell of answered) tell(answer)
      answered = []
    },
    stop: () => {
      cancelStill()
      cancelBolt()
      inputs = null
    },
  }

  return {
    driver,
    typeCode: (code) =>
      new Promise((resolve) => {
        const keypad = agent()
        answered.push(resolve)
        keypad.code(code)
      }),
    openDoor: () => {
      if (bolt === 'extended' && !open) return false
      open = true
      tellContact()
      return true
    },
    closeDoor: () => {
      open = false
      tellContact()
    },
    forceDoor: () => {
      open = true
      tellContact()
    },
    requestExit: () => agent().exitRequest(),
    turnKey: () => agent().key(),
    move: () => {
      agent().motion(true)
      cancelStill()
      cancelStill = clock.after(stillMs, rest)
    },
    rest,
    placeOnZone: (zone, grams) => agent().zone(zone, grams > 0, grams, true),
    jam: (on) => {
      jammed = on
    },
    tamper: (on) => agent().tamper(on),
    contactDead: (on) => {
      dead = on
      tellContact()
    },
    power: (mains, batteryPercent) => agent().power(mains, batteryPercent),
    state: () => ({ bolt, door: contact(), chirps }),
  }
}
