import FormField from '@cloudscape-design/components/form-field'
import RadioGroup from '@cloudscape-design/components/radio-group'
import { type ReactNode, useState } from 'react'
import type { Item } from '../../client/endpoints.ts'
import { t } from '../messages.ts'
import { notify } from '../notice.tsx'
import { useSend } from '../send.ts'
import { words } from '../words.ts'
import { Dialog } from './dialog.tsx'
import { missing, TextField } from './field.tsx'
import { fieldProblems, ProblemAlert } from './problem.tsx'

const DISPOSITIONS = ['staff_logged', 'carrier_confirmed_none', 'false_sensor', 'other'] as const
type Disposition = (typeof DISPOSITIONS)[number]

/** Closes an incident with what was found out and why. */
export const ResolveDialog = ({
  incident,
  onClose,
}: {
  incident: Item<'GET /v1/incidents'>
  onClose: () => void
}): ReactNode => {
  const [disposition, setDisposition] = useState<Disposition>('staff_logged')
  const [reason, setReason] = useState('')
  const [packages, setPackages] = useState('')
  const [empty, setEmpty] = useState<Readonly<Record<string, string>>>({})
  const send = useSend('POST /v1/incidents/{incidentId}/resolution', {
    touches: [['incidents'], ['incident', incident.id], ['state', incident.propertyId]],
    onDone: () => {
      notify(t.incidents.resolved(incident.title))
      onClose()
    },
  })
  const errors = { ...fieldProblems(send.error), ...empty }
  const counted = disposition === 'staff_logged'
  const submit = () => {
    const found = missing(counted ? { reason, packages } : { reason })
    setEmpty(found)
    if (Object.keys(found).length > 0) return
    const body = { disposition, reason, ...(counted ? { packages: Number(packages) } : {}) }
    send.mutate({ params: { incidentId: incident.id }, body })
  }
  return (
    <Dialog
      title={`${t.incidents.resolve}: ${incident.title}`}
      submit={t.incidents.resolve}
      busy={send.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {send.isError ? <ProblemAlert error={send.error} /> : null}
      <FormField label={t.incidents.dispositionLabel}>
        <RadioGroup
          value={disposition}
          items={DISPOSITIONS.map((value) => ({ value, label: words.disposition[value] }))}
          onChange={({ detail }) => setDisposition(detail.value as Disposition)}
        />
      </FormField>
      {counted ? (
        <TextField
          label={t.incidents.packagesLogged}
          inputMode="numeric"
          type="number"
          value={packages}
          onChange={setPackages}
          error={errors.packages}
        />
      ) : null}
      <TextField
        label={t.incidents.reason}
        hint={t.incidents.reasonHint}
        value={reason}
        onChange={setReason}
        error={errors.reason}
      />
    </Dialog>
  )
}
