import type { EvidenceBucket } from '../../../shared/adapters/evidence-bucket.ts'
import type { PortfolioId } from '../../../shared/contracts/ids.ts'
import { EvidenceType, MAX_EVIDENCE_BYTES } from '../../../shared/contracts/package.ts'
import { type Refusal, refuse } from '../../../shared/contracts/problem.ts'
import type { readingRoutes } from '../../../shared/contracts/routes/packages.ts'
import { newId } from '../../../shared/runtime/ids.ts'
import { makeEvidence } from '../../../shared/table/evidence.ts'
import type { Table } from '../../../shared/table/table.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import { noRoom } from '../../middleware/no-room.ts'
import type { Places } from '../../middleware/places.ts'

const refusedFile = (contentType: string, bytes: number): Refusal | null => {
  if (!EvidenceType.safeParse(contentType).success)
    return refuse(
      'evidence.type',
      `The type "${contentType.slice(0, 60)}" is not accepted. Send one of ${EvidenceType.options.join(', ')}.`,
    )
  if (bytes > MAX_EVIDENCE_BYTES)
    return refuse('evidence.size', `${bytes} bytes are more than ${MAX_EVIDENCE_BYTES}. Send the picture smaller.`)
  return null
}

/** Gives a signed address for one picture of a room, and notes where the picture belongs. */
export const makeCreateEvidenceUpload =
  ({
    evidence,
    places,
    table,
  }: {
    readonly evidence: EvidenceBucket
    readonly places: Places
    readonly table: (portfolioId: PortfolioId) => Promise<Table>
  }): ApiHandler<(typeof readingRoutes)[0]> =>
  async ({ principal, body, now }) => {
    const refused = refusedFile(body.contentType, body.bytes)
    if (refused) return refused
    const place = await places.roomFor(principal, body.roomId)
    if (!place) return noRoom(body.roomId)
    const { portfolioId } = principal
    const id = newId('evidence')
    const note = { propertyId: place.property.id, roomId: place.room.id, isRead: false }
    await makeEvidence(await table(portfolioId)).put(portfolioId, id, note, now)
    return answer(201, await evidence.upload(portfolioId, id, body, now))
  }
