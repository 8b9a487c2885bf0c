import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

const HELP = `npm test [-- SUITE…]

Runs the checks and the suites, and ends with a line "N passed, N failed".

  types lint unused imports   static checks, each counts as one
  unit infra                  no emulator needed
  integration journeys browser   share one deployed system on this machine

Without arguments: all of them.`

interface Outcome {
  readonly passed: number
  /** What failed, by name. */
  readonly failed: readonly string[]
}

/** The part of vitest's JSON report that is read here. */
interface Report {
  readonly numPassedTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

const run = (command: string, args: readonly string[]): Promise<number> =>
  new Promise((done) => {
    const child = spawn(command, args, { stdio: 'inherit' })
    child.on('error', () => done(1))
    child.on('close', (code) => done(code ?? 1))
  })

const check = async (name: string, command: string, ...args: string[]): Promise<Outcome> => {
  console.log(`\n── ${name}`)
  const ok = (await run(command, args)) === 0
  return ok ? { passed: 1, failed: [] } : { passed: 0, failed: [name] }
}

const CHECKS: Record<string, () => Promise<Outcome>> = {
  types: async () => {
    const node = await check('types', 'tsc', '-p', 'tsconfig.json')
    const web = await check('types of the pages', 'tsc', '-p', 'web/tsconfig.json')
    return { passed: node.passed + web.passed, failed: [...node.failed, ...web.failed] }
  },
  lint: () => check('lint and format', 'biome', 'ci', '.'),
  unused: () => check('unused code', 'knip'),
  imports: () =>
    check(
      'imports go one way',
      'depcruise',
      '--config',
      '.dependency-cruiser.cjs',
      'shared',
      'functions',
      'device-shadow',
      'infra',
      'web',
      'local',
      'test',
      'bench',
    ),
}
const SUITES = ['unit', 'infra', 'integration', 'journeys', 'browser'] as const

/** Runs vitest projects and counts tests; a suite that could not start counts as one failure. */
const runSuites = async (names: readonly string[]): Promise<Outcome> => {
  console.log(`\n── ${names.join(', ')}`)
  const directory = await mkdtemp(join(tmpdir(), 'vestibule-test-'))
  const report = join(directory, 'report.json')
  try {
    const code = await run('vitest', [
      'run',
      ...names.flatMap((name) => ['--project', name]),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ])
    const found = await readFile(report, 'utf8').then(
      (text) => JSON.parse(text) as Report,
      (): Report => ({ numPassedTests: 0, testResults: [] }),
    )
    const failed = found.testResults.flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(({ status }) => status === 'failed')
        .map(({ fullName }) => `${relative('.', name)}: ${fullName}`),
    )
    const fell = failed.length === 0 && (code !== 0 || found.numPassedTests === 0)
    return { passed: found.numPassedTests, failed: fell ? [`a suite of ${names.join(', ')}`] : failed }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

const asked = process.argv.slice(2)
if (asked.includes('--help') || asked.includes('-h')) {
  console.log(HELP)
  process.exit(0)
}
const known = [...Object.keys(CHECKS), ...SUITES]
const unknown = asked.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  console.error(`Unknown suite "${unknown[0]}". Known: ${known.join(', ')}.`)
  process.exit(2)
}
const wanted = asked.length > 0 ? asked : known

const outcomes: Outcome[] = []
for (const [name, perform] of Object.entries(CHECKS)) if (wanted.includes(name)) outcomes.push(await perform())
// Suites without the emulator first, so that a cheap failure shows early.
const low = ['unit', 'infra'].filter((name) => wanted.includes(name))
const high = ['integration', 'journeys', 'browser'].filter((name) => wanted.includes(name))
if (low.length > 0) outcomes.push(await runSuites(low))
if (high.length > 0) outcomes.push(await runSuites(high))

const failed = outcomes.flatMap((outcome) => outcome.failed)
// Named again at the end, where a long log is read first.
for (const name of failed) console.log(`failed: ${name}`)
console.log(`\n${outcomes.reduce((total, { passed }) => total + passed, 0)} passed, ${failed.length} failed`)
process.exit(failed.length > 0 ? 1 : 0)
