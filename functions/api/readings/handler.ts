import { makeEvidenceBucket } from '../../../shared/adapters/evidence-bucket.ts'
import { makeLabelFunction } from '../../../shared/adapters/label-function.ts'
import { readingRoutes } from '../../../shared/contracts/routes/packages.ts'
import { systemClock } from '../../../shared/runtime/clock.ts'
import { environment } from '../../../shared/runtime/env.ts'
import { apiArea } from '../../middleware/api.ts'
import { makePlaces } from '../../middleware/places.ts'
import { openTenants } from '../../middleware/tenants.ts'
import { makeCreateEvidenceUpload } from './create-evidence-upload.ts'
import { makeCreateLabelReading } from './create-label-reading.ts'
import { makeGetLabelReading } from './get-label-reading.ts'

const env = environment('EVIDENCE_BUCKET', 'LABEL_READER_FUNCTION')
const { now } = systemClock
const tenants = openTenants()
const { table } = tenants
const bucket = env.EVIDENCE_BUCKET
const evidence = makeEvidenceBucket({ bucket, credentials: tenants.credentials })
const labels = makeLabelFunction({ functionName: env.LABEL_READER_FUNCTION })
const places = makePlaces({ table, now })

/** The picture of a label, and what is read on it. */
export const handler = apiArea(readingRoutes, {
  createEvidenceUpload: makeCreateEvidenceUpload({ evidence, places, table }),
  createLabelReading: makeCreateLabelReading({ bucket, evidence, labels, places, table }),
  getLabelReading: makeGetLabelReading({ evidence }),
})
