import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Select from '@cloudscape-design/components/select'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import { t } from '../messages.ts'
import { useSend } from '../send.ts'
import { missing, TextField } from '../ui/field.tsx'
import { Page } from '../ui/page.tsx'
import { fieldProblems, ProblemAlert } from '../ui/problem.tsx'

const BLANK = { name: '', street: '', city: '', region: '', postalCode: '' }
const ZONES = Intl.supportedValuesOf('timeZone').map((value) => ({ value, label: value.replaceAll('_', ' ') }))
const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone

/** Adds a property. */
export const NewPropertyPage = (): ReactNode => {
  const [form, setForm] = useState(BLANK)
  const [zone, setZone] = useState(ZONES.some(({ value }) => value === HERE) ? HERE : 'America/New_York')
  const [empty, setEmpty] = useState<Readonly<Record<string, string>>>({})
  const navigate = useNavigate()
  const send = useSend('POST /v1/properties', {
    touches: [['properties']],
    onDone: (property) => void navigate({ href: `/properties/${property.id}/rooms/new` }),
  })
  const problems = fieldProblems(send.error)
  const errors: Readonly<Record<string, string | undefined>> = {
    ...Object.fromEntries(Object.entries(problems).map(([path, text]) => [path.replace('address.', ''), text])),
    ...empty,
  }
  const field = (name: keyof typeof BLANK) => ({
    value: form[name],
    onChange: (value: string) => setForm({ ...form, [name]: value }),
    error: errors[name],
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const found = missing(form)
    setEmpty(found)
    if (Object.keys(found).length > 0) return
    const { name, ...address } = form
    send.mutate({ body: { name, address, timeZone: zone } })
  }
  return (
    <Page title={t.properties.add}>
      <form className="card form" noValidate onSubmit={submit}>
        {send.isError ? <ProblemAlert error={send.error} /> : null}
        <TextField label={t.properties.name} {...field('name')} />
        <TextField label={t.properties.street} autoComplete="off" {...field('street')} />
        <TextField label={t.properties.city} {...field('city')} />
        <div className="pair">
          <TextField label={t.properties.region} {...field('region')} />
          <TextField label={t.properties.postalCode} {...field('postalCode')} />
        </div>
        <FormField label={t.properties.timeZone} description={t.properties.timeZoneHint} errorText={errors.timeZone}>
          <Select
            selectedOption={ZONES.find(({ value }) => value === zone) ?? null}
            options={ZONES}
            filteringType="auto"
            virtualScroll
            onChange={({ detail }) => setZone(detail.selectedOption.value ?? zone)}
          />
        </FormField>
        <div>
          <Button variant="primary" formAction="submit" loading={send.isPending}>
            {t.properties.submit}
          </Button>
        </div>
      </form>
    </Page>
  )
}
