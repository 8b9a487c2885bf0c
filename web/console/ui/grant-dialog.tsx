import Checkbox from '@cloudscape-design/components/checkbox'
import FormField from '@cloudscape-design/components/form-field'
import RadioGroup from '@cloudscape-design/components/radio-group'
import { type ReactNode, useState } from 'react'
import type { Answer, Input } from '../../client/endpoints.ts'
import { dayStart } from '../../client/time.ts'
import { t } from '../messages.ts'
import type { Property } from '../scope.tsx'
import { useSend } from '../send.ts'
import { CarrierPicker } from './carrier-picker.tsx'
import { Dialog } from './dialog.tsx'
import { TextField } from './field.tsx'
import { fieldProblems, ProblemAlert } from './problem.tsx'
import { type Resident, ResidentPicker } from './resident-picker.tsx'
import { minuteOf } from './window.ts'

type Holder = Input<'POST /v1/access-grants'>['body']['holder']
type Kind = Holder['kind']

const DAY_MS = 86_400_000
const WORKDAYS = [1, 2, 3, 4, 5, 6]

/** Makes an access grant: for whom, until when, and at which hours. */
export const GrantDialog = ({
  property,
  roomId,
  onClose,
  onCreated,
}: {
  property: Property
  roomId: string
  onClose: () => void
  onCreated: (grant: Answer<'POST /v1/access-grants'>) => void
}): ReactNode => {
  const [kind, setKind] = useState<Kind>('carrier')
  const [carrierId, setCarrierId] = useState<string | null>(null)
  const [resident, setResident] = useState<Resident | null>(null)
  const [staff, setStaff] = useState('')
  const [endDay, setEndDay] = useState('')
  const [limited, setLimited] = useState(false)
  const [days, setDays] = useState(WORKDAYS)
  const [from, setFrom] = useState('08:00')
  const [to, setTo] = useState('20:00')
  const [tried, setTried] = useState(false)
  const send = useSend('POST /v1/access-grants', { touches: [['grants', roomId]], onDone: onCreated })

  const holder = (): Holder | null => {
    if (kind === 'staff') return staff.trim() === '' ? null : { kind, name: staff.trim() }
    if (kind === 'carrier') return carrierId === null ? null : { kind, carrierId }
    return resident === null ? null : { kind, residentId: resident.id }
  }
  const fromMinute = minuteOf(from)
  const toMinute = minuteOf(to)
  const submit = () => {
    setTried(true)
    const whom = holder()
    if (whom === null || (limited && (fromMinute === null || toMinute === null || days.length === 0))) return
    const endsAt =
      endDay === '' ? {} : { endsAt: new Date(dayStart(endDay, property.timeZone).getTime() + DAY_MS).toISOString() }
    const window = limited && fromMinute !== null && toMinute !== null ? { days, fromMinute, toMinute } : null
    send.mutate({ body: { roomId, holder: whom, window, ...endsAt } })
  }
  const needed = tried && holder() === null ? t.common.required : undefined
  const errors = fieldProblems(send.error)

  return (
    <Dialog title={t.access.create} submit={t.access.submit} busy={send.isPending} onSubmit={submit} onClose={onClose}>
      {send.isError ? <ProblemAlert error={send.error} /> : null}
      <FormField label={t.access.kind}>
        <RadioGroup
          value={kind}
          items={(['carrier', 'staff', 'resident'] as const).map((value) => ({ value, label: t.access.kinds[value] }))}
          onChange={({ detail }) => setKind(detail.value as Kind)}
        />
      </FormField>
      {kind === 'carrier' ? <CarrierPicker chosen={carrierId} error={needed} onChoose={setCarrierId} /> : null}
      {kind === 'staff' ? (
        <TextField label={t.access.staffName} value={staff} onChange={setStaff} error={needed} />
      ) : null}
      {kind === 'resident' ? (
        <ResidentPicker propertyId={property.id} label={t.access.resident} error={needed} onChoose={setResident} />
      ) : null}
      <FormField
        label={t.access.ends}
        description={t.access.endsHint(property.timeZone)}
        errorText={errors.endsAt}
        controlId="grant-ends"
      >
        <input
          id="grant-ends"
          className="native"
          type="date"
          value={endDay}
          onChange={(event) => setEndDay(event.target.value)}
        />
      </FormField>
      <Checkbox checked={limited} onChange={({ detail }) => setLimited(detail.checked)}>
        {t.access.limitHours}
      </Checkbox>
      {limited ? (
        <>
          <FormField label={t.access.days} errorText={days.length === 0 ? t.common.required : undefined}>
            <div className="days">
              {t.access.dayNames.map((name, index) => {
                const day = index + 1
                return (
                  <Checkbox
                    key={name}
                    checked={days.includes(day)}
                    onChange={({ detail }) =>
                      setDays(detail.checked ? [...days, day] : days.filter((other) => other !== day))
                    }
                  >
                    {name}
                  </Checkbox>
                )
              })}
            </div>
          </FormField>
          <div className="pair">
            <TextField
              label={t.access.from}
              value={from}
              onChange={setFrom}
              error={fromMinute === null ? t.access.clockWrong : undefined}
            />
            <TextField
              label={t.access.to}
              value={to}
              onChange={setTo}
              error={toMinute === null ? t.access.clockWrong : undefined}
            />
          </div>
        </>
      ) : null}
    </Dialog>
  )
}
