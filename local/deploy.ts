import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, extname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { CloudFrontClient, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import * as z from 'zod'
import { buildPages } from './build-pages.ts'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** What a deployment made, by the names that the stacks give their outputs. */
export const Outputs = z.object({
  TableName: z.string(),
  EvidenceBucket: z.string(),
  BusName: z.string(),
  UserPoolId: z.string(),
  UserPoolClientId: z.string(),
  ApiId: z.string(),
  LiveApiId: z.string(),
  PagesBucket: z.string(),
  PagesUrl: z.string(),
  DistributionId: z.string(),
  DistributionDomain: z.string(),
  LadderArn: z.string(),
})
/** See {@link Outputs}. */
export type Outputs = z.infer<typeof Outputs>

/** Settings of {@link deploy}. */
export interface DeployOptions {
  /** Variables for the CDK CLI; those of the emulator, or none for the AWS account of this shell. @default - none */
  readonly env?: NodeJS.ProcessEnv
  /** `--context` values. @default - none */
  readonly context?: Readonly<Record<string, string>>
  /** Called with the output of the CLI, line by line. @default - kept for the message of a failure */
  readonly onLine?: (line: string) => void
}

/** A step of the deployment failed; the message ends with what it printed last. */
export class DeploymentFailed extends Error {
  override readonly name = 'DeploymentFailed'
}

const TAIL_LINES = 40

/** Runs the CDK CLI on the Node that this repository ships. */
const cdk = async (args: readonly string[], { env, onLine }: DeployOptions, cwd = ROOT): Promise<void> => {
  const path = [join(ROOT, 'node_modules', 'node', 'bin'), join(ROOT, 'node_modules', '.bin'), process.env.PATH]
  const child = spawn('node', [join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk'), ...args], {
    cwd,
    env: { ...process.env, PATH: path.join(delimiter), CDK_DISABLE_VERSION_CHECK: '1', CI: 'true', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n').filter((part) => part.trim() !== '')) {
        lines.push(line)
        onLine?.(line)
      }
    })
  }
  // A run that is cut short takes its CLI with it.
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const [code] = (await once(child, 'close')) as [number | null]
  process.off('exit', kill)
  if (code !== 0)
    throw new DeploymentFailed(`cdk ${args[0]} failed with ${code}:\n${lines.slice(-TAIL_LINES).join('\n')}`)
}

const contextArgs = (context: Readonly<Record<string, string>> = {}): string[] =>
  Object.entries(context).flatMap(([key, value]) => ['--context', `${key}=${value}`])

/** Prepares account and region for CDK; does nothing where that is done. Run outside the repository it needs no assembly. */
export const bootstrap = (options: DeployOptions, account: string, region: string): Promise<void> =>
  cdk(['bootstrap', `aws://${account}/${region}`], options, tmpdir())

const accountAndRegion = async (): Promise<readonly [string, string]> => {
  const sts = new STSClient({})
  const { Account } = await sts.send(new GetCallerIdentityCommand({}))
  if (!Account) throw new DeploymentFailed('the credentials of this shell belong to no account')
  return [Account, await sts.config.region()]
}

/** Makes the assembly of all stacks in `directory`. */
export const synthesize = (directory: string, options: DeployOptions): Promise<void> =>
  cdk(['synth', '--quiet', '--output', directory, ...contextArgs(options.context)], options)

/** Deploys the assembly in `directory` and answers what it made. */
export const deployAssembly = async (directory: string, options: DeployOptions): Promise<Outputs> => {
  const outputsFile = join(directory, 'outputs.json')
  await cdk(
    ['deploy', '--all', '--app', directory, '--outputs-file', outputsFile].concat([
      '--require-approval',
      'never',
      '--method',
      'direct',
      '--concurrency',
      '4',
      '--progress',
      'events',
    ]),
    options,
    tmpdir(),
  )
  const stacks = z
    .record(z.string(), z.record(z.string(), z.string()))
    .parse(JSON.parse(await readFile(outputsFile, 'utf8')))
  return Outputs.parse(Object.assign({}, ...Object.values(stacks)))
}

/** Bootstraps, synthesizes and deploys all stacks in the AWS account of this shell. Throws {@link DeploymentFailed}. */
const deployToAws = async (options: DeployOptions): Promise<Outputs> => {
  const directory = await mkdtemp(join(tmpdir(), 'vestibule-'))
  try {
    await bootstrap(options, ...(await accountAndRegion()))
    await synthesize(directory, options)
    return await deployAssembly(directory, options)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.map': 'application/json',
}

/**
 * Uploads built pages. Files under `assets/` carry a hash in their names and are cached for a year; all else is asked for
 * anew each time. `endpoint` is the emulator's; it is left out on AWS.
 */
export const uploadPages = async (pages: string, outputs: Outputs, endpoint?: string): Promise<number> => {
  const local = endpoint ? { endpoint, region: 'us-east-1', credentials: LOCAL_CREDENTIALS } : {}
  // Path style works at every endpoint.
  const s3 = new S3Client({ ...local, forcePathStyle: true })
  const entries = await readdir(pages, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  // The page that names the others goes last, so that nobody is sent to a file that is not there yet.
  files.sort((a, b) => Number(a.endsWith('.html')) - Number(b.endsWith('.html')))
  for (const file of files) {
    const key = relative(pages, file).replaceAll('\\', '/')
    await s3.send(
      new PutObjectCommand({
        Bucket: outputs.PagesBucket,
        Key: key,
        Body: await readFile(file),
        ContentType: CONTENT_TYPES[extname(file)] ?? 'application/octet-stream',
        CacheControl: key.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      }),
    )
  }
  if (!endpoint) {
    const Paths = { Quantity: 1, Items: ['/*'] }
    const InvalidationBatch = { CallerReference: `pages-${Date.now()}`, Paths }
    await new CloudFrontClient({}).send(
      new CreateInvalidationCommand({ DistributionId: outputs.DistributionId, InvalidationBatch }),
    )
  }
  return files.length
}

const LOCAL_CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' }

// `npm run deploy -- --context stage=prod`: the whole installation in the AWS account of this shell.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { context: { type: 'string', multiple: true, short: 'c' }, pages: { type: 'string' } },
  })
  const context = Object.fromEntries((values.context ?? []).map((pair) => pair.split(/=(.*)/s).slice(0, 2)))
  if (!values.pages) await buildPages()
  const outputs = await deployToAws({ context, onLine: (line) => console.error(line) })
  const uploaded = await uploadPages(values.pages ?? join(ROOT, 'dist', 'web'), outputs)
  console.log(JSON.stringify({ ...outputs, uploaded }, null, 2))
}
