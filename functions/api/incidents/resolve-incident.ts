import type { incidentRoutes } from '../../../shared/contracts/routes/incidents.ts'
import { resolveIncident } from '../../../shared/domain/incidents/incident-state.ts'
import { isEvidenceOf, noEvidence } from '../../../shared/domain/packages/evidence-id.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import type { ApiHandler } from '../../middleware/api.ts'
import type { EvidenceSignerOf } from '../../middleware/evidence-signer.ts'
import type { Tenants } from '../../middleware/tenants.ts'
import { changeIncident } from './change-incident.ts'

/** Closes an incident with what a person found out. */
export const makeResolveIncident =
  ({
    tenants,
    signerOf,
  }: {
    readonly tenants: Tenants
    readonly signerOf: EvidenceSignerOf
  }): ApiHandler<(typeof incidentRoutes)[3]> =>
  async (request) => {
    const { principal, body, now } = request
    const table = await tenants.table(principal.portfolioId)
    const by = { principal: `${principal.kind}:${principal.id}`, resolution: body, now: instant(now) }
    const signer = await signerOf(principal.portfolioId)
    return changeIncident(table, request, 'incident.resolved', (incident) => {
      const foreign = body.evidenceIds.find((evidenceId) => !isEvidenceOf(signer, incident.roomId, evidenceId))
      return foreign ? noEvidence(foreign) : resolveIncident(incident, by)
    })
  }
