import { parseArgs } from 'node:util'
import { runCommand } from './command.ts'
import { playDay } from './demo/day.ts'
import { startDemoPortfolio, TEST_DATA } from './demo/portfolio.ts'
import type { DemoReport } from './demo/report.ts'
import { SHORT_DAY, SHORT_DAY_AGENT } from './demo/standard.ts'
import { startInstallation } from './installation.ts'

const HELP = `npm run demo [-- --json]

Plays one day of a package room, whole and without a person: starts its own local AWS on free ports, deploys the stacks,
signs up a portfolio, onboards Maple Court, lets carriers and residents come and go over real MQTT and HTTP, and checks
what Vestibule makes of it. Progress goes to stderr, the report to stdout. Exits 0 only if every expectation held.

  --json   the report as one line of JSON
  --help   this text`

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
})
if (values.help) {
  console.log(HELP)
  process.exit(0)
}

const began = performance.now()
const say = (line: string) => console.error(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`)

await runCommand(async (stopLater) => {
  const installation = await startInstallation({ onStep: say })
  stopLater(installation.stop)
  const portfolio = await startDemoPortfolio({
    installation,
    standard: SHORT_DAY,
    config: SHORT_DAY_AGENT,
    stillMs: 500,
    onStep: say,
  })
  stopLater(portfolio.stop)
  const day = await playDay({
    api: portfolio.api,
    mailbox: portfolio.mailbox,
    live: portfolio.live,
    pictures: TEST_DATA.labels,
    say,
  })
  const { errors, ...rest } = day
  const report: DemoReport = {
    ok: errors.length === 0,
    startupMs: installation.startupMs,
    deployMs: installation.deployMs,
    ...rest,
    awsCalls: await installation.emulator.calls(),
    errors,
  }
  say('stopping')
  console.log(values.json ? JSON.stringify(report) : JSON.stringify(report, null, 2))
  for (const error of errors) console.error(`✗ ${error}`)
  return report.ok ? 0 : 1
})
