import { useCallback, useEffect, useState } from 'react'
import type { Answer } from '../client/endpoints.ts'
import type { Call } from '../client/http.ts'

/** What the signed link shows. */
export type Pickup = Answer<'GET /v1/links/pickup'>

/** A code that is not confirmed is asked for often; everything else now and then. */
const ASK_SOON_MS = 3_000
const ASK_MS = 30_000

/** The page's content, kept up to date; `error` beside `pickup` means that the last reading failed. */
export interface PickupState {
  readonly pickup: Pickup | null
  readonly readAt: number
  readonly error: unknown
  readonly reload: () => void
  readonly show: (pickup: Pickup) => void
}

/** Reads the pickup page and keeps it fresh while it is visible. */
export const usePickup = (call: Call, enabled: boolean): PickupState => {
  const [state, setState] = useState<{ pickup: Pickup | null; readAt: number; error: unknown }>({
    pickup: null,
    readAt: 0,
    error: null,
  })
  const [round, setRound] = useState(0)

  const show = useCallback((pickup: Pickup) => setState({ pickup, readAt: Date.now(), error: null }), [])
  const reload = useCallback(() => setRound((n) => n + 1), [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: each round reads again
  useEffect(() => {
    if (!enabled) return
    let left = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const read = async () => {
      let soon = true
      try {
        const pickup = await call('GET /v1/links/pickup', {})
        if (!left) show(pickup)
        soon = pickup.codeStatus === 'not_yet_confirmed'
      } catch (error) {
        if (!left) setState((before) => ({ ...before, error }))
      }
      if (left) return
      timer = setTimeout(read, soon ? ASK_SOON_MS : ASK_MS)
    }
    const seen = () => {
      if (document.visibilityState === 'visible') reload()
    }
    void read()
    document.addEventListener('visibilitychange', seen)
    return () => {
      left = true
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', seen)
    }
  }, [call, enabled, round, show, reload])

  return { ...state, reload, show }
}
