import Button from '@cloudscape-design/components/button'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { Item } from '../../client/endpoints.ts'
import { t } from '../messages.ts'
import { May } from '../permission.tsx'
import { queries } from '../queries.ts'
import { useZone } from '../scope.tsx'
import { IncidentMark, SeverityMark } from '../ui/marks.tsx'
import { AcknowledgeButton } from '../ui/needs-action.tsx'
import { Page, Section } from '../ui/page.tsx'
import { usePrincipalName } from '../ui/principal.ts'
import { ResolveDialog } from '../ui/resolve-dialog.tsx'
import { Read } from '../ui/waiting.tsx'
import { When } from '../ui/when.tsx'
import { words } from '../words.ts'

type Incident = Item<'GET /v1/incidents'>

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

const Told = ({ incident, zone }: { incident: Incident; zone: string | undefined }) => (
  <>
    {incident.rung === null ? t.incidents.toldNobody : words.rung[incident.rung.to]}
    {incident.status !== 'open' ? null : incident.nextRungAt === null ? (
      <div className="faint">{t.incidents.stands}</div>
    ) : (
      <div className="faint">
        {t.incidents.nextBefore} <When at={incident.nextRungAt} zone={zone} />
      </div>
    )}
  </>
)

const Detail = ({ incident }: { incident: Incident }) => {
  const zone = useZone(incident.propertyId)
  const state = useQuery(queries.state(incident.propertyId))
  const [resolving, setResolving] = useState(false)
  const room = state.data?.rooms.find(({ roomId }) => roomId === incident.roomId)
  const { acknowledgement, resolution } = incident
  const named = usePrincipalName(incident.propertyId)
  return (
    <Page
      title={incident.title}
      actions={
        incident.status === 'resolved' ? null : (
          <>
            {incident.status === 'open' ? <AcknowledgeButton incident={incident} /> : null}
            <May call="POST /v1/incidents/{incidentId}/resolution">
              <Button onClick={() => setResolving(true)}>{t.incidents.resolve}</Button>
            </May>
          </>
        )
      }
    >
      <div className={`card verdict-line verdict-${incident.status}`}>
        <IncidentMark status={incident.status} />
        <SeverityMark severity={incident.severity} />
        <span>
          <strong>{words.incidentKind[incident.kind]}</strong>
          {room ? (
            <>
              {' · '}
              <Link
                to="/properties/$propertyId/rooms/$roomId"
                params={{ propertyId: incident.propertyId, roomId: incident.roomId }}
              >
                {room.name}
              </Link>
            </>
          ) : null}
          {' · '}
          <When at={incident.openedAt} zone={zone} />
          {' · '}
          {t.incidents.evidenceCount(incident.evidenceIds.length)}
        </span>
      </div>
      <div className="split">
        <Section title={t.incidents.timeline}>
          <ol className="timeline">
            {incident.timeline
              .toSorted((a, b) => a.at.localeCompare(b.at))
              .map((entry) => (
                <li key={`${entry.recordedAt} ${entry.kind} ${entry.text}`} className={`entry entry-${entry.kind}`}>
                  <div className="entry-head">
                    <strong>{words.timeline[entry.kind]}</strong>
                    <When at={entry.at} zone={zone} seconds />
                  </div>
                  {entry.text === words.timeline[entry.kind] ? null : <div>{entry.text}</div>}
                  {entry.by === null ? null : <div className="faint">{named(entry.by)}</div>}
                </li>
              ))}
          </ol>
        </Section>
        <Section title={t.incidents.facts}>
          <dl className="facts">
            <Fact name={t.incidents.opened}>
              <When at={incident.openedAt} zone={zone} seconds />
            </Fact>
            <Fact name={t.incidents.detected}>
              <When at={incident.detectedAt} zone={zone} seconds />
            </Fact>
            <Fact name={t.incidents.told}>
              <Told incident={incident} zone={zone} />
            </Fact>
            {acknowledgement === null ? null : (
              <Fact name={t.incidents.owner}>
                {named(acknowledgement.by)}
                {acknowledgement.note === '' ? null : <div className="faint">{acknowledgement.note}</div>}
              </Fact>
            )}
            {acknowledgement?.deadlineAt == null ? null : (
              <Fact name={t.incidents.deadline}>
                <When at={acknowledgement.deadlineAt} zone={zone} />
              </Fact>
            )}
            {resolution === null ? null : (
              <Fact name={t.incidents.ended}>
                {words.disposition[resolution.kind]}
                <div className="faint">{resolution.reason}</div>
              </Fact>
            )}
          </dl>
        </Section>
      </div>
      {resolving ? <ResolveDialog incident={incident} onClose={() => setResolving(false)} /> : null}
    </Page>
  )
}

/** One incident: what and where, its timeline, who was told, and what one can do about it. */
export const IncidentPage = (): ReactNode => {
  const { incidentId } = useParams({ strict: false }) as { incidentId: string }
  const incident = useQuery(queries.incident(incidentId))
  return (
    <Read of={incident} lines={8}>
      {(found) => <Detail incident={found} />}
    </Read>
  )
}
