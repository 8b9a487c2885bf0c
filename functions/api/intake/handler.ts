import { makeEvidenceBucket } from '../../../shared/adapters/evidence-bucket.ts'
import { makeLabelFunction } from '../../../shared/adapters/label-function.ts'
import { makeTenants } from '../../../shared/adapters/tenant.ts'
import { intakeRoutes } from '../../../shared/contracts/routes/packages.ts'
import { systemClock } from '../../../shared/runtime/clock.ts'
import { environment } from '../../../shared/runtime/env.ts'
import { apiArea } from '../../middleware/api.ts'
import { makePlaces } from '../../middleware/places.ts'
import { makeCreateEvidenceUpload } from './create-evidence-upload.ts'
import { makeCreateLabelReading } from './create-label-reading.ts'
import { makeCreatePackage } from './create-package.ts'
import { makeGetLabelReading } from './get-label-reading.ts'
import { makePictures } from './pictures.ts'

const env = environment('TABLE_NAME', 'TENANT_ROLE_ARN', 'EVIDENCE_BUCKET', 'LABEL_READER_FUNCTION')
const { now } = systemClock
const tenants = makeTenants({ tenantRoleArn: env.TENANT_ROLE_ARN, tableName: env.TABLE_NAME, now })
const { table } = tenants
const bucket = env.EVIDENCE_BUCKET
const evidence = makeEvidenceBucket({ bucket, credentials: tenants.credentials })
const labels = makeLabelFunction({ functionName: env.LABEL_READER_FUNCTION })
const pictures = makePictures({ evidence, now })
const places = makePlaces({ table, now })

/** A package enters: picture, reading, intake. */
export const handler = apiArea(intakeRoutes, {
  createEvidenceUpload: makeCreateEvidenceUpload({ evidence, places }),
  createLabelReading: makeCreateLabelReading({ bucket, evidence, labels, pictures, places, table }),
  getLabelReading: makeGetLabelReading({ evidence, pictures }),
  createPackage: makeCreatePackage({ pictures, places, table }),
})
