import type { EvidenceBucket } from '../../../shared/adapters/evidence-bucket.ts'
import { mayAccessProperty } from '../../../shared/contracts/principal.ts'
import { refuse } from '../../../shared/contracts/problem.ts'
import type { intakeRoutes } from '../../../shared/contracts/routes/packages.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import { shownReading } from './kept-reading.ts'
import type { Pictures } from './pictures.ts'

/** A label reading with its picture. */
export const makeGetLabelReading =
  ({
    evidence,
    pictures,
  }: {
    readonly evidence: EvidenceBucket
    readonly pictures: Pictures
  }): ApiHandler<(typeof intakeRoutes)[2]> =>
  async ({ principal, params }) => {
    const kept = await pictures.reading(principal.portfolioId, params.labelReadingId)
    if (!kept || !mayAccessProperty(principal, kept.propertyId))
      return refuse('resource.not_found', `There is no label reading ${params.labelReadingId}.`)
    return answer(200, await shownReading(evidence, principal.portfolioId, kept))
  }
