import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import type { ReactNode } from 'react'
import { t } from '../messages.ts'

const Frame = ({
  title,
  buttons,
  onClose,
  children,
}: {
  title: string
  buttons: ReactNode
  onClose: () => void
  children: ReactNode
}) => (
  <Modal
    visible
    header={title}
    closeAriaLabel={t.common.close}
    onDismiss={onClose}
    footer={<div className="buttons buttons-end">{buttons}</div>}
  >
    {children}
  </Modal>
)

/** A question with one main answer. The dialog stays while the answer is being sent. */
export const Dialog = ({
  title,
  submit,
  busy = false,
  onSubmit,
  onClose,
  children,
}: {
  title: string
  submit: string
  busy?: boolean
  onSubmit: () => void
  onClose: () => void
  children: ReactNode
}): ReactNode => (
  <Frame
    title={title}
    onClose={onClose}
    buttons={
      <>
        <Button variant="link" onClick={onClose}>
          {t.common.cancel}
        </Button>
        <Button variant="primary" loading={busy} onClick={onSubmit}>
          {submit}
        </Button>
      </>
    }
  >
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      {children}
    </form>
  </Frame>
)

/** What came of something, with one way on. */
export const Outcome = ({
  title,
  done,
  onClose,
  children,
}: {
  title: string
  done: string
  onClose: () => void
  children: ReactNode
}): ReactNode => (
  <Frame
    title={title}
    onClose={onClose}
    buttons={
      <Button variant="primary" onClick={onClose}>
        {done}
      </Button>
    }
  >
    <div className="form">{children}</div>
  </Frame>
)
