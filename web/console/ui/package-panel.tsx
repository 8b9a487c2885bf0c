import Button from '@cloudscape-design/components/button'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { carrierName } from '../../client/carriers.ts'
import type { Answer } from '../../client/endpoints.ts'
import { t } from '../messages.ts'
import { notify } from '../notice.tsx'
import { May } from '../permission.tsx'
import { queries } from '../queries.ts'
import { useSend } from '../send.ts'
import { words } from '../words.ts'
import { AssignForm } from './assign-form.tsx'
import { Dialog } from './dialog.tsx'
import { PackageMark } from './marks.tsx'
import { usePrincipalName } from './principal.ts'
import { ProblemAlert } from './problem.tsx'
import { Read } from './waiting.tsx'
import { When } from './when.tsx'

type Package = Answer<'GET /v1/packages/{packageId}'>

const PickUp = ({ item, onClose }: { item: Package; onClose: () => void }) => {
  const send = useSend('POST /v1/packages/{packageId}/pickup', {
    touches: [['packages'], ['package', item.id], ['state', item.propertyId]],
    onDone: () => {
      notify(t.packages.pickedUp)
      onClose()
    },
  })
  return (
    <Dialog
      title={t.packages.pickUpTitle}
      submit={t.packages.pickUp}
      busy={send.isPending}
      onClose={onClose}
      onSubmit={() => send.mutate({ params: { packageId: item.id }, body: { method: 'desk' } })}
    >
      {send.isError ? <ProblemAlert error={send.error} /> : null}
      <p>{t.packages.pickUpHint}</p>
    </Dialog>
  )
}

const Detail = ({ item, zone }: { item: Package; zone: string }) => {
  const [pickingUp, setPickingUp] = useState(false)
  const named = usePrincipalName(item.propertyId)
  const [photoBroken, setPhotoBroken] = useState(false)
  return (
    <>
      {item.photoUrl === null || photoBroken ? (
        <p className="photo-none">{t.packages.noPhoto}</p>
      ) : (
        <img className="photo" src={item.photoUrl} alt={t.packages.photo} onError={() => setPhotoBroken(true)} />
      )}
      {item.labelReadingId === null ? null : (
        <Link
          to="/label-readings/$labelReadingId"
          params={{ labelReadingId: item.labelReadingId }}
          search={{ property: item.propertyId }}
        >
          {t.packages.reading}
        </Link>
      )}
      <dl className="facts">
        <div>
          <dt>{t.common.status}</dt>
          <dd>
            <PackageMark status={item.status} />
          </dd>
        </div>
        <div>
          <dt>{t.packages.unit}</dt>
          <dd>{item.unit ?? t.common.none}</dd>
        </div>
        <div>
          <dt>{t.packages.carrier}</dt>
          <dd>{item.carrier === null ? t.common.none : carrierName(item.carrier)}</dd>
        </div>
        <div>
          <dt>{t.packages.zone}</dt>
          <dd>{item.zone ?? t.common.none}</dd>
        </div>
        <div className="facts-wide">
          <dt>{t.packages.tracking}</dt>
          <dd className="number">{item.trackingNumber ?? t.common.none}</dd>
        </div>
        {item.flags.length === 0 ? null : (
          <div>
            <dt>{t.packages.flags}</dt>
            <dd>{item.flags.join(', ')}</dd>
          </div>
        )}
      </dl>
      {item.status === 'queued' ? (
        <May call="POST /v1/packages/{packageId}/assignment">
          <AssignForm item={item} />
        </May>
      ) : null}
      {item.status === 'stored' ? (
        <May call="POST /v1/packages/{packageId}/pickup">
          <div>
            <Button onClick={() => setPickingUp(true)}>{t.packages.pickUp}</Button>
          </div>
        </May>
      ) : null}
      <h3>{t.packages.custody}</h3>
      <ol className="timeline">
        {item.custody.map((event) => (
          <li key={`${event.recordedAt} ${event.kind}`} className="entry">
            <div className="entry-head">
              <strong>{words.custody[event.kind]}</strong>
              <When at={event.at} zone={zone} seconds />
            </div>
            {event.note === '' ? null : <div>{event.note}</div>}
            <div className="faint">{named(event.principal)}</div>
          </li>
        ))}
      </ol>
      <h3>{t.packages.messages}</h3>
      {item.messages.length === 0 ? <p className="faint">{t.packages.noMessages}</p> : null}
      <ul className="timeline">
        {item.messages.map((message) => (
          <li key={message.id} className="entry">
            <div className="entry-head">
              <strong>
                {words.channel[message.channel]}: {words.messageStatus[message.status]}
              </strong>
              <When at={message.at} zone={zone} />
            </div>
            <div className="faint">{message.to}</div>
            {message.error === null ? null : <div>{message.error}</div>}
          </li>
        ))}
      </ul>
      {pickingUp ? <PickUp item={item} onClose={() => setPickingUp(false)} /> : null}
    </>
  )
}

/** One package beside the list: its photo, what happened to it, who was told, and what can be done. */
export const PackagePanel = ({
  packageId,
  zone,
  onClose,
}: {
  packageId: string
  zone: string
  onClose: () => void
}): ReactNode => {
  const item = useQuery(queries.package(packageId))
  const heading = useRef<HTMLHeadingElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another package is another panel
  useEffect(() => heading.current?.focus(), [packageId])
  return (
    <aside className="card panel" aria-label={t.packages.panel}>
      <div className="section-head">
        <h2 ref={heading} tabIndex={-1}>
          {item.data?.recipient ?? (item.data ? t.packages.unknownRecipient : t.packages.panel)}
        </h2>
        <Button variant="icon" iconName="close" ariaLabel={t.common.close} onClick={onClose} />
      </div>
      <Read of={item} lines={8}>
        {(found) => <Detail key={found.id} item={found} zone={zone} />}
      </Read>
    </aside>
  )
}
