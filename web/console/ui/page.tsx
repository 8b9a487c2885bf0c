import { useLocation } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import { t } from '../messages.ts'
import { dismissNotice } from '../notice.tsx'

let firstPage = true

/** A page: its heading takes the focus after a change of page, so that keyboard and screen reader start there. */
export const Page = ({
  title,
  actions,
  aside,
  children,
}: {
  title: string
  actions?: ReactNode
  aside?: ReactNode
  children: ReactNode
}): ReactNode => {
  const heading = useRef<HTMLHeadingElement>(null)
  const { pathname } = useLocation()
  useEffect(() => {
    document.title = `${title} - ${t.product}`
  }, [title])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus moves when the path changes, not the title
  useEffect(() => {
    if (!firstPage) heading.current?.focus()
    firstPage = false
    return dismissNotice
  }, [pathname])
  return (
    <div className="page">
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {aside === undefined ? null : <div className="page-aside">{aside}</div>}
        {actions === undefined ? null : <div className="page-actions">{actions}</div>}
      </div>
      {children}
    </div>
  )
}

/** A titled part of a page. */
export const Section = ({
  title,
  actions,
  plain,
  children,
}: {
  title: string
  actions?: ReactNode
  /** Without the card around it. */
  plain?: boolean
  children: ReactNode
}): ReactNode => (
  <section className={plain ? 'section' : 'section card'}>
    <div className="section-head">
      <h2>{title}</h2>
      {actions}
    </div>
    {children}
  </section>
)
