import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { runCommand } from '../local/command.ts'
import type { CredentialsBench } from './credentials.ts'
import type { DeliveryBench } from './delivery.ts'
import { atLeast, type Figure, isFigure, reported } from './figure.ts'
import { type MeteredRoom, startMeteredRoom } from './metered-room.ts'
import { benchReducer } from './reducer.ts'

const HELP = `npm run bench [-- --json] [SECTION…]

Measures how fast and how small the system is, each figure beside its goal. Progress goes to stderr, figures to stdout.
Never run as a test: figures depend on the machine and on what else it does.

  handlers      kilobytes and init time of every function
  reducer       events a second of the access-session reducer
  delivery      calls, read and write units and cost of a delivery, from its traffic on a local installation
  credentials   create → set and revoke → gone over MQTT on that installation
  dashboard     size of a property's live state by the number of packages
  startup       npm start to a usable page
  labels        how well and how fast labels are read

Without a section: all of them.

  --json   one JSON object instead of a table
  --help   this text`

const GOAL_EVENTS = 200_000

type Say = (line: string) => void

/** What a section may use: a local installation, started once for all that need it. */
interface Shared {
  readonly room: () => Promise<MeteredRoom>
}

const SECTIONS = {
  handlers: async (say: Say) => (await import('./handlers.ts')).benchHandlers(say),
  reducer: async () => {
    const { eventsPerSecond, slowest, ...rest } = benchReducer()
    return { eventsPerSecond: atLeast(eventsPerSecond, GOAL_EVENTS, 'events/s'), slowest: reported(slowest), ...rest }
  },
  delivery: async (say: Say, { room }: Shared): Promise<DeliveryBench> =>
    (await import('./delivery.ts')).benchDelivery(await room(), say),
  credentials: async (say: Say, { room }: Shared): Promise<CredentialsBench> =>
    (await import('./credentials.ts')).benchCredentials(await room(), say),
  dashboard: async () => (await import('./dashboard.ts')).benchDashboard(),
  startup: async (say: Say) => (await import('./startup.ts')).benchStartup(say),
  labels: async (say: Say) => (await import('./labels.ts')).benchLabels(say),
} as const

type Section = keyof typeof SECTIONS
const isSection = (name: string): name is Section => name in SECTIONS

/** Every figure of a section by its path, as a table shows them. */
const figuresIn = (value: unknown, path: readonly string[] = []): [string, Figure][] => {
  if (isFigure(value)) return [[path.join('.'), value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => figuresIn(inner, [...path, name]))
}

const table = (name: string, found: unknown): string => {
  const rows = figuresIn(found)
  const width = Math.max(0, ...rows.map(([path]) => path.length))
  const lines = rows.map(([path, { value, goal, met }]) => {
    const mark = met === null ? ' ' : met ? '✓' : '✗'
    return `  ${mark} ${path.padEnd(width)}  ${String(value).padStart(12)}${goal === null ? '' : `   ${goal}`}`
  })
  return [`\n${name}`, ...lines].join('\n')
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
})
if (values.help) {
  console.log(HELP)
  process.exit(0)
}
const unknown = positionals.find((name) => !isSection(name))
if (unknown !== undefined) {
  console.error(`There is no section "${unknown}". Known: ${Object.keys(SECTIONS).join(', ')}.`)
  process.exit(2)
}
const wanted = (Object.keys(SECTIONS) as Section[]).filter(
  (name) => positionals.length === 0 || positionals.includes(name),
)

const began = performance.now()
const sayIn =
  (name: string): Say =>
  (line) =>
    console.error(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${name}: ${line}`)

await runCommand(async (stopLater) => {
  let room: Promise<MeteredRoom> | undefined
  const shared: Shared = {
    room: () => {
      room ??= startMeteredRoom(sayIn('installation')).then((started) => {
        stopLater(started.stop)
        return started
      })
      return room
    },
  }
  const found: Record<string, unknown> = {}
  const failed: Record<string, string> = {}
  for (const name of wanted) {
    sayIn(name)('begins')
    try {
      found[name] = await SECTIONS[name](sayIn(name), shared)
      if (!values.json) console.log(table(name, found[name]))
    } catch (error) {
      // The other sections are still worth having; what failed is told and makes the command fail.
      failed[name] = error instanceof Error ? error.message : String(error)
      sayIn(name)(`failed: ${error instanceof Error ? error.stack : error}`)
    }
  }
  const all = figuresIn(found)
  const missed = all.filter(([, { met }]) => met === false).map(([path]) => path)
  const machine = { node: process.version, loadAverage: loadavg().map((load) => Number(load.toFixed(1))) }
  if (values.json) console.log(JSON.stringify({ machine, ...found, missed, failed }))
  else {
    const judged = all.filter(([, { met }]) => met !== null).length
    console.log(`\n${judged - missed.length} of ${judged} goals met; load ${machine.loadAverage.join(' ')}`)
  }
  return Object.keys(failed).length > 0 ? 1 : 0
})
