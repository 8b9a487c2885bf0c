import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bootstrap, deployAssembly, synthesize } from '../../local/deploy.ts'
import { LOCAL_ACCOUNT, LOCAL_REGION, startEmulator } from '../../local/emulator.ts'
import { startGateway } from '../../local/gateway.ts'
import type { Installation } from '../../local/installation.ts'
import { freePorts } from '../../local/ports.ts'
import type { MeterEntry } from './entries.ts'

/** An installation whose functions are watched: what they call, how long they run. */
export interface MeteredInstallation extends Installation {
  /** All that was written down so far, in order of its end. */
  entries(): Promise<MeterEntry[]>
}

/**
 * The same stacks and functions as of `npm start`, on an emulator of their own, with the meter loaded into every function's
 * process by the environment. Nothing in the templates or bundles differs.
 */
export const startMeteredInstallation = async (onStep: (step: string) => void): Promise<MeteredInstallation> => {
  const beganAt = Date.now()
  onStep('starting the local AWS')
  const port = (await freePorts(1))[0] as number
  const pagesUrl = `http://127.0.0.1:${port}`
  const directory = await mkdtemp(join(tmpdir(), 'vestibule-meter-'))
  const log = join(directory, 'calls.jsonl')
  const emulator = await startEmulator({
    env: {
      AWS_ENDPOINT_URL_S3: pagesUrl,
      VESTIBULE_METER: log,
      NODE_OPTIONS: `--import ${import.meta.resolve('./preload.ts')}`,
    },
  })
  const startedAt = Date.now()
  let gateway: Awaited<ReturnType<typeof startGateway>> | undefined
  const stop = async () => {
    await gateway?.stop()
    await emulator.stop()
    await rm(directory, { recursive: true, force: true })
  }
  try {
    const local = { endpoint: emulator.endpoint, mqttHost: 'localhost', mqttPort: emulator.mqttPort, pagesUrl }
    const settings = { env: { ...emulator.env, CDK_VALIDATION: 'false' }, context: { local: JSON.stringify(local) } }
    onStep('deploying')
    const assembly = join(emulator.directory, 'assembly')
    await Promise.all([bootstrap(settings, LOCAL_ACCOUNT, LOCAL_REGION), synthesize(assembly, settings)])
    const outputs = await deployAssembly(assembly, settings)
    const certificate = await readFile(emulator.certificateFile, 'utf8')
    gateway = await startGateway({ endpoint: emulator.endpoint, certificate, outputs, port })
    return {
      emulator,
      gateway,
      outputs,
      url: gateway.url,
      startupMs: startedAt - beganAt,
      deployMs: Date.now() - startedAt,
      stop,
      entries: async () =>
        (await readFile(log, 'utf8').catch(() => ''))
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line) as MeterEntry),
    }
  } catch (error) {
    await stop()
    throw error
  }
}
