import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as tls from 'node:tls'
import { fileURLToPath } from 'node:url'
import { makeLoopbackCertificate } from './certificate.ts'
import { assertPortIsFree, freePorts } from './ports.ts'
import { isAlive } from './processes.ts'
import { ensureEmulatorPython, MissingPart } from './python.ts'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
/** Region and account that everything runs in on one machine. */
export const LOCAL_REGION = 'us-east-1'
export const LOCAL_ACCOUNT = '000000000000'

/**
 * The emulator hands its environment on to every function, so it gets next to nothing of this shell's: no credentials, and
 * none of the variables (AWS_CA_BUNDLE, NODE_EXTRA_CA_CERTS and their like) that would make functions distrust it.
 */
const INHERITED = ['HOME', 'LANG', 'LC_ALL', 'TZ', 'LD_LIBRARY_PATH']
const FREE_DISK_BYTES = 1024 ** 3
const START_LIMIT_MS = 60_000
const STOP_GRACE_MS = 2_000
const KEPT_RUNS = 5
/** File of a run that names its temporary directory while that exists. */
const TEMPORARY_NOTE = 'temporary.txt'

/**
 * Runs the emulator without its own start script, which would also bind port 443 where it may. It ends with its process
 * group as soon as our end of its standard input closes, so not even a killed parent leaves it behind.
 */
const LAUNCH = `
import os, signal, sys, threading
def watch():
    while os.read(0, 64):
        pass
    os.killpg(0, signal.SIGKILL)
threading.Thread(target=watch, daemon=True).start()
from hypercorn.__main__ import main
sys.exit(main(sys.argv[1:]))
`

/** A running local AWS. */
export interface Emulator {
  /** `https://localhost:<port>`, the one endpoint of every service. */
  readonly endpoint: string
  readonly port: number
  /** Port of MQTT over mutual TLS. */
  readonly mqttPort: number
  /** PEM file of the certificate that the endpoint shows. */
  readonly certificateFile: string
  /** Directory of this run: log, certificate, temporary files; a run has its own. */
  readonly directory: string
  readonly logFile: string
  /** Environment for child processes and SDK clients that shall talk to it. */
  readonly env: NodeJS.ProcessEnv
  /** How many calls AWS SDKs have made to it so far, deployment included. */
  calls(): Promise<number>
  /** Ends it and everything that it started. Safe to call twice. */
  stop(): Promise<void>
}

/** Settings of {@link startEmulator}. */
export interface EmulatorOptions {
  /** @default - `.local` in the repository */
  readonly directory?: string
  /** HTTPS port. @default - a free one */
  readonly port?: number
  /** Port of MQTT. @default - a free one */
  readonly mqttPort?: number
  /** More variables for the emulator and thereby for every function in it. @default - none */
  readonly env?: NodeJS.ProcessEnv
}

const assertRoomOnDisk = async (directory: string): Promise<void> => {
  const { bavail, bsize } = await statfs(directory)
  if (bavail * bsize < FREE_DISK_BYTES)
    throw new MissingPart(
      `${Math.round((bavail * bsize) / 1024 ** 2)} MB are free at ${directory}; at least ${FREE_DISK_BYTES / 1024 ** 2} MB are needed.`,
    )
}

/** Removes what runs of ended processes left behind, and all but the last few of their logs. */
const tidyRuns = async (runs: string): Promise<void> => {
  const names = (await readdir(runs)).sort()
  const ended = names.filter((name) => !isAlive(Number(name.split('-')[1])))
  for (const name of ended) {
    const temporary = await readFile(join(runs, name, TEMPORARY_NOTE), 'utf8').catch(() => undefined)
    if (!temporary) continue
    await rm(temporary, { recursive: true, force: true })
    await rm(join(runs, name, TEMPORARY_NOTE), { force: true })
  }
  await Promise.all(ended.slice(0, -KEPT_RUNS).map((name) => rm(join(runs, name), { recursive: true, force: true })))
}

/** Makes this very process trust the certificate too, beside all that it trusts already. */
const trustInProcess = (certificate: string): void => {
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), certificate])
}

const untilReady = async (endpoint: string, child: ChildProcess, logFile: string): Promise<void> => {
  const deadline = Date.now() + START_LIMIT_MS
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) break
    const ready = await fetch(`${endpoint}/_ministack/ready`).then(
      (response) => response.status === 200,
      () => false,
    )
    if (ready) return
    await sleep(50)
  }
  const log = await readFile(logFile, 'utf8').catch(() => '')
  throw new Error(`The local AWS did not start; the end of ${logFile}:\n${log.split('\n').slice(-15).join('\n')}`)
}

const endGroup = async (child: ChildProcess): Promise<void> => {
  if (child.pid === undefined) return
  const group = -child.pid
  const signal = (name: NodeJS.Signals | 0): boolean => {
    try {
      return process.kill(group, name)
    } catch {
      return false
    }
  }
  if (!signal('SIGTERM')) return
  const deadline = Date.now() + STOP_GRACE_MS
  while (Date.now() < deadline && signal(0)) await sleep(25)
  signal('SIGKILL')
  while (signal(0)) await sleep(10)
}

/**
 * Starts MiniStack on loopback with enforced IAM and TLS. Each call is an instance of its own (ports, directory, process
 * group), so several may run at once. Throws {@link MissingPart} for whatever the machine lacks.
 */
