import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Select from '@cloudscape-design/components/select'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { t } from '../messages.ts'
import { May } from '../permission.tsx'
import { queries } from '../queries.ts'
import { useSend } from '../send.ts'
import { missing, TextField } from './field.tsx'
import { fieldProblems, ProblemAlert } from './problem.tsx'

/** Chooses a carrier, or adds one on the spot. */
export const CarrierPicker = ({
  chosen,
  error,
  onChoose,
}: {
  chosen: string | null
  error: string | undefined
  onChoose: (carrierId: string) => void
}): ReactNode => {
  const carriers = useQuery(queries.carriers())
  const [adding, setAdding] = useState(false)
  const [name, setName] = useState('')
  const [code, setCode] = useState('')
  const [empty, setEmpty] = useState<Readonly<Record<string, string>>>({})
  const add = useSend('POST /v1/carriers', {
    touches: [['carriers']],
    onDone: (carrier) => {
      setAdding(false)
      onChoose(carrier.id)
    },
  })
  const options = (carriers.data?.items ?? []).map((carrier) => ({ value: carrier.id, label: carrier.name }))
  const errors = { ...fieldProblems(add.error), ...empty }
  if (adding) {
    return (
      <fieldset className="inset">
        <legend>{t.access.addCarrier}</legend>
        {add.isError ? <ProblemAlert error={add.error} /> : null}
        <TextField label={t.access.carrierName} value={name} onChange={setName} error={errors.name} />
        <TextField
          label={t.access.carrierCode}
          hint={t.access.carrierCodeHint}
          value={code}
          onChange={setCode}
          error={errors.code}
        />
        <div className="buttons">
          <Button
            formAction="none"
            loading={add.isPending}
            onClick={() => {
              const found = missing({ name, code })
              setEmpty(found)
              if (Object.keys(found).length === 0) add.mutate({ body: { name, code } })
            }}
          >
            {t.access.addCarrier}
          </Button>
          <Button variant="link" formAction="none" onClick={() => setAdding(false)}>
            {t.common.cancel}
          </Button>
        </div>
      </fieldset>
    )
  }
  return (
    <div className="form">
      <FormField label={t.access.carrier} errorText={error}>
        <Select
          selectedOption={options.find(({ value }) => value === chosen) ?? null}
          options={options}
          placeholder={options.length === 0 && carriers.isSuccess ? t.access.noCarriers : t.access.carrier}
          statusType={carriers.isPending ? 'loading' : 'finished'}
          loadingText={t.common.loading}
          empty={t.access.noCarriers}
          onChange={({ detail }) => {
            if (detail.selectedOption.value !== undefined) onChoose(detail.selectedOption.value)
          }}
        />
      </FormField>
      <May call="POST /v1/carriers">
        <div>
          <Button variant="inline-link" formAction="none" onClick={() => setAdding(true)}>
            {t.access.addCarrier}
          </Button>
        </div>
      </May>
    </div>
  )
}
