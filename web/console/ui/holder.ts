import { useQueries, useQuery } from '@tanstack/react-query'
import type { Item } from '../../client/endpoints.ts'
import { t } from '../messages.ts'
import { queries } from '../queries.ts'
import { residentLabel } from './resident-picker.tsx'

type Holder = Item<'GET /v1/access-grants'>['holder']

/** Names the holders of grants that are shown; a kind of holder where its name has not been read. */
export const useHolderName = (propertyId: string, shown: readonly Holder[]): ((holder: Holder) => string) => {
  const carriers = useQuery(queries.carriers())
  const ids = [...new Set(shown.flatMap((holder) => (holder.kind === 'resident' ? [holder.residentId] : [])))]
  const residents = useQueries({ queries: ids.map((id) => queries.resident(propertyId, id)) })
  return (holder) => {
    if (holder.kind === 'staff') return holder.name
    if (holder.kind === 'carrier') {
      return carriers.data?.items.find(({ id }) => id === holder.carrierId)?.name ?? t.access.kinds.carrier
    }
    const found = residents.find(({ data }) => data?.id === holder.residentId)?.data
    return found ? residentLabel(found) : t.access.kinds.resident
  }
}
