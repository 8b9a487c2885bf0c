import type { DomainEvent } from '../../../shared/contracts/domain-event.ts'
import type { Incident } from '../../../shared/contracts/incident.ts'
import type { Principal } from '../../../shared/contracts/principal.ts'
import { isRefusal, type Refusal, refuse } from '../../../shared/contracts/problem.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import { type Answer, answer, commit, type Once } from '../../../shared/table/commit.ts'
import { earlierAnswer } from '../../../shared/table/earlier-answer.ts'
import { incidentEvent } from '../../../shared/table/incident-event.ts'
import type { Table } from '../../../shared/table/table.ts'
import { findIncident, incidentsOf } from './find-incident.ts'

/** The ladder or a revision may change the same incident at the same time; then it is decided again on what is there. */
const TRIES = 4

/** Who changes which incident, as the request says. */
export interface IncidentRequest {
  readonly principal: Principal
  readonly params: { readonly incidentId: string }
  readonly once: Once
  readonly now: number
  readonly route: { readonly operationId: string }
}

/** Decides a person’s change of an incident and writes it with its event and the answer of the request. */
export const changeIncident = async (
  table: Table,
  { principal, params, once, now, route }: IncidentRequest,
  type: Extract<DomainEvent['type'], 'incident.acknowledged' | 'incident.resolved'>,
  decide: (incident: Incident) => Incident | Refusal,
): Promise<Answer | Refusal> => {
  const { portfolioId } = principal
  for (let i = 0; i < TRIES; i++) {
    const found = await findIncident(table, principal, params.incidentId)
    if (isRefusal(found)) return found
    const changed = decide(found.incident)
    if (isRefusal(changed)) return (await earlierAnswer(table, once)) ?? changed
    const by = {
      principal: `${principal.kind}:${principal.id}`,
      operationId: route.operationId,
      now: instant(now),
    }
    const event = incidentEvent(portfolioId, changed, type, by)
    const saved = await commit(table, once, answer(200, changed), [
      incidentsOf(table).change(portfolioId, { incident: changed, run: found.run }, found.incident.rev, event),
    ])
    if (!('failed' in saved)) return saved
  }
  return refuse('resource.conflict', `The incident ${params.incidentId} changed in between. Read it and try again.`)
}
