import type { EvidenceBucket } from '../../../shared/adapters/evidence-bucket.ts'
import { EvidenceType, MAX_EVIDENCE_BYTES } from '../../../shared/contracts/package.ts'
import { type Refusal, refuse } from '../../../shared/contracts/problem.ts'
import type { readingRoutes } from '../../../shared/contracts/routes/packages.ts'
import { evidenceIdFor } from '../../../shared/domain/packages/evidence-id.ts'
import { newId } from '../../../shared/runtime/ids.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import type { EvidenceSignerOf } from '../../middleware/evidence-signer.ts'
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

/** Gives a signed address for one picture of a room. */
export const makeCreateEvidenceUpload =
  ({
    evidence,
    places,
    signerOf,
  }: {
    readonly evidence: EvidenceBucket
    readonly places: Places
    readonly signerOf: EvidenceSignerOf
  }): ApiHandler<(typeof readingRoutes)[0]> =>
  async ({ principal, body, now }) => {
    const refused = refusedFile(body.contentType, body.bytes)
    if (refused) return refused
    if (!(await places.roomFor(principal, body.roomId))) return noRoom(body.roomId)
    const id = evidenceIdFor(await signerOf(principal.portfolioId), body.roomId, newId('evidence'))
    return answer(201, await evidence.upload(principal.portfolioId, id, body, now))
  }
