import { type ReactNode, useEffect, useState } from 'react'
import { exactTimeIn, spanOf, timeIn } from '../../client/time.ts'
import { t } from '../messages.ts'

/** The present, renewed every `everyMs` while the caller is on screen. */
export const useNow = (everyMs: number): number => {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}

/** An instant in the property's zone; its title has the exact time with the zone. */
export const When = ({
  at,
  zone,
  seconds,
}: {
  at: string
  zone: string | undefined
  /** With seconds: for figures that are seconds old. */
  seconds?: boolean
}): ReactNode => {
  const now = useNow(30_000)
  return (
    <time dateTime={at} title={exactTimeIn(at, zone)} className="nowrap">
      {timeIn(at, zone, now, seconds)}
    </time>
  )
}

/** How long ago an instant was; its title has the exact time. */
export const Ago = ({ at, zone }: { at: string; zone: string | undefined }): ReactNode => {
  const now = useNow(5_000)
  return (
    <time dateTime={at} title={exactTimeIn(at, zone)} className="nowrap">
      {t.common.ago(spanOf(now - Date.parse(at)))}
    </time>
  )
}
