import type { DenialReason, DoorState } from '../documents/events.ts'

/** What the keypad shows after a code. */
export interface KeypadAnswer {
  readonly admitted: boolean
  readonly why: DenialReason | null
}

/** What the hardware tells the agent. Call at any time after `start`; values may repeat. */
export interface RoomInputs {
  /** A whole code was typed. */
  code(code: string): void
  contact(door: DoorState): void
  bolt(bolt: 'extended' | 'retracted' | 'jammed'): void
  motion(on: boolean): void
  /** Request to exit: the sensor or button inside. */
  exitRequest(): void
  /** A mechanical key was turned. */
  key(): void
  tamper(on: boolean): void
  /** A shelf zone: something is on it, its weight in grams, its sensor works. */
  zone(zone: string, occupied: boolean, grams: number, ok: boolean): void
  power(mains: boolean, batteryPercent: number): void
}

/** Lock, keypad, door contact and sensors of one room, as the agent drives them. Calls return at once. */
export interface RoomDriver {
  readonly name: string
  /** Called once; the driver tells the present bolt and contact straight away. */
  start(inputs: RoomInputs): void
  unlock(): void
  lock(): void
  /** Warns the people in the door that it stands open. */
  chirp(): void
  /** Shows which device this is. */
  identify(): void
  answer(answer: KeypadAnswer): void
  stop(): void
}
