import { type ReactNode, useEffect } from 'react'
import { t } from '../messages.ts'

/** The frame of the pages before sign-in. */
export const Doorway = ({ title, children }: { title: string; children: ReactNode }): ReactNode => {
  useEffect(() => {
    document.title = `${title} - ${t.product}`
  }, [title])
  return (
    <main className="doorway">
      <div className="doorway-brand">
        <img src="/icon.svg" alt="" width="40" height="40" />
        <div>
          <div className="doorway-name">{t.product}</div>
          <div className="faint">{t.auth.claim}</div>
        </div>
      </div>
      <div className="card doorway-card">
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  )
}
