import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { Item } from '../../client/endpoints.ts'
import { t } from '../messages.ts'
import { queries } from '../queries.ts'
import { residentLabel } from './resident-picker.tsx'

type Holder = Item<'GET /v1/access-grants'>['holder']

/** Names the holder of a grant; a kind of holder where its name has not been read. */
export const useHolderName = (propertyId: string): ((holder: Holder) => string) => {
  const carriers = useQuery(queries.carriers())
  const residents = useInfiniteQuery(queries.residents(propertyId, { limit: 100 }))
  return (holder) => {
    if (holder.kind === 'staff') return holder.name
    if (holder.kind === 'carrier') {
      return carriers.data?.items.find(({ id }) => id === holder.carrierId)?.name ?? t.access.kinds.carrier
    }
    const found = residents.data?.pages.flatMap(({ items }) => items).find(({ id }) => id === holder.residentId)
    return found ? residentLabel(found) : t.access.kinds.resident
  }
}
