import { type ReactNode, useEffect, useState } from 'react'
import { carrierName } from '../client/carriers.ts'
import { ApiProblem } from '../client/http.ts'
import { problemText } from './at-door.tsx'
import { t } from './messages.ts'
import { type Attestation, type Intake, type Picture, type Sample, type SimRoom, simulator } from './simulator.ts'

const ATTESTATIONS = ['none_today', 'returns', 'redelivery'] as const satisfies readonly Attestation[]

const refused = (code: string) => ({ status: 422, code, detail: t.refusals[code] ?? t.refused(code) })

const base64Of = async (file: File): Promise<string> => {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  // In slices: the spread of a whole picture would not fit on the stack.
  for (let from = 0; from < bytes.length; from += 8192)
    text += String.fromCharCode(...bytes.subarray(from, from + 8192))
  return btoa(text)
}

const Result = ({ stored, item }: { stored: NonNullable<Intake['reading']>; item: NonNullable<Intake['package']> }) => {
  const { reading } = stored
  const facts = [
    [t.carrier, reading.carrier === null ? null : carrierName(reading.carrier)],
    [t.tracking, reading.trackingNumber],
    [t.recipient, item.recipient ?? reading.recipient],
    [t.unit, item.unit ?? reading.unit],
  ] as const
  return (
    <div className="result">
      <p className={item.status === 'queued' ? 'strong' : 'good'}>{t.result[item.status]}</p>
      <h3>{t.read}</h3>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value ?? t.nothing}</dd>
          </div>
        ))}
      </dl>
      <p className="faint">{reading.match.why}</p>
    </div>
  )
}

/** The kiosk of a room: a label is chosen, read and logged; or the carrier says that there is nothing to log. */
export const AtKiosk = ({ room }: { room: SimRoom }): ReactNode => {
  const [samples, setSamples] = useState<readonly Sample[]>([])
  const [chosen, setChosen] = useState<string | null>(null)
  const [own, setOwn] = useState<File | null>(null)
  const [busy, setBusy] = useState(false)
  const [intake, setIntake] = useState<Intake | null>(null)
  const [said, setSaid] = useState<{ text: string; good: boolean } | null>(null)

  useEffect(() => {
    simulator.samples().then(setSamples, (error: unknown) => setSaid({ text: problemText(error), good: false }))
  }, [])

  const act = async (does: () => Promise<string | null>) => {
    setBusy(true)
    setSaid(null)
    try {
      const text = await does()
      setSaid(text === null ? null : { text, good: true })
    } catch (error) {
      setSaid({ text: problemText(error), good: false })
    } finally {
      setBusy(false)
    }
  }
  const scan = () =>
    act(async () => {
      setIntake(null)
      const picture: Picture | null =
        own === null
          ? chosen === null
            ? null
            : { sample: chosen }
          : { picture: await base64Of(own), contentType: own.type }
      if (picture === null) return null
      const answer = await simulator.intake(room.roomId, picture)
      if (answer.queued) return t.waiting
      if (answer.refusal !== undefined) throw new ApiProblem(refused(answer.refusal), '')
      setIntake(answer)
      return null
    })

  return (
    <section className="card" aria-labelledby="at-kiosk">
      <h2 id="at-kiosk">{t.atKiosk}</h2>
      <label className="check">
        <input
          type="checkbox"
          checked={room.kioskOnline}
          disabled={busy}
          onChange={(event) => {
            const online = event.target.checked
            void act(() => simulator.kioskOnline(room.roomId, online).then(() => null))
          }}
        />
        {t.kioskOnline}
      </label>
      {room.kioskOnline ? null : (
        <p className="offline">
          {t.kioskOffline} {room.kioskPending > 0 ? t.pending(room.kioskPending) : null}
        </p>
      )}
      <fieldset className="samples">
        <legend>{t.choose}</legend>
        {samples.map(({ name, url }) => (
          <label key={name} className={own === null && chosen === name ? 'sample sample-chosen' : 'sample'}>
            <input
              type="radio"
              name="sample"
              value={name}
              checked={own === null && chosen === name}
              onChange={() => {
                setOwn(null)
                setChosen(name)
              }}
            />
            <img src={url} alt="" loading="lazy" />
            <span>{name.replace(/\.\w+$/, '').replaceAll('_', ' ')}</span>
          </label>
        ))}
      </fieldset>
      <label className="own">
        {t.own}
        <input
          type="file"
          accept="image/jpeg,image/png"
          capture="environment"
          onChange={(event) => setOwn(event.target.files?.[0] ?? null)}
        />
      </label>
      <div className="buttons">
        <button
          type="button"
          className="button"
          disabled={busy || (chosen === null && own === null)}
          onClick={() => void scan()}
        >
          {busy ? t.scanning : t.scan}
        </button>
      </div>
      <div role="status">
        {said === null ? null : <p className={said.good ? 'good' : 'bad'}>{said.text}</p>}
        {intake?.reading && intake.package ? <Result stored={intake.reading} item={intake.package} /> : null}
      </div>
      <h3>{t.attestTitle}</h3>
      <div className="buttons">
        {ATTESTATIONS.map((what) => (
          <button
            key={what}
            type="button"
            className="button button-second"
            disabled={busy}
            onClick={() => void act(() => simulator.attest(room.roomId, what).then(() => t.attested(t.attest[what])))}
          >
            {t.attest[what]}
          </button>
        ))}
      </div>
    </section>
  )
}
