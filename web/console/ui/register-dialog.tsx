import FormField from '@cloudscape-design/components/form-field'
import RadioGroup from '@cloudscape-design/components/radio-group'
import Select from '@cloudscape-design/components/select'
import { type ReactNode, useState } from 'react'
import type { Answer, Item } from '../../client/endpoints.ts'
import { t } from '../messages.ts'
import type { Property } from '../scope.tsx'
import { useSend } from '../send.ts'
import { words } from '../words.ts'
import { Dialog } from './dialog.tsx'
import { missing, TextField } from './field.tsx'
import { fieldProblems, ProblemAlert } from './problem.tsx'

/** The classes that this version drives; the others have no controller yet. */
const CLASSES = ['rc', 'ks'] as const
type Class = (typeof CLASSES)[number]

/** Registers a device for a room. */
export const RegisterDialog = ({
  property,
  rooms,
  onClose,
  onRegistered,
}: {
  property: Property
  rooms: readonly Item<'GET /v1/properties/{propertyId}/rooms'>[]
  onClose: () => void
  onRegistered: (device: Answer<'POST /v1/devices'>) => void
}): ReactNode => {
  const [kind, setKind] = useState<Class>('rc')
  const [name, setName] = useState('')
  const [points, setPoints] = useState('door, motion')
  const [roomId, setRoomId] = useState(rooms[0]?.id ?? '')
  const [empty, setEmpty] = useState<Readonly<Record<string, string>>>({})
  const send = useSend('POST /v1/devices', {
    touches: [
      ['devices', property.id],
      ['state', property.id],
    ],
    onDone: onRegistered,
  })
  const errors = { ...fieldProblems(send.error), ...empty }
  const options = rooms.map((room) => ({ value: room.id, label: room.name }))
  const submit = () => {
    const found = missing({ name, roomId })
    setEmpty(found)
    if (Object.keys(found).length > 0) return
    const wired = kind === 'rc' ? points.split(',').map((point) => point.trim().toLowerCase()) : []
    send.mutate({ body: { class: kind, name, roomId, points: wired.filter((point) => point !== '') } })
  }
  return (
    <Dialog
      title={t.devices.register}
      submit={t.devices.submit}
      busy={send.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {send.isError ? <ProblemAlert error={send.error} /> : null}
      <p>{t.devices.registerHint}</p>
      <FormField label={t.devices.class}>
        <RadioGroup
          value={kind}
          items={CLASSES.map((value) => ({ value, label: words.deviceClass[value] }))}
          onChange={({ detail }) => setKind(detail.value as Class)}
        />
      </FormField>
      <FormField label={t.common.room} errorText={errors.roomId}>
        <Select
          selectedOption={options.find(({ value }) => value === roomId) ?? null}
          options={options}
          empty={t.access.noRoom}
          onChange={({ detail }) => setRoomId(detail.selectedOption.value ?? '')}
        />
      </FormField>
      <TextField label={t.devices.name} value={name} onChange={setName} error={errors.name} />
      {kind === 'rc' ? (
        <TextField
          label={t.devices.points}
          hint={t.devices.pointsHint}
          value={points}
          onChange={setPoints}
          error={errors.points}
        />
      ) : null}
    </Dialog>
  )
}
