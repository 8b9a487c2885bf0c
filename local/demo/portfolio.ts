import { mkdtemp, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AgentConfig } from '../../device-shadow/controller/config.ts'
import type { Standard } from '../../shared/contracts/standard.ts'
import type { ApiClient } from '../api-client.ts'
import type { Installation } from '../installation.ts'
import { type LiveRoom, startLiveRoom } from '../live-room.ts'
import { type Mailbox, makeMailbox } from '../mailbox.ts'
import { type Login, onboardProperty, signUp } from '../onboarding.ts'
import { until } from '../until.ts'

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** Real label pictures and made-up directories, with their sources. */
export const TEST_DATA = { labels: join(ROOT, 'test/data/labels'), directories: join(ROOT, 'test/data/directories') }

/** Carriers of the demo portfolio by code. */
export const CARRIERS = { usps: 'USPS', ups: 'UPS', fedex: 'FedEx', 'dhl-express': 'DHL Express', amazon: 'Amazon' }

/** The demo portfolio: signed up, onboarded, its simulated room connected. */
export interface DemoPortfolio {
  readonly owner: Login
  readonly api: ApiClient
  readonly mailbox: Mailbox
  readonly live: LiveRoom
  /** Stops the simulated room; the installation goes on. */
  stop(): Promise<void>
}

/** Makes the demo portfolio through the public API and starts its simulated room. Fails when residents were rejected. */
export const startDemoPortfolio = async ({
  installation,
  standard,
  config,
  stillMs,
  email = 'dana.owner@example.com',
  onStep = () => undefined,
}: {
  readonly installation: Installation
  readonly standard?: Standard
  readonly config?: Partial<AgentConfig>
  /** How long motion lasts in the simulated room. */
  readonly stillMs?: number
  /** Address of the owner. @default - dana.owner@example.com */
  readonly email?: string
  readonly onStep?: (step: string) => void
}): Promise<DemoPortfolio> => {
  const origin = installation.url
  const mailbox = makeMailbox(installation.emulator.endpoint)
  onStep('Signing up a portfolio')
  const { owner, api } = await signUp(origin, mailbox, {
    portfolioName: 'Maple Living',
    name: 'Dana Owner',
    email,
    password: 'Maple-Court-2026',
  })
  onStep('Onboarding Maple Court: rooms, residents, carriers, devices')
  const stateDir = await mkdtemp(join(installation.emulator.directory, 'devices-'))
  const onboarded = await onboardProperty({
    api,
    origin,
    name: 'Maple Court',
    residents: join(TEST_DATA.directories, 'maple-court.csv'),
    carriers: CARRIERS,
    stateDir,
    ...(standard ? { standard } : {}),
  })
  if (onboarded.importReport.rejected > 0)
    throw new Error(`residents were rejected: ${JSON.stringify(onboarded.importReport)}`)
  const live = startLiveRoom({
    onboarded,
    origin,
    stateDir,
    ...(config ? { config } : {}),
    ...(stillMs === undefined ? {} : { stillMs }),
  })
  try {
    onStep('Connecting the room over MQTT')
    await until('controller and kiosk online', () => live.room.controller.online() && live.kiosk.online())
  } catch (error) {
    await live.stop()
    throw error
  }
  return {
    owner,
    api,
    mailbox,
    live,
    stop: async () => {
      await live.stop()
      await rm(stateDir, { recursive: true, force: true })
    },
  }
}
