import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { t } from '../messages.ts'
import { queries } from '../queries.ts'

/**
 * Names a principal (`user:…`, `device:…`, `api_key:…`, `link:…`) for people: users and devices by their names, the others by
 * what they are. Text that is no principal stays as it is.
 */
export const usePrincipalName = (propertyId: string): ((principal: string) => string) => {
  const users = useQuery(queries.users())
  const devices = useInfiniteQuery(queries.devices(propertyId))
  return (principal) => {
    const [kind = '', id = ''] = principal.split(/:(.*)/s)
    if (kind === 'user')
      return users.data?.items.find((user) => id === user.id || id.endsWith(user.id))?.name ?? t.principals.user
    if (kind === 'device') {
      const all = devices.data?.pages.flatMap(({ items }) => items) ?? []
      return all.find(({ thing }) => thing === id)?.name ?? t.principals.device
    }
    return kind in t.principals ? t.principals[kind as keyof typeof t.principals] : principal
  }
}
