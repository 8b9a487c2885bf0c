import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Answer } from '../../client/endpoints.ts'
import { t } from '../messages.ts'
import { queries } from '../queries.ts'
import { GrantMark } from './marks.tsx'
import { SecretDialog } from './secret-dialog.tsx'

/** While a code is on its way, its grant is read this often beside what the push channel says. */
const ASK_MS = 2_000

/** The code of a new grant, this once, with how far it has reached the lock. */
export const CodeDialog = ({
  created,
  name,
  onClose,
}: {
  created: Answer<'POST /v1/access-grants'>
  name: string
  onClose: () => void
}): ReactNode => {
  const grant = useQuery({
    ...queries.grant(created.id),
    refetchInterval: ({ state }) => (state.data === undefined || state.data.status === 'setting' ? ASK_MS : false),
  })
  const status = grant.data?.status ?? created.status
  const problem = grant.data?.errors.at(0)?.message
  return (
    <SecretDialog title={t.access.codeTitle} name={name} code={created.code} once={t.access.codeOnce} onClose={onClose}>
      <div role="status">
        <GrantMark status={status} />
        <p>
          {status === 'set'
            ? t.access.codeReady
            : status === 'setting' || status === 'unknown'
              ? t.access.codeWait
              : t.access.codeProblem}
        </p>
        {problem === undefined ? null : <p>{problem}</p>}
      </div>
    </SecretDialog>
  )
}
