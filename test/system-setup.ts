import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { buildPages } from '../local/build-pages.ts'
import { type DemoPortfolio, startDemoPortfolio, TEST_DATA } from '../local/demo/portfolio.ts'
import { SHORT_DAY, SHORT_DAY_AGENT } from '../local/demo/standard.ts'
import type { Outputs } from '../local/deploy.ts'
import { type Installation, startInstallation } from '../local/installation.ts'
import type { Login } from '../local/onboarding.ts'
import { makeSimServer } from '../local/sim-server.ts'

/** What every test of the deployed system is given: addresses, sign-in and ids of the demo portfolio. */
export interface SystemUnderTest {
  /** Origin of pages and API. */
  readonly origin: string
  readonly apiUrl: string
  /** The local AWS, its certificate (PEM) and MQTT port. */
  readonly endpoint: string
  readonly certificate: string
  readonly mqttPort: number
  readonly outputs: Outputs
  readonly owner: Login
  readonly ids: {
    readonly propertyId: string
    readonly roomId: string
    readonly controller: string
    readonly kiosk: string
  }
  /** Folder for files of this run. */
  readonly directory: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    system: SystemUnderTest
  }
}

let shared: Promise<{ installation: Installation; portfolio: DemoPortfolio }> | undefined
let users = 0

const start = async () => {
  let portfolio: DemoPortfolio | undefined
  const pages = buildPages()
  const installation = await startInstallation({
    pagesReady: pages,
    first: makeSimServer({
      rooms: () => (portfolio ? [portfolio.live] : []),
      samples: TEST_DATA.labels,
      uploads: join('.local', 'uploads'),
    }),
  })
  try {
    portfolio = await startDemoPortfolio({ installation, standard: SHORT_DAY, config: SHORT_DAY_AGENT, stillMs: 500 })
  } catch (error) {
    await installation.stop()
    throw error
  }
  return { installation, portfolio }
}

/** Starts one system for all suites of a run; the last suite that ends stops it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared ??= start()
  users += 1
  const { installation, portfolio } = await shared
  const { onboarded } = portfolio.live
  project.provide('system', {
    origin: installation.url,
    apiUrl: `${installation.url}/v1`,
    endpoint: installation.emulator.endpoint,
    certificate: await readFile(installation.emulator.certificateFile, 'utf8'),
    mqttPort: installation.emulator.mqttPort,
    outputs: installation.outputs,
    owner: portfolio.owner,
    ids: {
      propertyId: onboarded.property.id,
      roomId: onboarded.room.id,
      controller: onboarded.controller.thing,
      kiosk: onboarded.kiosk.thing,
    },
    directory: installation.emulator.directory,
  })
  return async () => {
    users -= 1
    if (users > 0) return
    await portfolio.stop()
    await installation.stop()
  }
}
