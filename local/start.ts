import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildPages } from './build-pages.ts'
import { runCommand } from './command.ts'
import { liveOn } from './demo/life.ts'
import { type DemoPortfolio, startDemoPortfolio, TEST_DATA } from './demo/portfolio.ts'
import { BRISK_AGENT, BRISK_DAY } from './demo/standard.ts'
import { startInstallation } from './installation.ts'
import { followMailbox } from './mailbox.ts'
import { makeSimServer } from './sim-server.ts'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const PORT = 8420

const HELP = `npm start [-- --port N]

Runs the whole system on this machine: a local AWS, the stacks, a demo portfolio with a simulated package room, and the web
pages. Prints the addresses and sign-ins; Ctrl-C stops everything.

  --port N    port of the pages  [${PORT}]
  --quiet     the simulated room stands still: no carriers come by themselves
  --help      this text`

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: String(PORT) },
    quiet: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})
if (values.help) {
  console.log(HELP)
  process.exit(0)
}
const port = Number(values.port)
if (!Number.isInteger(port) || port < 1 || port > 65_535) {
  console.error(`--port ${values.port} is not a port. Give a number from 1 to 65535.`)
  process.exit(2)
}

const began = performance.now()
const say = (line: string) => console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`)

await runCommand(async (stopLater) => {
  let portfolio: DemoPortfolio | undefined
  const pages = join(ROOT, 'dist', 'web')
  // The pages are built beside the start of the emulator; both take a while.
  const built = existsSync(pages) ? Promise.resolve() : buildPages()
  const installation = await startInstallation({
    port,
    pages,
    pagesReady: built,
    first: makeSimServer({
      rooms: () => (portfolio ? [portfolio.live] : []),
      samples: TEST_DATA.labels,
      uploads: join(ROOT, '.local', 'uploads'),
    }),
    onStep: say,
  })
  stopLater(installation.stop)
  portfolio = await startDemoPortfolio({ installation, standard: BRISK_DAY, config: BRISK_AGENT, onStep: say })
  stopLater(portfolio.stop)
  const { owner } = portfolio
  console.log(`
  Console        ${installation.url}/
                 sign in as ${owner.email} with ${owner.password}
  Package room   ${installation.url}/k
                 type a PIN, open the door, log packages at the kiosk
  API            ${installation.url}/v1/openapi.json
  Messages       texts and e-mails to residents are shown below

  Ctrl-C stops everything.
`)
  const ending = new AbortController()
  stopLater(async () => ending.abort())
  void followMailbox(
    portfolio.mailbox,
    ({ channel, to, text }) =>
      console.log(`\n  ✉ ${channel} to ${to}\n    ${text.trim().replaceAll('\n', '\n    ')}\n`),
    ending.signal,
  )
  if (!values.quiet)
    await liveOn({
      api: portfolio.api,
      live: portfolio.live,
      pictures: TEST_DATA.labels,
      everyMs: 45_000,
      say,
      signal: ending.signal,
    })
  await new Promise(() => undefined)
  return 0
})
