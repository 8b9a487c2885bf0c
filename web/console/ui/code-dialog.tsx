import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Answer } from '../../client/endpoints.ts'
import { t } from '../messages.ts'
import { queries } from '../queries.ts'
import { GrantMark } from './marks.tsx'

/** A secret in large characters with a button that copies it. */
export const BigCode = ({ code, label }: { code: string; label: string }): ReactNode => {
  const [copied, setCopied] = useState(false)
  return (
    <div className="big-code">
      <output aria-label={label}>{code}</output>
      <Button iconName="copy" onClick={() => void navigator.clipboard.writeText(code).then(() => setCopied(true))}>
        {copied ? t.access.copied : t.access.copy}
      </Button>
    </div>
  )
}

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
    <Modal
      visible
      header={`${t.access.codeTitle}: ${name}`}
      closeAriaLabel={t.common.close}
      onDismiss={onClose}
      footer={
        <div className="buttons buttons-end">
          <Button variant="primary" onClick={onClose}>
            {t.access.done}
          </Button>
        </div>
      }
    >
      <div className="form">
        <BigCode code={created.code} label={t.access.codeTitle} />
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
        <p className="faint">{t.access.codeOnce}</p>
      </div>
    </Modal>
  )
}
