import type { ReactNode } from 'react'

/** Share of a space in use, as a bar that changes colour at 75 and 90 %; the words beside it carry the meaning. */
export const Meter = ({ value, max, label }: { value: number; max: number; label: string }): ReactNode => {
  const share = max > 0 ? Math.min(1, value / max) : 0
  const level = share >= 0.9 ? 'high' : share >= 0.75 ? 'near' : 'fine'
  return (
    <svg
      className={`meter meter-${level}`}
      viewBox="0 0 100 6"
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <rect className="meter-all" width="100" height="6" rx="3" />
      <rect className="meter-used" width={share * 100} height="6" rx="3" />
    </svg>
  )
}
