import type { DomainEvent } from '../../../shared/contracts/domain-event.ts'
import type { PortfolioId } from '../../../shared/contracts/ids.ts'
import { isRefusal, type Refusal, refuse } from '../../../shared/contracts/problem.ts'
import type { intakeRoutes } from '../../../shared/contracts/routes/packages.ts'
import { receivedData } from '../../../shared/domain/packages/event-data.ts'
import { decideIntake, duplicateTracking, type Intake } from '../../../shared/domain/packages/intake.ts'
import { packageIdIn, pictureOfReading } from '../../../shared/domain/packages/package-id.ts'
import { isInRoom, type PackageRecord, packageOf } from '../../../shared/domain/packages/package-record.ts'
import { idFrom } from '../../../shared/runtime/ids.ts'
import { type Answer, answer, commit, type Once } from '../../../shared/table/commit.ts'
import { earlierAnswer } from '../../../shared/table/earlier-answer.ts'
import { type EvidenceNote, makeEvidence } from '../../../shared/table/evidence.ts'
import { oncePerTable } from '../../../shared/table/once-per-table.ts'
import { makePackages } from '../../../shared/table/packages.ts'
import { readTogether } from '../../../shared/table/read-together.ts'
import { makeResidents } from '../../../shared/table/residents.ts'
import type { Table } from '../../../shared/table/table.ts'
import { makeUnits } from '../../../shared/table/units.ts'
import type { ApiHandler } from '../../middleware/api.ts'
import { changeBy } from '../../middleware/change.ts'
import { noRoom } from '../../middleware/no-room.ts'
import type { Place, Places } from '../../middleware/places.ts'

const unitsOf = oncePerTable(makeUnits)

type Route = (typeof intakeRoutes)[0]
type Request = Parameters<ApiHandler<Route>>[0]

/** What an intake needs. */
export interface CreatePackageDeps {
  readonly places: Places
  readonly table: (portfolioId: PortfolioId) => Promise<Table>
}

/** Records that a package came in: the package, its event, the lock on its tracking number and the answer in one write. */
export const makeCreatePackage =
  ({ places, table: open }: CreatePackageDeps): ApiHandler<Route> =>
  async (request) => {
    const { principal, body } = request
    const place = await places.roomFor(principal, body.roomId)
    if (!place) return noRoom(body.roomId)
    const table = await open(principal.portfolioId)
    const record = decideIntake(await intakeOf(table, request, place))
    if (isRefusal(record)) return (await earlierAnswer(table, request.once)) ?? record
    const event = changeBy(request, 'package.received', record.id, {
      propertyId: record.propertyId,
      occurredAt: new Date(record.received.atMs).toISOString(),
      data: receivedData(record),
    })
    return save(table, principal.portfolioId, request.once, record, event)
  }

/** Room that the named picture is of; null where there is none, or where a named reading was never made. */
const pictureRoom = async (
  { table, together }: { readonly table: Table; readonly together: Table },
  portfolioId: PortfolioId,
  { labelReadingId, evidenceId }: Request['body'],
): Promise<string | null> => {
  const id = labelReadingId === null ? evidenceId : pictureOfReading(labelReadingId)
  if (id === null) return null
  const isThere = (note: EvidenceNote | null) => note !== null && (labelReadingId === null || note.isRead)
  const first = await makeEvidence(together).get(portfolioId, id)
  // It may have been noted just now: what the cheap read did not see is looked at again.
  const note = isThere(first) ? first : await makeEvidence(table).get(portfolioId, id, true)
  return isThere(note) ? (note?.roomId ?? null) : null
}

const intakeOf = async (table: Table, request: Request, { property }: Place): Promise<Intake> => {
  const { principal, body, now, once } = request
  const { portfolioId } = principal
  const together = readTogether(table)
  const [resident, pictureRoomId] = await Promise.all([
    body.residentId === null ? null : makeResidents(together).get(portfolioId, property.id, body.residentId),
    pictureRoom({ table, together }, portfolioId, body),
  ])
  // Most labels name the unit that the resident lives in: that one needs no look-up.
  const ofResident = body.unit !== null && resident?.unit.toUpperCase() === body.unit.toUpperCase()
  const unit =
    body.unit === null || ofResident
      ? (resident?.unit ?? null)
      : ((await unitsOf(table).byNumber(portfolioId, property.id, body.unit))?.number ?? null)
  return {
    wanted: body,
    propertyId: property.id,
    timeZone: property.timeZone,
    resident,
    unit,
    pictureRoomId,
    principal: `${principal.kind}:${principal.id}`,
    nowMs: now,
    // From the Idempotency-Key: the same intake has the same id, also after its stored answer is gone.
    newIdAt: (atMs) => packageIdIn(property.id, idFrom('package', `${portfolioId}|${once.key}`, atMs)),
  }
}

const save = async (
  table: Table,
  portfolioId: PortfolioId,
  once: Once,
  record: PackageRecord,
  event: DomainEvent,
): Promise<Answer | Refusal> => {
  const packages = makePackages(table)
  const body = packageOf(record)
  let replaces: { pkg: string; was?: string[] } | undefined
  for (let attempt = 0; attempt < 3; attempt++) {
    const saved = await commit(table, once, answer(201, body), packages.receive(portfolioId, record, event, replaces))
    if (!('failed' in saved)) return saved
    const holder = saved.failed === 1 ? String(saved.item?.pkg) : record.id
    const there = await packages.get(portfolioId, record.propertyId, holder)
    if (saved.failed === 0)
      return refuse('resource.conflict', `The package ${record.id} was recorded with this Idempotency-Key before.`)
    if (there && isInRoom(there)) return duplicateTracking(record.trackingNumber ?? '', holder)
    replaces = { pkg: holder, ...(saved.item?.was ? { was: saved.item.was as string[] } : {}) }
  }
  return refuse('resource.conflict', 'Other intakes with this tracking number came at the same time. Try again.')
}
