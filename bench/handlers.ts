import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { bundleFunctions } from '../infra/bundling/functions.ts'
import { bundleLabelReader } from '../infra/bundling/label-reader.ts'
import { FUNCTION_ENTRIES } from '../infra/vestibule.ts'
import type { Environment } from '../shared/contracts/environment.ts'
import { atMost, type Figure, median, reported } from './figure.ts'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const NODE = join(ROOT, 'node_modules', 'node', 'bin', 'node')
const PAIRS = 9
const GOAL_KB = 700
const GOAL_MS = 120

/** What one function weighs and how long its init takes. */
export interface HandlerFigures {
  /** minified code, 1 KB = 1,000 bytes */
  readonly kb: Figure
  /** wall time from spawn to end of a fresh process, over one that imports nothing; median of interleaved pairs */
  readonly initMs: Figure
  /** the same in processor time, which other work on the machine hardly changes */
  readonly initCpuMs: Figure
}

/** Figures of all functions; `missing` lists entries that are not there. */
export interface HandlersBench {
  readonly node: string
  readonly pairs: number
  readonly functions: Readonly<Record<string, HandlerFigures>>
  readonly missing: readonly string[]
  /** the label reader's whole package with native code and models, MB of 1,000,000 bytes */
  readonly labelReaderMb: Figure
}

/** A value for each variable that a function may parse at init. */
const VARIABLES: Record<keyof typeof Environment.shape, string> = {
  STAGE: 'prod',
  TABLE_NAME: 'table',
  EVIDENCE_BUCKET: 'evidence',
  BUS_NAME: 'bus',
  DEAD_LETTERS_URL: 'https://localhost/dead-letters',
  TENANT_ROLE_ARN: 'arn:aws:iam::000000000000:role/tenant',
  SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:vestibule',
  USER_POOL_ID: 'us-east-1_pool',
  USER_POOL_CLIENT_ID: 'client',
  JWKS_URI: 'https://localhost/jwks.json',
  IOT_DATA_ENDPOINT: 'https://localhost',
  DEVICE_MQTT_HOST: 'localhost',
  DEVICE_MQTT_PORT: '8883',
  DEVICE_CA_URL: 'https://localhost/ca.pem',
  LABEL_READER_FUNCTION: 'label-reader',
  LADDER_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:ladder',
  LIVE_ENDPOINT: 'https://localhost/live',
  PAGES_URL: 'https://localhost',
  EMAIL_FROM: 'packages@vestibule.example',
  RECONCILE_QUEUE_URL: 'https://localhost/queue',
}

const PROCESS_ENV: NodeJS.ProcessEnv = {
  ...VARIABLES,
  PATH: process.env.PATH,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_LAMBDA_FUNCTION_NAME: 'bench',
  POWERTOOLS_SERVICE_NAME: 'bench',
  POWERTOOLS_METRICS_NAMESPACE: 'Vestibule',
}

// The same program for both of a pair: the bare one imports an empty module. It ends at once, so that no open handle of a
// library counts.
const RUNNER = `const { handler } = await import(process.argv[2])
const { userCPUTime, systemCPUTime } = process.resourceUsage()
process.stdout.write(JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1000, isHandler: typeof handler === 'function' }))
process.exit(0)
`

const runs = promisify(execFile)

const once = async (runner: string, file: string, isHandler: boolean): Promise<{ wall: number; cpu: number }> => {
  const began = performance.now()
  const { stdout } = await runs(NODE, [runner, file], { env: PROCESS_ENV })
  const wall = performance.now() - began
  const answer = JSON.parse(stdout) as { cpu: number; isHandler: boolean }
  if (answer.isHandler !== isHandler) throw new Error(`${file} exports no handler`)
  return { wall, cpu: answer.cpu }
}

const measure = async (work: string, code: string): Promise<HandlerFigures> => {
  const runner = join(work, 'runner.mjs')
  const wall: number[] = []
  const cpu: number[] = []
  // The first pair only brings the files into the page cache.
  for (let pair = -1; pair < PAIRS; pair++) {
    const bare = await once(runner, join(work, 'empty.mjs'), false)
    const full = await once(runner, code, true)
    if (pair < 0) continue
    wall.push(full.wall - bare.wall)
    cpu.push(full.cpu - bare.cpu)
  }
  return {
    kb: atMost((await stat(code)).size / 1000, GOAL_KB, 'KB'),
    initMs: atMost(median(wall), GOAL_MS, 'ms'),
    initCpuMs: reported(median(cpu)),
  }
}

const folderBytes = async (folder: string): Promise<number> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return (await Promise.all(files.map(async (file) => (await stat(file)).size))).reduce((sum, size) => sum + size, 0)
}

/** Bundles every function as the deployment does, and measures it in processes of the Node that functions run on. */
export const benchHandlers = async (say: (line: string) => void): Promise<HandlersBench> => {
  const work = await mkdtemp(join(tmpdir(), 'vestibule-bench-'))
  try {
    await writeFile(join(work, 'runner.mjs'), RUNNER)
    await writeFile(join(work, 'empty.mjs'), 'export {}\n')
    const present = FUNCTION_ENTRIES.filter((entry) => existsSync(join(ROOT, entry)))
    say(`bundling ${present.length} functions and the label reader`)
    const out = join(work, 'functions')
    await bundleFunctions(ROOT, present, out)
    const reader = join(work, 'label-reader')
    await bundleLabelReader(reader)
    const folders = (await readdir(out)).map((name) => [name, join(out, name)] as const)
    const functions: Record<string, HandlerFigures> = {}
    for (const [name, folder] of [...folders, ['labels-read-label', reader] as const]) {
      const found = await measure(work, join(folder, 'index.mjs'))
      say(`${name}: ${found.kb.value} KB, init ${found.initMs.value} ms (${found.initCpuMs.value} ms of processor)`)
      functions[name] = found
    }
    const { stdout } = await runs(NODE, ['--version'])
    return {
      node: stdout.trim(),
      pairs: PAIRS,
      functions,
      missing: FUNCTION_ENTRIES.filter((entry) => !present.includes(entry)),
      labelReaderMb: atMost((await folderBytes(reader)) / 1e6, 100, 'MB'),
    }
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
