import type * as z from 'zod'
import type { ShadowName, Topics } from '../documents/topics.ts'
import { applyDesired, type ShadowState } from '../reducers/shadow.ts'
import type { Clock } from './clock.ts'
import type { Log } from './config.ts'

const ASK_AGAIN_MS = 5000

/** One shadow that the agent keeps. */
export interface ShadowPart<T extends object> {
  readonly schema: z.ZodType<T>
  readonly initial: T
  /** The reported half now. */
  reported(state: ShadowState<T>): object
  /** A text that changes when a report is due; where only part of the reported half matters. Default: all of it. */
  due?(reported: object): string
  /** The desired half changed. */
  onDesired(desired: T): void
  /** Least time between two reports, ms. */
  readonly everyMs: number
}

/** One shadow, in step with the cloud. */
export interface ShadowSync {
  readonly name: ShadowName
  connected(): void
  disconnected(): void
  /** Takes a message on one of the shadow's topics; false when it is for somebody else. */
  take(topic: string, text: string): boolean
  /** Looks whether a report is due. */
  poke(): void
  /** Reports whether or not something changed. */
  refresh(): void
  desired(): object
}

/** What a shadow needs of its device. */
export interface ShadowDeps {
  readonly topics: Topics
  readonly publish: (topic: string, document: object) => Promise<boolean>
  readonly clock: Clock
  readonly log: Log
}

interface ShadowMessage {
  readonly version?: unknown
  /** When the broker answered, epoch seconds. */
  readonly timestamp?: unknown
  readonly state?: { readonly desired?: unknown } & object
}

/**
 * Keeps one named shadow: asks for the whole of it after each connect, applies deltas by version, and reports on change, at
 * most once in `everyMs`.
 */
export const makeShadowSync = <T extends object>(
  name: ShadowName,
  part: ShadowPart<T>,
  deps: ShadowDeps,
): ShadowSync => {
  const { clock, log } = deps
  const topic = deps.topics.shadow(name)
  let state: ShadowState<T> = { version: 0, desired: part.initial, err: null }
  let sent: string | null = null
  let ready = false
  let lastMs = Number.NEGATIVE_INFINITY
  let planned: (() => void) | null = null
  let stopAsking = () => {}
  /** When the first of the questions was asked that nobody has answered; null: none is open. */
  let askedMono: number | null = null

  /** Asks for the whole shadow until it is answered: nothing is reported before, and any message may be lost. */
  const ask = () => {
    askedMono ??= clock.mono()
    void deps.publish(topic.get, {})
    stopAsking = clock.after(ASK_AGAIN_MS, ask)
  }
  const answered = ({ timestamp }: ShadowMessage) => {
    stopAsking()
    ready = true
    if (askedMono !== null && typeof timestamp === 'number') clock.told?.(timestamp * 1000, askedMono)
    askedMono = null
  }

  const mark = (reported: object) => part.due?.(reported) ?? JSON.stringify(reported)

  const report = () => {
    planned = null
    const reported = part.reported(state)
    const text = mark(reported)
    if (!ready || text === sent) return
    sent = text
    lastMs = clock.mono()
    deps.publish(topic.update, { state: { reported } }).then((ok) => {
      if (!ok && sent === text) sent = null
    })
  }

  const poke = () => {
    if (!ready || planned || mark(part.reported(state)) === sent) return
    const waitMs = lastMs + part.everyMs - clock.mono()
    if (waitMs <= 0) report()
    else planned = clock.after(waitMs, report)
  }

  const apply = (version: unknown, change: unknown) => {
    if (typeof version !== 'number' || typeof change !== 'object' || change === null) return
    const next = applyDesired(state, version, change, part.schema)
    const changed = next.desired !== state.desired
    if (next.err) log('settings refused', { shadow: name, reason: next.err })
    state = next
    if (changed) part.onDesired(next.desired)
  }

  return {
    name,
    connected: () => {
      stopAsking()
      state = { ...state, version: 0 }
      ask()
    },
    disconnected: () => {
      stopAsking()
      askedMono = null
      planned?.()
      planned = null
      ready = false
      sent = null
    },
    take: (at, text) => {
      if (at === topic.getRejected) answered(JSON.parse(text))
      else if (at === topic.getAccepted) {
        const message = JSON.parse(text) as ShadowMessage
        apply(message.version, message.state?.desired ?? {})
        answered(message)
      } else if (at === topic.delta) {
        const message = JSON.parse(text) as ShadowMessage
        apply(message.version, message.state)
        answered({})
      } else if (at === topic.updateRejected) {
        log('report refused', { shadow: name, answer: text.slice(0, 200) })
        sent = null
        return true
      } else return false
      poke()
      return true
    },
    poke,
    refresh: () => {
      sent = null
      poke()
    },
    desired: () => state.desired,
  }
}
