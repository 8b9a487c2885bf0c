import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Answer, Item } from '../../client/endpoints.ts'
import { api } from '../api.ts'
import { t } from '../messages.ts'
import { useSend } from '../send.ts'
import { words } from '../words.ts'
import { Dialog, Outcome } from './dialog.tsx'
import { missing, TextField } from './field.tsx'
import { ProblemAlert } from './problem.tsx'

type Command = Answer<'GET /v1/devices/{thing}/commands/{commandId}'>

const SIGN: Record<Command['status'], StatusIndicatorProps.Type> = {
  sent: 'in-progress',
  done: 'success',
  expired: 'error',
  refused: 'error',
  jam: 'error',
  dup: 'success',
}
/** How often the answer of the device is asked for. */
const ASK_MS = 700

const Answered = ({ sent, onClose }: { sent: Command; onClose: () => void }) => {
  const command = useQuery({
    queryKey: ['command', sent.id],
    queryFn: () =>
      api('GET /v1/devices/{thing}/commands/{commandId}', { params: { thing: sent.thing, commandId: sent.id } }),
    initialData: sent,
    refetchInterval: ({ state }) => (state.data?.status === 'sent' ? ASK_MS : false),
  })
  return (
    <Outcome title={t.devices.unlock} done={t.common.close} onClose={onClose}>
      <div role="status">
        <StatusIndicator type={SIGN[command.data.status]}>{words.command[command.data.status]}</StatusIndicator>
      </div>
    </Outcome>
  )
}

/** Unlocks a door from afar, with a reason, and shows what the device made of it. */
export const UnlockDialog = ({
  device,
  room,
  onClose,
}: {
  device: Item<'GET /v1/devices'>
  room: string
  onClose: () => void
}): ReactNode => {
  const [reason, setReason] = useState('')
  const [empty, setEmpty] = useState<Readonly<Record<string, string>>>({})
  const send = useSend('POST /v1/devices/{thing}/commands')
  const submit = () => {
    const found = missing({ reason })
    setEmpty(found)
    if (Object.keys(found).length === 0)
      send.mutate({ params: { thing: device.thing }, body: { op: 'unlock', reason } })
  }
  if (send.data) return <Answered sent={send.data} onClose={onClose} />
  return (
    <Dialog
      title={t.devices.unlockTitle(room)}
      submit={t.devices.unlockSubmit}
      busy={send.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {send.isError ? <ProblemAlert error={send.error} /> : null}
      <p>{t.devices.unlockHint}</p>
      <TextField label={t.devices.reason} value={reason} onChange={setReason} error={empty.reason} />
    </Dialog>
  )
}
