import type { UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { t } from '../messages.ts'
import { ProblemAlert } from './problem.tsx'

const SHOW_AFTER_MS = 300
const SLOW_AFTER_MS = 5_000

/** Grey bars in the place of what is being read: after 300 ms, with a word after 5 s. */
export const Waiting = ({ lines = 3 }: { lines?: number }): ReactNode => {
  const [phase, setPhase] = useState<'hidden' | 'shown' | 'slow'>('hidden')
  useEffect(() => {
    const shown = setTimeout(() => setPhase('shown'), SHOW_AFTER_MS)
    const slow = setTimeout(() => setPhase('slow'), SLOW_AFTER_MS)
    return () => {
      clearTimeout(shown)
      clearTimeout(slow)
    }
  }, [])
  return (
    <div className={phase === 'hidden' ? 'waiting waiting-hidden' : 'waiting'} role="status">
      <span className="unseen">{t.common.loading}</span>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars have no identity
        <span key={line} className="waiting-bar" />
      ))}
      {phase === 'slow' ? <p>{t.common.slow}</p> : null}
    </div>
  )
}

/** One read in its place: bars, then the error with a way to try again, or what was read. */
export const Read = <T,>({
  of,
  lines,
  children,
}: {
  of: UseQueryResult<T>
  lines?: number
  children: (data: T) => ReactNode
}): ReactNode => {
  if (of.data !== undefined) return children(of.data)
  if (of.isError) return <ProblemAlert error={of.error} onRetry={() => void of.refetch()} />
  return <Waiting {...(lines === undefined ? {} : { lines })} />
}

/** Why there is nothing yet, and the one thing to do about it. */
export const Empty = ({ title, hint, action }: { title: string; hint?: string; action?: ReactNode }): ReactNode => (
  <div className="empty">
    <p>
      <strong>{title}</strong>
    </p>
    {hint === undefined ? null : <p>{hint}</p>}
    {action}
  </div>
)
