import Button from '@cloudscape-design/components/button'
import Checkbox from '@cloudscape-design/components/checkbox'
import FormField from '@cloudscape-design/components/form-field'
import Textarea from '@cloudscape-design/components/textarea'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import { t } from '../messages.ts'
import { queries } from '../queries.ts'
import { useSend } from '../send.ts'
import { missing, TextField } from '../ui/field.tsx'
import { Page } from '../ui/page.tsx'
import { fieldProblems, ProblemAlert } from '../ui/problem.tsx'

/** Zones from lines such as `A Small parcels`; null where a line has not that form. */
const zonesOf = (text: string): { id: string; name: string }[] | null => {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const zones = lines.map((line) => /^([A-Za-z0-9]{1,4})\s+(.+)$/.exec(line))
  return zones.some((zone) => zone === null)
    ? null
    : zones.flatMap((zone) => (zone ? [{ id: (zone[1] ?? '').toUpperCase(), name: zone[2] ?? '' }] : []))
}

/** Adds a package room to a property. */
export const NewRoomPage = (): ReactNode => {
  const { propertyId } = useParams({ strict: false }) as { propertyId: string }
  const properties = useQuery(queries.properties())
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [capacity, setCapacity] = useState('60')
  const [zones, setZones] = useState('A Small parcels\nB Large parcels')
  const [sensors, setSensors] = useState(true)
  const [empty, setEmpty] = useState<Readonly<Record<string, string>>>({})
  const send = useSend('POST /v1/properties/{propertyId}/rooms', {
    touches: [
      ['rooms', propertyId],
      ['state', propertyId],
    ],
    onDone: (room) => void navigate({ href: `/properties/${propertyId}/rooms/${room.id}` }),
  })
  const read = zonesOf(zones)
  const errors = { ...fieldProblems(send.error), ...empty }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const found = missing({ name, capacity })
    setEmpty(found)
    if (Object.keys(found).length > 0 || read === null) return
    send.mutate({
      params: { propertyId },
      body: { name, capacity: Number(capacity), zones: read, interiorSensors: sensors },
    })
  }
  const property = properties.data?.items.find(({ id }) => id === propertyId)
  return (
    <Page title={property ? t.properties.roomTitle(property.name) : t.properties.addRoom}>
      <form className="card form" noValidate onSubmit={submit}>
        {send.isError ? <ProblemAlert error={send.error} /> : null}
        <TextField label={t.properties.roomName} value={name} onChange={setName} error={errors.name} />
        <TextField
          label={t.properties.capacity}
          type="number"
          inputMode="numeric"
          value={capacity}
          onChange={setCapacity}
          error={errors.capacity}
        />
        <FormField
          label={t.properties.zones}
          description={t.properties.zonesHint}
          errorText={read === null ? t.properties.zonesWrong : errors.zones}
        >
          <Textarea value={zones} rows={4} onChange={({ detail }) => setZones(detail.value)} />
        </FormField>
        <Checkbox checked={sensors} onChange={({ detail }) => setSensors(detail.checked)}>
          {t.properties.sensors}
        </Checkbox>
        <div>
          <Button variant="primary" formAction="submit" loading={send.isPending}>
            {t.properties.roomSubmit}
          </Button>
        </div>
      </form>
    </Page>
  )
}
