import { type ReactNode, useEffect, useState } from 'react'
import { carrierName } from '../client/carriers.ts'
import { ApiProblem, type Call } from '../client/http.ts'
import { timeIn } from '../client/time.ts'
import { t } from './messages.ts'
import { type Pickup, usePickup } from './use-pickup.ts'

type Parcel = Pickup['packages'][number]

const isRefused = (error: unknown) => error instanceof ApiProblem && error.status === 401
const groups = (code: string) => code.replace(/(\d{3,4})(?=\d{3,}$)/, '$1 ')

const Notice = ({ title, text, onRetry }: { title: string; text: string; onRetry?: () => void }) => (
  <main className="page">
    <div className="card" role="alert">
      <h1>{title}</h1>
      <p>{text}</p>
      {onRetry ? (
        <button type="button" className="button" onClick={onRetry}>
          {t.retry}
        </button>
      ) : null}
    </div>
  </main>
)

const Code = ({ pickup }: { pickup: Pickup }) => {
  const { code, codeStatus, codeEndsAt, timeZone } = pickup
  if (code === null || codeStatus === 'none') {
    return (
      <section className="card">
        <h2>{t.code}</h2>
        <p>
          <strong>{t.codeNone}</strong>
        </p>
        <p className="faint">{t.codeNoneHint}</p>
      </section>
    )
  }
  const ready = codeStatus === 'ready'
  return (
    <section className={ready ? 'card code' : 'card code code-wait'}>
      <h2>{t.code}</h2>
      <output className="code-digits" aria-label={[...code].join(' ')}>
        {groups(code)}
      </output>
      <div role="status">
        {ready ? (
          <p>{t.codeReady}</p>
        ) : (
          <>
            <p className="wait-mark">{t.codeWait}</p>
            <p>{t.codeWaitHint}</p>
          </>
        )}
      </div>
      {codeEndsAt === null ? null : <p className="faint">{t.codeUntil(timeIn(codeEndsAt, timeZone, Date.now()))}</p>}
    </section>
  )
}

const nameOf = (parcel: Parcel) => {
  const carrier = parcel.carrier === null ? t.aPackage : carrierName(parcel.carrier)
  return parcel.trackingTail === null ? carrier : `${carrier} ${t.tail(parcel.trackingTail)}`
}

const ParcelCard = ({
  parcel,
  zone,
  call,
  onShow,
}: {
  parcel: Parcel
  zone: string | undefined
  call: Call
  onShow: (pickup: Pickup) => void
}) => {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const [broken, setBroken] = useState(false)
  const name = nameOf(parcel)
  const now = Date.now()
  const confirm = async () => {
    setBusy(true)
    setProblem('')
    try {
      onShow(await call('POST /v1/links/pickup/confirmations', { body: { packageId: parcel.id } }))
    } catch (error) {
      const gone = error instanceof ApiProblem && error.code === 'package.not_in_room'
      setProblem(gone ? t.notInRoom : t.failed)
    } finally {
      setBusy(false)
    }
  }
  return (
    <li className="card parcel">
      {parcel.photoUrl === null || broken ? null : (
        <img src={parcel.photoUrl} alt={t.photo(name)} onError={() => setBroken(true)} />
      )}
      <div className="parcel-text">
        <h3>{name}</h3>
        <p className="faint">{t.arrived(timeIn(parcel.receivedAt, zone, now))}</p>
        {parcel.zone === null ? null : <p className="faint">{t.zone(parcel.zone)}</p>}
        {parcel.status === 'stored' ? (
          <button type="button" className="button" aria-label={t.confirmOf(name)} disabled={busy} onClick={confirm}>
            {t.confirm}
          </button>
        ) : null}
        {parcel.status === 'collected' ? (
          <p className="good">{t.taken(timeIn(parcel.collectedAt ?? parcel.receivedAt, zone, now))}</p>
        ) : null}
        {parcel.status === 'queued' ? <p>{t.atDesk}</p> : null}
        {parcel.status === 'returned' ? <p>{t.returned}</p> : null}
        {problem === '' ? null : (
          <p role="alert" className="bad">
            {problem}
          </p>
        )}
      </div>
    </li>
  )
}

/** What a resident sees behind the link of a message: the code, then the packages, each to be confirmed. */
export const ResidentPage = ({ call, hasToken }: { call: Call; hasToken: boolean }): ReactNode => {
  const { pickup, readAt, error, reload, show } = usePickup(call, hasToken)
  const [said, setSaid] = useState('')
  useEffect(() => {
    document.title = pickup ? `${pickup.property} - ${t.packages}` : document.title
  }, [pickup])
  if (!hasToken) return <Notice title={t.noLinkTitle} text={t.noLink} />
  if (isRefused(error)) return <Notice title={t.expiredTitle} text={t.expired} />
  if (pickup === null) {
    if (error !== null) return <Notice title={t.failedTitle} text={t.failed} onRetry={reload} />
    return (
      <main className="page">
        <h1 className="unseen">{t.packages}</h1>
        <p role="status" className="waiting">
          {t.loading}
        </p>
      </main>
    )
  }
  const waiting = pickup.packages.filter(({ status }) => status === 'stored').length
  return (
    <main className="page">
      <header>
        <p className="faint">{pickup.property}</p>
        <h1>{t.hello(pickup.resident)}</h1>
        <p>{t.waiting(waiting, pickup.room)}</p>
      </header>
      {error === null ? null : (
        <p role="status" className="stale">
          {t.stale(timeIn(new Date(readAt).toISOString(), pickup.timeZone, Date.now()))}
        </p>
      )}
      <Code pickup={pickup} />
      <section>
        <h2>{t.packages}</h2>
        <p role="status" className={said === '' ? 'unseen' : 'good'}>
          {said}
        </p>
        <ul className="parcels">
          {pickup.packages.map((parcel) => (
            <ParcelCard
              key={parcel.id}
              parcel={parcel}
              zone={pickup.timeZone}
              call={call}
              onShow={(next) => {
                show(next)
                setSaid(t.confirmed)
              }}
            />
          ))}
        </ul>
      </section>
      <footer className="faint">{t.footer}</footer>
    </main>
  )
}
