import Alert from '@cloudscape-design/components/alert'
import { type ReactNode, useSyncExternalStore } from 'react'
import { t } from './messages.ts'

let shown: { readonly text: string } | null = null
const watchers = new Set<() => void>()
const set = (next: typeof shown) => {
  shown = next
  for (const watcher of watchers) watcher()
}
const subscribe = (changed: () => void) => {
  watchers.add(changed)
  return () => {
    watchers.delete(changed)
  }
}

/** Tells what a finished action did; stays until it is dismissed or the next one comes. */
export const notify = (text: string): void => set({ text })
/** Takes the notice away, for a change of page. */
export const dismissNotice = (): void => set(null)

/** Where notices appear; announced to screen readers as they come. */
export const Notices = (): ReactNode => {
  const notice = useSyncExternalStore(subscribe, () => shown)
  return (
    <div role="status" className="notices">
      {notice ? (
        <Alert
          type="success"
          dismissible
          dismissAriaLabel={t.common.close}
          statusIconAriaLabel="OK"
          onDismiss={dismissNotice}
        >
          {notice.text}
        </Alert>
      ) : null}
    </div>
  )
}
