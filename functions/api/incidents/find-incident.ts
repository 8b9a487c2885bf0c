import { mayAccessProperty, type Principal } from '../../../shared/contracts/principal.ts'
import { type Refusal, refuse } from '../../../shared/contracts/problem.ts'
import { type IncidentRecord, makeIncidents } from '../../../shared/table/incidents.ts'
import type { Table } from '../../../shared/table/table.ts'

/** An incident that the principal may see; one of another property or portfolio looks as if it were not there. */
export const findIncident = async (
  table: Table,
  principal: Principal,
  id: string,
): Promise<IncidentRecord | Refusal> => {
  const found = await makeIncidents(table).get(principal.portfolioId, id)
  return found && mayAccessProperty(principal, found.incident.propertyId)
    ? found
    : refuse('resource.not_found', `There is no incident ${id}.`)
}
