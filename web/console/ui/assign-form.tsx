import Button from '@cloudscape-design/components/button'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { Answer } from '../../client/endpoints.ts'
import { t } from '../messages.ts'
import { notify } from '../notice.tsx'
import { useSend } from '../send.ts'
import { ProblemAlert } from './problem.tsx'
import { type Resident, ResidentPicker } from './resident-picker.tsx'

/** Gives a package of the queue to a resident. */
export const AssignForm = ({ item }: { item: Answer<'GET /v1/packages/{packageId}'> }): ReactNode => {
  const [resident, setResident] = useState<Resident | null>(null)
  const [error, setError] = useState<string>()
  const send = useSend('POST /v1/packages/{packageId}/assignment', {
    touches: [['packages'], ['package', item.id], ['state', item.propertyId]],
    onDone: () => notify(t.packages.assigned(resident ? `${resident.firstName} ${resident.lastName}` : '')),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setError(resident === null ? t.common.required : undefined)
    if (resident) send.mutate({ params: { packageId: item.id }, body: { residentId: resident.id } })
  }
  return (
    <form className="form" noValidate onSubmit={submit}>
      {send.isError ? <ProblemAlert error={send.error} /> : null}
      <ResidentPicker propertyId={item.propertyId} label={t.packages.resident} error={error} onChoose={setResident} />
      <div>
        <Button formAction="submit" variant="primary" loading={send.isPending}>
          {t.packages.assign}
        </Button>
      </div>
    </form>
  )
}
