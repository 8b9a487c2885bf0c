import FormField from '@cloudscape-design/components/form-field'
import Select from '@cloudscape-design/components/select'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { t } from '../messages.ts'
import { queries } from '../queries.ts'
import { Listing } from '../ui/listing.tsx'
import { IncidentMark, SeverityMark } from '../ui/marks.tsx'
import { AcknowledgeButton } from '../ui/needs-action.tsx'
import { Page } from '../ui/page.tsx'
import { Empty } from '../ui/waiting.tsx'
import { When } from '../ui/when.tsx'
import { words } from '../words.ts'

const ANY = { value: '', label: t.common.any }
const STATUSES = [ANY, ...Object.entries(words.incidentStatus).map(([value, label]) => ({ value, label }))]
type Status = keyof typeof words.incidentStatus

/** Every incident, newest first, by property and status. */
export const IncidentsPage = (): ReactNode => {
  const { property, status } = useSearch({ strict: false }) as { property?: string; status?: string }
  const navigate = useNavigate()
  const properties = useQuery(queries.properties())
  const known = status !== undefined && status in words.incidentStatus ? (status as Status) : undefined
  const incidents = useInfiniteQuery(queries.incidents({ propertyId: property, status: known }))
  const list = properties.data?.items ?? []
  const places = [
    { value: '', label: t.common.allProperties },
    ...list.map(({ id, name }) => ({ value: id, label: name })),
  ]
  const filter = (changed: Record<string, string | undefined>) =>
    void navigate({ to: '/incidents', search: { property, status, ...changed } as never, replace: true })
  const placeOf = (propertyId: string) => list.find(({ id }) => id === propertyId)

  return (
    <Page title={t.incidents.title}>
      <div className="filters">
        <FormField label={t.common.status}>
          <Select
            selectedOption={STATUSES.find(({ value }) => value === (known ?? '')) ?? ANY}
            options={STATUSES}
            onChange={({ detail }) => filter({ status: detail.selectedOption.value })}
          />
        </FormField>
        {list.length > 1 ? (
          <FormField label={t.common.property}>
            <Select
              selectedOption={places.find(({ value }) => value === (property ?? '')) ?? null}
              options={places}
              onChange={({ detail }) => filter({ property: detail.selectedOption.value })}
            />
          </FormField>
        ) : null}
      </div>
      <Listing
        label={t.incidents.title}
        rows={incidents}
        keyOf={(incident) => incident.id}
        columns={[
          {
            id: 'what',
            header: t.incidents.what,
            cell: (incident) => (
              <Link to="/incidents/$incidentId" params={{ incidentId: incident.id }}>
                {incident.title}
              </Link>
            ),
          },
          { id: 'status', header: t.common.status, cell: (incident) => <IncidentMark status={incident.status} /> },
          { id: 'severity', header: t.incidents.severity, cell: (i) => <SeverityMark severity={i.severity} /> },
          { id: 'where', header: t.incidents.where, cell: (i) => placeOf(i.propertyId)?.name ?? t.common.none },
          {
            id: 'when',
            header: t.incidents.when,
            cell: (i) => <When at={i.openedAt} zone={placeOf(i.propertyId)?.timeZone} />,
          },
          {
            id: 'actions',
            actions: 'POST /v1/incidents/{incidentId}/acknowledgement',
            header: t.common.actions,
            cell: (i) => (i.status === 'open' ? <AcknowledgeButton incident={i} quiet /> : null),
          },
        ]}
        empty={
          known === undefined && property === undefined ? (
            <Empty title={t.incidents.empty} hint={t.incidents.emptyHint} />
          ) : (
            <Empty title={t.common.noMatches} action={<Link to="/incidents">{t.common.clear}</Link>} />
          )
        }
      />
    </Page>
  )
}
