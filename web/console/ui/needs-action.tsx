import Button from '@cloudscape-design/components/button'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Item } from '../../client/endpoints.ts'
import { t } from '../messages.ts'
import { notify } from '../notice.tsx'
import { useMay } from '../permission.tsx'
import { useSend } from '../send.ts'
import { words } from '../words.ts'
import { SeverityMark } from './marks.tsx'
import { ProblemAlert } from './problem.tsx'
import { Empty } from './waiting.tsx'
import { Ago, When } from './when.tsx'

type Incident = Item<'GET /v1/incidents'>
type Property = Item<'GET /v1/properties'>

const HARM = { high: 9, medium: 3, low: 1 } as const
/** Harm times age: an old low incident overtakes a fresh one, a fresh high one stands above both for hours. */
const urgency = (incident: Incident, now: number) =>
  HARM[incident.severity] * (60_000 + Math.max(0, now - Date.parse(incident.openedAt)))

/** Takes care of an incident with one click; nothing for those who may not. */
export const AcknowledgeButton = ({ incident, quiet = false }: { incident: Incident; quiet?: boolean }): ReactNode => {
  const send = useSend('POST /v1/incidents/{incidentId}/acknowledgement', {
    touches: [['incidents'], ['incident', incident.id], ['state', incident.propertyId]],
    onDone: () => notify(t.incidents.acknowledged(incident.title)),
  })
  if (!useMay('POST /v1/incidents/{incidentId}/acknowledgement')) return null
  return (
    <>
      <Button
        variant={quiet ? 'normal' : 'primary'}
        wrapText={false}
        loading={send.isPending}
        ariaLabel={`${t.incidents.acknowledge}: ${incident.title}`}
        onClick={() => send.mutate({ params: { incidentId: incident.id }, body: {} })}
      >
        {t.incidents.acknowledge}
      </Button>
      {send.isError ? <ProblemAlert error={send.error} /> : null}
    </>
  )
}

/** Open incidents, the most harmful and oldest first, then those that somebody has in hand. */
export const NeedsAction = ({
  incidents,
  inHand,
  properties,
}: {
  incidents: readonly Incident[]
  inHand: readonly Incident[]
  properties: readonly Property[]
}): ReactNode => {
  const now = Date.now()
  const ranked = incidents.toSorted((a, b) => urgency(b, now) - urgency(a, now))
  if (ranked.length + inHand.length === 0) return <Empty title={t.overview.nothing} hint={t.overview.nothingHint} />
  return (
    <ul className="action-list">
      {[...ranked, ...inHand].map((incident) => {
        const property = properties.find(({ id }) => id === incident.propertyId)
        return (
          <li key={incident.id} className="action">
            <SeverityMark severity={incident.severity} />
            <div className="action-what">
              <Link to="/incidents/$incidentId" params={{ incidentId: incident.id }} className="strong">
                {incident.title}
              </Link>
              <div className="faint">
                {words.incidentKind[incident.kind]} · {property?.name} ·{' '}
                <Ago at={incident.openedAt} zone={property?.timeZone} />
                {incident.nextRungAt !== null && incident.status === 'open' ? (
                  <>
                    {' · '}
                    {t.incidents.nextBefore} <When at={incident.nextRungAt} zone={property?.timeZone} />
                  </>
                ) : null}
              </div>
            </div>
            {incident.status === 'open' ? (
              <AcknowledgeButton incident={incident} />
            ) : (
              <span className="faint">{words.incidentStatus[incident.status]}</span>
            )}
          </li>
        )
      })}
    </ul>
  )
}