export const startEmulator = async (options: EmulatorOptions = {}): Promise<Emulator> => {
  const directory = options.directory ?? join(ROOT, '.local')
  const runs = join(directory, 'runs')
  await mkdir(runs, { recursive: true })
  await tidyRuns(runs)
  await assertRoomOnDisk(directory)
  const python = await ensureEmulatorPython(directory)

  const [freePort = 0, freeMqttPort = 0] = await freePorts(2)
  const port = options.port ?? freePort
  const mqttPort = options.mqttPort ?? freeMqttPort
  if (options.port) await assertPortIsFree(options.port)
  if (options.mqttPort) await assertPortIsFree(options.mqttPort)

  const runDirectory = await mkdtemp(join(runs, `${new Date().toISOString().replace(/[^0-9]/g, '')}-${process.pid}-`))
  // Outside the repository: functions must not find its packages, and its package.json would change what a .js file is.
  const temporary = await mkdtemp(join(tmpdir(), 'vestibule-'))
  await writeFile(join(runDirectory, TEMPORARY_NOTE), temporary)
  const certificateFile = join(runDirectory, 'certificate.pem')
  const keyFile = join(runDirectory, 'key.pem')
  const { certificate, privateKey } = await makeLoopbackCertificate(Date.now())
  await writeFile(certificateFile, certificate)
  await writeFile(keyFile, privateKey, { mode: 0o600 })

  const logFile = join(runDirectory, 'emulator.log')
  const accessLog = join(runDirectory, 'access.log')
  const log = openSync(logFile, 'a')
  const inherited = Object.fromEntries(INHERITED.map((name) => [name, process.env[name]]))
  const child = spawn(
    python,
    [
      '-c',
      LAUNCH,
      '--bind',
      `127.0.0.1:${port}`,
      '--workers',
      '0',
      '--certfile',
      certificateFile,
      '--keyfile',
      keyFile,
      '--access-logfile',
      accessLog,
      '--access-logformat',
      '%(m)s %(U)s %(a)s',
    ].concat(['--keep-alive', '75', '--graceful-timeout', '1', 'ministack.app:app']),
    {
      cwd: runDirectory,
      detached: true,
      stdio: ['pipe', log, log],
      env: {
        ...inherited,
        ...options.env,
        // Functions run as the `node` that PATH names first: the Node 24 that this repository ships.
        PATH: [join(ROOT, 'node_modules', 'node', 'bin'), process.env.PATH].join(delimiter),
        TMPDIR: temporary,
        STATE_DIR: join(temporary, 'state'),
        S3_DATA_DIR: join(temporary, 's3'),
        // Its sweep of leftover containers is not ours to run on a developer's machine.
        DOCKER_HOST: 'unix:///nonexistent/docker.sock',
        AUTH: 'true',
        USE_SSL: '1',
        BIND_HOST: '127.0.0.1',
        GATEWAY_PORT: String(port),
        IOT_MTLS_PORT: String(mqttPort),
        SFTP_ENABLED: '0',
        PERSIST_STATE: '0',
        MINISTACK_ACCOUNT_ID: LOCAL_ACCOUNT,
        MINISTACK_REGION: LOCAL_REGION,
        MINISTACK_SSL_CERT: certificateFile,
        MINISTACK_SSL_KEY: keyFile,
        LOG_LEVEL: process.env.VESTIBULE_EMULATOR_LOG ?? 'INFO',
      },
    },
  )
  closeSync(log)
  child.stdin?.on('error', () => undefined)

  const kill = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    } catch {
      // The group is gone already, which is what was wanted.
    }
  }
  process.once('exit', kill)
  let stopping: Promise<void> | undefined
  const stop = () => {
    stopping ??= endGroup(child).then(async () => {
      process.off('exit', kill)
      await rm(temporary, { recursive: true, force: true, maxRetries: 3 })
      await rm(join(runDirectory, TEMPORARY_NOTE), { force: true })
    })
    return stopping
  }

  const endpoint = `https://localhost:${port}`
  trustInProcess(certificate)
  try {
    await untilReady(endpoint, child, logFile)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    endpoint,
    port,
    mqttPort,
    certificateFile,
    directory: runDirectory,
    logFile,
    env: await environmentFor(endpoint, certificate, runDirectory),
    calls: async () =>
      (await readFile(accessLog, 'utf8')).split('\n').filter((line) => line.includes('aws-sdk-')).length,
    stop,
  }
}

/** Child processes get a bundle of what the machine trusts already plus our certificate; nothing is replaced. */
const environmentFor = async (endpoint: string, certificate: string, directory: string): Promise<NodeJS.ProcessEnv> => {
  const trusted = [process.env.AWS_CA_BUNDLE, process.env.NODE_EXTRA_CA_CERTS].find((file) => file && existsSync(file))
  const bundle = join(directory, 'trusted.pem')
  await writeFile(bundle, `${trusted ? await readFile(trusted, 'utf8') : ''}\n${certificate}`)
  return {
    PATH: [join(ROOT, 'node_modules', 'node', 'bin'), join(ROOT, 'node_modules', '.bin'), process.env.PATH].join(
      delimiter,
    ),
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: LOCAL_REGION,
    AWS_DEFAULT_REGION: LOCAL_REGION,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_CA_BUNDLE: bundle,
    NODE_EXTRA_CA_CERTS: bundle,
  }
}
