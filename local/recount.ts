import { parseArgs } from 'node:util'
import { PortfolioId, PropertyId } from '../shared/contracts/ids.ts'
import { disagreements, repaired } from '../shared/domain/property-state/recount.ts'
import { makePropertyStates } from '../shared/table/property-state.ts'
import { openTable } from '../shared/table/table.ts'

const HELP = `Counts the packages of a property again and compares with the counters of its live state.

usage: node local/recount.ts --table NAME --portfolio pf_… --property prop_… [--repair]

  --repair  writes the counted numbers; only while nothing is taken in or collected there, or what is still on its way
            through the table's stream would be counted twice
`

const { values } = parseArgs({
  options: {
    table: { type: 'string' },
    portfolio: { type: 'string' },
    property: { type: 'string' },
    repair: { type: 'boolean', default: false },
  },
})
if (!values.table || !values.portfolio || !values.property) {
  process.stderr.write(HELP)
  process.exit(2)
}
const portfolioId = PortfolioId.parse(values.portfolio)
const propertyId = PropertyId.parse(values.property)
const states = makePropertyStates(openTable(values.table))
const [read, packages] = await Promise.all([
  states.read(portfolioId, propertyId),
  states.packages(portfolioId, propertyId),
])
if (!read) throw new Error(`${propertyId} has no live state yet`)
const now = Date.now()
const found = disagreements(read.state, packages, now)
process.stdout.write(`${JSON.stringify({ propertyId, packages: packages.length, disagreements: found })}\n`)
if (
  found.length > 0 &&
  values.repair &&
  !(await states.write(portfolioId, repaired(read.state, packages, now), read.rev))
)
  throw new Error('the state was written meanwhile: try again when the property is quiet')
process.exitCode = found.length > 0 && !values.repair ? 1 : 0
