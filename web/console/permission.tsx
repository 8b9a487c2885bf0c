import { permissions } from 'virtual:permissions'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Endpoint } from '../client/endpoints.ts'
import { t } from './messages.ts'
import { queries } from './queries.ts'
import { LinkButton } from './ui/link.tsx'
import { Page } from './ui/page.tsx'

/**
 * Whether who is signed in may make a call, by what its route declares; undefined until that is known. Only for what is
 * shown: the API decides.
 */
export const usePermissions = (): ((call: Endpoint) => boolean | undefined) => {
  const { data: me, isError } = useQuery(queries.me())
  return (call) => {
    if (me === undefined) return isError ? true : undefined
    const { scope, portfolioWide } = permissions[call]
    if (portfolioWide && me.propertyIds !== null) return false
    return scope === 'public' || me.scopes.includes(scope)
  }
}

/** See {@link usePermissions}; for one call. */
export const useMay = (call: Endpoint): boolean | undefined => usePermissions()(call)

/** What leads to a call, for those who may make it; nothing for the others. */
export const May = ({ call, children }: { call: Endpoint; children: ReactNode }): ReactNode =>
  useMay(call) ? children : null

/** A page for those who may make the call that it is about; the others read that it is not for them. */
export const Permitted = ({ call, children }: { call: Endpoint; children: ReactNode }): ReactNode =>
  useMay(call) === false ? (
    <Page title={t.common.forbiddenTitle}>
      <p>{t.problems.forbidden}</p>
      <div>
        <LinkButton href="/">{t.common.toOverview}</LinkButton>
      </div>
    </Page>
  ) : (
    children
  )
