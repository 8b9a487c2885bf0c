import Button from '@cloudscape-design/components/button'
import { type ReactNode, useState } from 'react'
import { t } from '../messages.ts'
import { Outcome } from './dialog.tsx'

/** A code that is shown this once, in large characters with a button that copies it, and what there is to know about it. */
export const SecretDialog = ({
  title,
  name,
  code,
  once,
  onClose,
  children,
}: {
  title: string
  /** Whose code it is. */
  name: string
  code: string
  /** That it is shown only now. */
  once: string
  onClose: () => void
  children: ReactNode
}): ReactNode => {
  const [copied, setCopied] = useState(false)
  return (
    <Outcome title={`${title}: ${name}`} done={t.access.done} onClose={onClose}>
      <div className="big-code">
        <output aria-label={title}>{code}</output>
        <Button iconName="copy" onClick={() => void navigator.clipboard.writeText(code).then(() => setCopied(true))}>
          {copied ? t.access.copied : t.access.copy}
        </Button>
      </div>
      {children}
      <p className="faint">{once}</p>
    </Outcome>
  )
}
