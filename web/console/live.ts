/** One thing that changed, as the push channel says it. */
export interface Topic {
  readonly kind: 'room' | 'package' | 'incident' | 'grant' | 'device' | 'property'
  readonly id: string
  readonly propertyId: string
}

/** `off`: the deployment has no push channel; `cut` since when, in epoch ms. */
export type LiveState =
  | { readonly status: 'off' | 'connecting' | 'live' }
  | { readonly status: 'cut'; readonly since: number }

interface LiveDeps {
  /** Absolute address; empty where there is none. */
  readonly url: string
  /** A new ticket for one connection; null when nobody is signed in (any more). */
  readonly ticket: () => Promise<string | null>
  /** Called at most once a second, with every topic since the last call. */
  readonly onTopics: (topics: readonly Topic[]) => void
  /** Called every few seconds while the channel is cut, and once when it comes back, for what was missed. */
  readonly onPoll: () => void
}

const MERGE_MS = 1_000
const POLL_CUT_MS = 10_000
/** Even a healthy channel may lose a message: figures are never older than this. */
const POLL_LIVE_MS = 60_000
/** After a cut, a connection counts as back once it has held this long: one that flaps is not live. */
const STEADY_MS = 1_000
const RETRY_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000]

/** The push channel: connects, reconnects, merges what it hears. `start` answers a function that ends it. */
export const makeLive = ({ url, ticket, onTopics, onPoll }: LiveDeps) => {
  let state: LiveState = { status: url === '' ? 'off' : 'connecting' }
  const watchers = new Set<() => void>()
  const set = (next: LiveState) => {
    if (next.status === state.status) return
    state = next
    for (const watcher of watchers) watcher()
  }

  const start = (): (() => void) => {
    let socket: WebSocket | null = null
    let ended = false
    let attempt = 0
    let retry: ReturnType<typeof setTimeout> | undefined
    let steady: ReturnType<typeof setTimeout> | undefined
    let flush: ReturnType<typeof setTimeout> | undefined
    let heard: Topic[] = []

    const deliver = () => {
      flush = undefined
      const topics = heard
      heard = []
      onTopics(topics)
    }
    const hear = (data: unknown) => {
      const message = JSON.parse(String(data)) as { type?: string; topics?: Topic[] }
      if (message.type !== 'changed') return
      heard.push(...(message.topics ?? []))
      flush ??= setTimeout(deliver, MERGE_MS)
    }
    const lost = () => {
      socket = null
      clearTimeout(steady)
      if (ended) return
      set({ status: 'cut', since: Date.now() })
      retry = setTimeout(connect, RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)])
      attempt += 1
    }
    const connect = async () => {
      const admission = await ticket().catch(() => null)
      if (ended) return
      if (admission === null) return lost()
      const opened = new WebSocket(`${url}?ticket=${encodeURIComponent(admission)}`)
      socket = opened
      opened.onopen = () => {
        if (state.status !== 'cut') return set({ status: 'live' })
        steady = setTimeout(() => {
          attempt = 0
          set({ status: 'live' })
          onPoll()
        }, STEADY_MS)
      }
      opened.onmessage = (event) => hear(event.data)
      opened.onclose = lost
    }
    let polledAt = Date.now()
    const poll = setInterval(() => {
      const every = state.status === 'live' ? POLL_LIVE_MS : POLL_CUT_MS
      if (Date.now() - polledAt < every) return
      polledAt = Date.now()
      onPoll()
    }, 1_000)
    if (url !== '') void connect()

    return () => {
      ended = true
      clearTimeout(retry)
      clearTimeout(steady)
      clearTimeout(flush)
      clearInterval(poll)
      if (socket) socket.onclose = null
      socket?.close()
    }
  }

  return {
    start,
    state: () => state,
    subscribe: (watcher: () => void) => {
      watchers.add(watcher)
      return () => {
        watchers.delete(watcher)
      }
    },
  }
}
export type Live = ReturnType<typeof makeLive>
