import { UnitId } from '../../../shared/contracts/ids.ts'
import { isRefusal, type Refusal, refuse } from '../../../shared/contracts/problem.ts'
import type { Property, Unit } from '../../../shared/contracts/property.ts'
import { Resident } from '../../../shared/contracts/resident.ts'
import type { residentRoutes } from '../../../shared/contracts/routes/properties.ts'
import { localDay } from '../../../shared/domain/property-state/state.ts'
import { parseResidentsCsv } from '../../../shared/domain/residents/import.ts'
import { type ImportPlan, planImport } from '../../../shared/domain/residents/plan-import.ts'
import { chooseSelector } from '../../../shared/domain/units/selector.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import { newId } from '../../../shared/runtime/ids.ts'
import { commit } from '../../../shared/table/commit.ts'
import { earlierAnswer } from '../../../shared/table/earlier-answer.ts'
import { makeResidents } from '../../../shared/table/residents.ts'
import type { Table } from '../../../shared/table/table.ts'
import { makeUnits } from '../../../shared/table/units.ts'
import { type ApiHandler, type ApiRequest, answer } from '../../middleware/api.ts'
import { changeBy } from '../../middleware/change.ts'
import { propertyOf } from '../../middleware/property-of.ts'
import type { Tenants } from '../../middleware/tenants.ts'
import { endCodes } from './end-codes.ts'
import { newResidentId } from './new-resident-id.ts'

type Import = (typeof residentRoutes)[3]

/** Units of one transaction: each is two writes, of at most a hundred. */
const UNITS_AT_ONCE = 50

/**
 * Imports residents: units first, then residents in batches, then the answer. A try that ended half way is simply
 * repeated: what it made is found and counts as unchanged.
 */
export const makeImportResidents =
  ({ tenants }: { tenants: Tenants }): ApiHandler<Import> =>
  async (request) => {
    const { principal, params, body, once, now } = request
    const table = await tenants.table(principal.portfolioId)
    const property = await propertyOf(table, principal, params.propertyId)
    if (isRefusal(property)) return property
    const earlier = await earlierAnswer(table, once)
    if (earlier) return earlier
    const read = parseResidentsCsv(body.csv, { today: localDay(now, property.timeZone) })
    if (read.refusal) return refuse(read.refusal.code, read.refusal.message)
    const [residents, units] = await Promise.all([
      makeResidents(table).all(principal.portfolioId, property.id),
      makeUnits(table).all(principal.portfolioId, property.id),
    ])
    const plan = planImport(
      read.residents,
      residents,
      units.map(({ number }) => number),
    )
    const refused = body.dryRun ? null : await carryOut(table, request, property, plan, units)
    if (refused) return refused
    const report = {
      dryRun: body.dryRun,
      rows: read.rows,
      created: plan.create.length,
      updated: plan.update.length,
      unchanged: plan.unchanged,
      rejected: read.rows - read.residents.length,
      problems: read.problems,
    }
    const done = await commit(table, once, answer(200, report), [])
    if ('failed' in done) throw new Error('an answer alone cannot fail')
    return done
  }

const carryOut = async (
  table: Table,
  request: ApiRequest<Import>,
  property: Property,
  plan: ImportPlan,
  units: readonly Unit[],
): Promise<Refusal | null> => {
  const { portfolioId } = request.principal
  const refused = await addUnits(table, request, property, plan.newUnits, units)
  if (refused) return refused
  const at = instant(request.now)
  const created = plan.create.map((row) => {
    const id = newResidentId(property, row.externalId)
    return {
      resident: Resident.parse({ ...row, id, propertyId: property.id, createdAt: at, updatedAt: at }),
      event: changeBy(request, 'resident.created', id, { propertyId: property.id }),
    }
  })
  const updated = plan.update.map(({ before, row }) => ({
    resident: Resident.parse({ ...before, ...row, updatedAt: at }),
    event: changeBy(request, 'resident.updated', before.id, { propertyId: property.id }),
  }))
  await makeResidents(table).putAll(portfolioId, [...created, ...updated])
  const leaving = plan.update.filter(({ before, row }) => row.moveOut !== null && row.moveOut !== before.moveOut)
  for (const { before, row } of leaving) {
    const writes = await endCodes(table, request, property, Resident.parse({ ...before, ...row, updatedAt: at }))
    // Where a code has changed in between, the import is repeated or the code ends on its own day.
    if (writes.length > 0) await commit(table, undefined, answer(200), writes)
  }
  return null
}

const addUnits = async (
  table: Table,
  request: ApiRequest<Import>,
  property: Property,
  numbers: readonly string[],
  units: readonly Unit[],
): Promise<Refusal | null> => {
  const taken = new Set(units.map(({ selector }) => selector))
  const writes = numbers.map((number) => {
    const selector = chooseSelector(number, taken)
    taken.add(selector)
    const unit = { id: UnitId.parse(newId('unit')), propertyId: property.id, number, selector }
    const event = changeBy(request, 'unit.created', unit.id, { propertyId: property.id })
    return makeUnits(table).create(request.principal.portfolioId, unit, event)
  })
  for (let from = 0; from < writes.length; from += UNITS_AT_ONCE) {
    const done = await commit(table, undefined, answer(200), writes.slice(from, from + UNITS_AT_ONCE).flat())
    if ('failed' in done)
      return refuse('resource.conflict', 'Somebody else added units in between. Send the import again.')
  }
  return null
}
