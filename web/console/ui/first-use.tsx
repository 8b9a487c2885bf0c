import type { ReactNode } from 'react'
import type { Item } from '../../client/endpoints.ts'
import { t } from '../messages.ts'
import { May } from '../permission.tsx'
import { LinkButton } from './link.tsx'

/** What to do before there is a room to show: the steps in order, the next one as the button. */
export const FirstUse = ({ property }: { property: Item<'GET /v1/properties'> | undefined }): ReactNode => {
  const steps = [
    {
      text: t.overview.steps.property,
      call: 'POST /v1/properties',
      href: '/properties/new',
      done: property !== undefined,
    },
    {
      text: t.overview.steps.room,
      call: 'POST /v1/properties/{propertyId}/rooms',
      href: property ? `/properties/${property.id}/rooms/new` : null,
      done: false,
    },
    { text: t.overview.steps.device, call: 'POST /v1/devices', href: null, done: false },
    {
      text: t.overview.steps.residents,
      call: 'POST /v1/properties/{propertyId}/resident-imports',
      href: property ? `/residents/import?property=${property.id}` : null,
      done: false,
    },
  ] as const
  const next = steps.findIndex((step) => !step.done)
  return (
    <section className="card">
      <h2>{t.overview.firstTitle}</h2>
      <p>{t.overview.firstHint}</p>
      <ol className="steps">
        {steps.map(({ text: [title, hint], call, href, done }, index) => (
          <li key={title} className={done ? 'step step-done' : 'step'}>
            <span className="step-number" aria-hidden="true">
              {done ? '✓' : index + 1}
            </span>
            <span>
              <strong>{title}</strong>
              <span className="faint"> {hint}</span>
              {done ? <span className="unseen"> {t.overview.stepDone}</span> : null}
            </span>
            {index === next && href !== null ? (
              <May call={call}>
                <LinkButton href={href} variant="primary">
                  {title}
                </LinkButton>
              </May>
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  )
}
