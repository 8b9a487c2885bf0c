import Autosuggest from '@cloudscape-design/components/autosuggest'
import FormField from '@cloudscape-design/components/form-field'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type ReactNode, useDeferredValue, useState } from 'react'
import type { Item } from '../../client/endpoints.ts'
import { t } from '../messages.ts'
import { queries } from '../queries.ts'
import { useReadOn } from './read-on.ts'

/** A resident of a property. */
export type Resident = Item<'GET /v1/properties/{propertyId}/residents'>

/** Name and unit, as residents are chosen by. */
export const residentLabel = (resident: Resident): string =>
  `${resident.firstName} ${resident.lastName}, ${resident.unit}`

/** Finds a resident by a part of the name, or by the unit where the text begins with a digit. */
export const ResidentPicker = ({
  propertyId,
  label,
  error,
  onChoose,
}: {
  propertyId: string
  label: string
  error?: string | undefined
  onChoose: (resident: Resident | null) => void
}): ReactNode => {
  const [text, setText] = useState('')
  const wanted = useDeferredValue(text.trim())
  const filter = wanted === '' ? {} : /^\d/.test(wanted) ? { unit: wanted } : { name: wanted }
  const found = useInfiniteQuery(queries.residents(propertyId, filter))
  const readsOn = useReadOn(found)
  const residents = found.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <FormField label={label} description={t.packages.assignHint} errorText={error}>
      <Autosuggest
        value={text}
        filteringType="manual"
        options={residents.map((resident) => ({ value: resident.id, label: residentLabel(resident) }))}
        statusType={found.isFetching || readsOn ? 'loading' : 'finished'}
        loadingText={t.common.loading}
        empty={t.common.noMatches}
        enteredTextLabel={(value) => value}
        onChange={({ detail }) => {
          setText(detail.value)
          onChoose(null)
        }}
        onSelect={({ detail }) => {
          const resident = residents.find(({ id }) => id === detail.value)
          if (!resident) return
          setText(residentLabel(resident))
          onChoose(resident)
        }}
      />
    </FormField>
  )
}
