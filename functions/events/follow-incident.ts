import type { IncidentPeople } from '../../shared/adapters/incident-people.ts'
import type { Ladder } from '../../shared/adapters/ladder.ts'
import type { DomainEvent } from '../../shared/contracts/domain-event.ts'
import { makeIncidents } from '../../shared/table/incidents.ts'
import type { Table } from '../../shared/table/table.ts'

/**
 * Brings the ladder of an incident to where the incident stands now, whichever event says that it changed: one that is
 * open has its run, any other has none, and when a verdict took it back, everybody who was told is told so. Events may come
 * twice or in any order.
 */
export const makeFollowIncident = ({
  table,
  ladder,
  people,
}: {
  readonly table: Table
  readonly ladder: Pick<Ladder, 'start' | 'stop'>
  readonly people: Pick<IncidentPeople, 'tellTakenBack'>
}) => {
  const incidents = makeIncidents(table)
  return async ({ portfolioId, propertyId, resource }: DomainEvent): Promise<void> => {
    const record = propertyId === null ? null : await incidents.inProperty(portfolioId, propertyId, resource)
    if (!record) throw new Error(`there is no incident ${resource}`)
    const { incident, run } = record
    if (incident.status === 'open') return ladder.start({ portfolioId, incidentId: incident.id }, run)
    await ladder.stop(incident.id, run, `The incident is ${incident.status}`)
    if (incident.resolution?.kind === 'revised') await people.tellTakenBack(portfolioId, incident)
  }
}
