import { mayAccessProperty, type Principal } from '../../../shared/contracts/principal.ts'
import { type Refusal, refuse } from '../../../shared/contracts/problem.ts'
import { type IncidentRecord, makeIncidents } from '../../../shared/table/incidents.ts'
import { oncePerTable } from '../../../shared/table/once-per-table.ts'
import type { Table } from '../../../shared/table/table.ts'

/** Incidents of a table. */
export const incidentsOf = oncePerTable(makeIncidents)

/** An incident that the principal may see; one of another property or portfolio looks as if it were not there. */
export const findIncident = async (
  table: Table,
  principal: Principal,
  id: string,
): Promise<IncidentRecord | Refusal> => {
  const found = await incidentsOf(table).get(principal.portfolioId, id)
  return found && mayAccessProperty(principal, found.incident.propertyId)
    ? found
    : refuse('resource.not_found', `There is no incident ${id}.`)
}
