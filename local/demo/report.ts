import type { Verdict } from '../../shared/contracts/access-session.ts'

/** Median and 99th percentile of milliseconds, rounded; null without samples. */
export interface Spread {
  readonly p50: number | null
  readonly p99: number | null
}

/** The demo's one JSON report. */
export interface DemoReport {
  readonly ok: boolean
  readonly startupMs: number
  readonly deployMs: number
  readonly packages: {
    readonly logged: number
    readonly matched: number
    readonly queued: number
    readonly collected: number
  }
  readonly notifications: { readonly sent: number; readonly duplicates: number }
  readonly sessions: { readonly total: number; readonly byVerdict: Partial<Record<Verdict, number>> }
  readonly incidents: readonly {
    readonly kind: string
    readonly rung: number
    readonly acknowledged: boolean
    readonly resolved: boolean
    /** From the instant at which the verdict was due to the incident in the table. */
    readonly detectMs: number
  }[]
  readonly denied: { readonly byReason: Readonly<Record<string, number>> }
  readonly credentials: { readonly setMs: Spread; readonly revokeMs: Spread }
  readonly awsCalls: number
  readonly errors: readonly string[]
}

/** Nearest-rank percentiles of samples in milliseconds. */
export const spread = (samples: readonly number[]): Spread => {
  const sorted = [...samples].sort((a, b) => a - b)
  const at = (q: number) => {
    const found = sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)]
    return found === undefined ? null : Math.round(found)
  }
  return { p50: at(0.5), p99: at(0.99) }
}

/** How many things there are of each key. */
export const countBy = <T>(items: readonly T[], key: (item: T) => string): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1
  return counts
}
