import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bootstrap, deployAssembly, type Outputs, synthesize, uploadPages } from './deploy.ts'
import { type Emulator, LOCAL_ACCOUNT, LOCAL_REGION, startEmulator } from './emulator.ts'
import { type Gateway, type GatewayOptions, startGateway } from './gateway.ts'
import { assertPortIsFree, freePorts } from './ports.ts'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** Settings of {@link startInstallation}. */
export interface InstallationOptions {
  /** Directory of built web pages; they are uploaded if it exists. @default - dist/web */
  readonly pages?: string
  /** Settles when the pages stand in that directory. @default - they stand there, or there are none */
  readonly pagesReady?: Promise<void>
  /** Port of the gateway. @default - a free one */
  readonly port?: number
  /** More variables for the emulator and thereby for every function in it. @default - none */
  readonly env?: NodeJS.ProcessEnv
  /** Asked by the gateway before everything else. @default - nobody */
  readonly first?: GatewayOptions['first']
  /** Told of each step as it begins. @default - nobody */
  readonly onStep?: (step: string) => void
}

/** Vestibule running on this machine: the same stacks that go to AWS, on an emulator of its own. */
export interface Installation {
  readonly emulator: Emulator
  readonly gateway: Gateway
  readonly outputs: Outputs
  /** Origin of pages and API; no trailing slash. */
  readonly url: string
  /** From the first step to a ready emulator, and from there to deployed stacks, milliseconds. */
  readonly startupMs: number
  readonly deployMs: number
  /** Ends everything that was started. Safe to call twice. */
  stop(): Promise<void>
}

/** Starts an emulator, deploys all stacks to it, uploads the pages and opens the gateway. Leaves nothing behind when it throws. */
export const startInstallation = async (options: InstallationOptions = {}): Promise<Installation> => {
  const { onStep = () => undefined } = options
  const beganAt = Date.now()
  // A failure of the pages is told where they are needed, not as a rejection that nobody waited for.
  options.pagesReady?.catch(() => undefined)
  onStep('Starting the local AWS')
  if (options.port) await assertPortIsFree(options.port)
  const port = options.port ?? (await freePorts(1))[0] ?? 0
  const pagesUrl = `http://127.0.0.1:${port}`
  const emulator = await startEmulator({
    // Functions sign addresses of evidence for the gateway, the one origin that a browser here trusts.
    env: { ...options.env, AWS_ENDPOINT_URL_S3: pagesUrl },
  })
  const startedAt = Date.now()
  let gateway: Gateway | undefined
  const stop = async () => {
    await gateway?.stop()
    await emulator.stop()
  }
  try {
    const addresses = { endpoint: emulator.endpoint, mqttHost: 'localhost', mqttPort: emulator.mqttPort, pagesUrl }
    const settings = {
      // CDK's check of the templates takes half of the synthesis; test/infra makes it.
      env: { ...emulator.env, CDK_VALIDATION: 'false' },
      context: { local: JSON.stringify(addresses) },
    }
    onStep('Bundling functions and preparing stacks')
    const assembly = join(emulator.directory, 'assembly')
    await Promise.all([bootstrap(settings, LOCAL_ACCOUNT, LOCAL_REGION), synthesize(assembly, settings)])
    onStep('Deploying')
    const outputs = await deployAssembly(assembly, settings)
    const pages = options.pages ?? join(ROOT, 'dist', 'web')
    await options.pagesReady
    if (existsSync(pages)) await uploadPages(pages, outputs, emulator.endpoint)
    const certificate = await readFile(emulator.certificateFile, 'utf8')
    gateway = await startGateway({
      endpoint: emulator.endpoint,
      certificate,
      outputs,
      port,
      ...(options.first ? { first: options.first } : {}),
    })
    return {
      emulator,
      gateway,
      outputs,
      url: gateway.url,
      startupMs: startedAt - beganAt,
      deployMs: Date.now() - startedAt,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
