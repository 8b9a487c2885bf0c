import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { makeSimulatedHardware } from '../simulator/hardware.ts'
import { claimDevice, readIdentity } from './claim.ts'
import { repeat } from './clock.ts'
import type { Log } from './config.ts'
import type { RoomDriver } from './driver.ts'
import { startController } from './start-controller.ts'
import { makeTrustedClock } from './trusted-clock.ts'

/** The time is written down so often: after a power cut it is known that it is later than that. */
const KEEP_TIME_MS = 600_000

const HELP = `The agent of a room's computer.

  node main.ts --state DIR --claim CODE --api URL   claim this device once, then run it
  node main.ts --state DIR                          run a claimed device

  --state DIR     folder for identity, outbox and credentials (required)
  --claim CODE    one-time claim code from the console
  --api URL       address of the Vestibule API, needed with --claim
  --driver NAME   simulated, or the path of a module that exports makeDriver()  [simulated]
  --fw VERSION    firmware version to report  [1.0.0]
  --help          this text
`

const log: Log = (message, fields) => {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), message, ...fields })}\n`)
}

const loadDriver = async (name: string): Promise<RoomDriver> => {
  if (name === 'simulated') return makeSimulatedHardware().driver
  const module = (await import(pathToFileURL(resolve(name)).href)) as { makeDriver?: () => RoomDriver }
  if (!module.makeDriver) throw new Error(`${name} exports no makeDriver(): give "simulated" or a driver module`)
  return module.makeDriver()
}

const main = async () => {
  const { values } = parseArgs({
    options: {
      state: { type: 'string' },
      claim: { type: 'string' },
      api: { type: 'string' },
      driver: { type: 'string', default: 'simulated' },
      fw: { type: 'string', default: '1.0.0' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return void process.stdout.write(HELP)
  if (!values.state) throw new Error('--state DIR is missing; see --help')
  const stateDir = resolve(values.state)
  let identity = readIdentity(stateDir)
  if (!identity) {
    if (!values.claim || !values.api) throw new Error(`${stateDir} holds no identity: give --claim CODE and --api URL`)
    identity = await claimDevice({ apiUrl: values.api, claimCode: values.claim, stateDir })
    log('claimed', { thing: identity.thing })
  }
  const driver = await loadDriver(values.driver)
  const clock = makeTrustedClock({ dir: stateDir, log })
  repeat(clock, () => KEEP_TIME_MS, clock.keep)
  const controller = startController({ identity, stateDir, driver, clock, log, config: { fw: values.fw } })
  const stop = () => {
    clock.keep()
    void controller.stop().then(() => process.exit(0))
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

main().catch((fault: Error) => {
  process.stderr.write(`${fault.message}\n`)
  process.exitCode = 1
})
