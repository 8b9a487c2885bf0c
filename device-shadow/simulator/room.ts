import type { AgentConfig, Log } from '../controller/config.ts'
import type { KeypadAnswer } from '../controller/driver.ts'
import type { Kiosk } from '../controller/kiosk.ts'
import { type Controller, startController } from '../controller/start-controller.ts'
import type { DeviceIdentity } from '../documents/claim.ts'
import { makeSimulatedClock, type SimulatedClock } from './clock.ts'
import { makeSimulatedHardware, type SimulatedHardware } from './hardware.ts'

/** A pretend room with its real agent. */
export interface SimulatedRoom extends SimulatedHardware {
  readonly controller: Controller
  readonly clock: SimulatedClock
  networkDown(): void
  networkUp(): void
  /** Somebody who is inside walks out: request to exit, door open, door closed, nobody moves any more. */
  leave(): Promise<void>
  /**
   * One whole visit: code, in, `inside`, out. A refused code ends it at the door. Each step waits `paceMs` first.
   */
  visit(code: string, inside?: () => Promise<void>): Promise<KeypadAnswer>
  stop(): Promise<void>
}

/** Starts a pretend room. `paceMs`: how fast people are. @default 50 */
export const makeSimulatedRoom = ({
  identity,
  stateDir,
  config,
  log,
  clock = makeSimulatedClock(),
  paceMs = 50,
  stillMs,
  boltMs,
}: {
  readonly identity: DeviceIdentity
  readonly stateDir: string
  readonly config?: Partial<AgentConfig>
  readonly log?: Log
  readonly clock?: SimulatedClock
  readonly paceMs?: number
  readonly stillMs?: number
  readonly boltMs?: number
}): SimulatedRoom => {
  const hardware = makeSimulatedHardware({
    clock,
    ...(stillMs === undefined ? {} : { stillMs }),
    ...(boltMs === undefined ? {} : { boltMs }),
  })
  const controller = startController({
    identity,
    stateDir,
    clock,
    driver: hardware.driver,
    ...(config ? { config } : {}),
    ...(log ? { log } : {}),
  })
  const pace = () => new Promise<void>((resolve) => void clock.after(paceMs, resolve))

  const leave = async () => {
    hardware.requestExit()
    await pace()
    hardware.openDoor()
    await pace()
    hardware.closeDoor()
    hardware.rest()
  }

  return {
    ...hardware,
    controller,
    clock,
    networkDown: () => controller.offline(true),
    networkUp: () => controller.offline(false),
    leave,
    visit: async (code, inside) => {
      const answer = await hardware.typeCode(code)
      if (!answer.admitted) return answer
      await pace()
      if (!hardware.openDoor()) throw new Error('the keypad admitted the code, but the bolt holds the door')
      await pace()
      hardware.closeDoor()
      hardware.move()
      await inside?.()
      await pace()
      await leave()
      return answer
    },
    stop: controller.stop,
  }
}

/**
 * What a carrier does at the kiosk: log in, one intake per package, log out. `packages` gets the kiosk session's id and answers
 * the bodies of the intakes, of which the ids (Idempotency-Keys) come back.
 */
export const logPackages = (
  kiosk: Kiosk,
  carrier: string,
  packages: (ks: string) => readonly { readonly [name: string]: unknown }[],
): readonly string[] => {
  const ks = kiosk.login(carrier)
  const ids = packages(ks).map((body) => kiosk.intake(body))
  kiosk.logout(ks, ids.length)
  return ids
}

// A pretend kiosk settles its intakes as a real one does.
