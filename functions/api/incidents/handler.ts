import { sessionRoutes } from '../../../shared/contracts/routes/access.ts'
import { incidentRoutes } from '../../../shared/contracts/routes/incidents.ts'
import { apiArea } from '../../middleware/api.ts'
import { openEvidenceSigner } from '../../middleware/evidence-signer.ts'
import { openTenants } from '../../middleware/tenants.ts'
import { makeAcknowledgeIncident } from './acknowledge-incident.ts'
import { makeGetIncident } from './get-incident.ts'
import { makeListAccessSessions } from './list-access-sessions.ts'
import { makeListIncidents } from './list-incidents.ts'
import { makeResolveIncident } from './resolve-incident.ts'

const tenants = openTenants()

/** Access sessions with their verdicts, incidents, and what people do about them. */
export const handler = apiArea([...sessionRoutes, ...incidentRoutes], {
  listAccessSessions: makeListAccessSessions({ tenants }),
  listIncidents: makeListIncidents({ tenants }),
  getIncident: makeGetIncident({ tenants }),
  acknowledgeIncident: makeAcknowledgeIncident({ tenants }),
  resolveIncident: makeResolveIncident({ tenants, signerOf: openEvidenceSigner() }),
})
