import type { EvidenceBucket } from '../../../shared/adapters/evidence-bucket.ts'
import { mayAccessProperty } from '../../../shared/contracts/principal.ts'
import { refuse } from '../../../shared/contracts/problem.ts'
import type { readingRoutes } from '../../../shared/contracts/routes/packages.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import { KeptReading, shownReading } from './kept-reading.ts'

/** A label reading with its picture. */
export const makeGetLabelReading =
  ({ evidence }: { readonly evidence: EvidenceBucket }): ApiHandler<(typeof readingRoutes)[2]> =>
  async ({ principal, params }) => {
    const kept = KeptReading.nullable().parse(await evidence.reading(principal.portfolioId, params.labelReadingId))
    if (!kept || !mayAccessProperty(principal, kept.propertyId))
      return refuse('resource.not_found', `There is no label reading ${params.labelReadingId}.`)
    return answer(200, await shownReading(evidence, principal.portfolioId, kept))
  }
