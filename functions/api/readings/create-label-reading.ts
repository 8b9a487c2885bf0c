import { type EvidenceBucket, evidenceKey } from '../../../shared/adapters/evidence-bucket.ts'
import type { LabelFunction } from '../../../shared/adapters/label-function.ts'
import type { PortfolioId } from '../../../shared/contracts/ids.ts'
import { EvidenceType, MAX_EVIDENCE_BYTES } from '../../../shared/contracts/package.ts'
import { isRefusal, type Refusal, refuse } from '../../../shared/contracts/problem.ts'
import type { readingRoutes } from '../../../shared/contracts/routes/packages.ts'
import { readingIdOf } from '../../../shared/domain/packages/package-id.ts'
import { dayIn } from '../../../shared/domain/packages/residency.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import { makeEvidence } from '../../../shared/table/evidence.ts'
import { oncePerTable } from '../../../shared/table/once-per-table.ts'
import { makeResidents } from '../../../shared/table/residents.ts'
import type { Table } from '../../../shared/table/table.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import { noRoom } from '../../middleware/no-room.ts'
import type { Place, Places } from '../../middleware/places.ts'
import { KeptReading, shownReading } from './kept-reading.ts'

const residentsOf = oncePerTable(makeResidents)

/** What reading a label needs; `bucket` is the evidence bucket’s name, for the reader. */
export interface CreateLabelReadingDeps {
  readonly bucket: string
  readonly evidence: EvidenceBucket
  readonly labels: LabelFunction
  readonly places: Places
  readonly table: (portfolioId: PortfolioId) => Promise<Table>
}

const missing = (evidenceId: string): Refusal =>
  refuse('evidence.missing', `Nothing was uploaded for ${evidenceId} in this room. PUT the file, then ask again.`)

/** Reads an uploaded picture against the property’s directory. The same picture again gives the reading it had. */
export const makeCreateLabelReading = (deps: CreateLabelReadingDeps): ApiHandler<(typeof readingRoutes)[1]> => {
  const { evidence, places } = deps

  const uploaded = async (portfolioId: PortfolioId, evidenceId: string, roomId: string): Promise<Refusal | null> => {
    const found = await evidence.head(portfolioId, evidenceId)
    if (!found || found.roomId !== roomId) return missing(evidenceId)
    if (!EvidenceType.safeParse(found.contentType).success || found.bytes > MAX_EVIDENCE_BYTES)
      return refuse('label.unreadable', `${evidenceId} is no picture of an accepted type and size. Upload another one.`)
    return null
  }

  const read = async (
    portfolioId: PortfolioId,
    { room, property }: Place,
    evidenceId: string,
    now: number,
  ): Promise<KeptReading | Refusal> => {
    const refused = await uploaded(portfolioId, evidenceId, room.id)
    if (refused) return refused
    const answered = await deps.labels.read({
      bucket: deps.bucket,
      key: evidenceKey(portfolioId, evidenceId),
      directory: await residentsOf(await deps.table(portfolioId)).directory(portfolioId, property.id),
      today: dayIn(property.timeZone, now),
    })
    if (!answered.ok) return refuse('label.unreadable', answered.refusal.message)
    const kept: KeptReading = {
      id: readingIdOf(evidenceId),
      propertyId: property.id,
      roomId: room.id,
      evidenceId,
      reading: answered.reading,
      createdAt: instant(now),
    }
    await evidence.keepReading(portfolioId, kept.id, kept)
    const note = { propertyId: property.id, roomId: room.id, isRead: true }
    await makeEvidence(await deps.table(portfolioId)).put(portfolioId, evidenceId, note, now)
    return kept
  }

  return async ({ principal, body, now }) => {
    const { portfolioId } = principal
    const place = await places.roomFor(principal, body.roomId)
    if (!place) return noRoom(body.roomId)
    const before = KeptReading.nullable().parse(await evidence.reading(portfolioId, readingIdOf(body.evidenceId)))
    if (before && before.roomId !== body.roomId) return missing(body.evidenceId)
    const kept = before ?? (await read(portfolioId, place, body.evidenceId, now))
    return isRefusal(kept) ? kept : answer(201, await shownReading(evidence, portfolioId, kept))
  }
}
