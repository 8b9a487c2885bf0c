import type { Ack } from '../documents/commands.ts'
import type { DeviceEvent, Envelope, SentAt } from '../documents/events.ts'
import { LIMITS } from '../documents/limits.ts'
import type { Topics } from '../documents/topics.ts'
import { answerGaps, channelOf, firstAbove } from '../reducers/outbox.ts'
import type { Clock } from './clock.ts'
import type { AgentConfig } from './config.ts'
import type { OutboxStore } from './outbox-store.ts'

/** Sends what the outbox holds. */
export interface EventSender {
  /** Sends what was not sent yet, as far as the window allows. */
  flush(): void
  /** A new connection: everything pending goes out again. */
  restart(): void
  /** Trims the outbox and fills the holes the cloud names; answers the ranges that are lost for good. */
  acknowledge(ack: Ack): readonly (readonly [number, number])[]
  /** Sends again when nothing was acknowledged for too long. */
  check(): void
}

/** Batches events by topic, keeps a window of unacknowledged ones, and repeats until the application's ack. */
export const makeEventSender = (deps: {
  readonly outbox: OutboxStore
  readonly topics: Topics
  readonly config: AgentConfig
  readonly clock: Clock
  readonly sentAt: () => SentAt
  readonly online: () => boolean
  readonly publish: (topic: string, document: object) => Promise<boolean>
}): EventSender => {
  const { outbox, topics, config, clock } = deps
  let sentUpTo = 0
  let progressMs = 0

  const sendBatch = (events: readonly DeviceEvent[]) => {
    for (const channel of ['evt', 'scan'] as const) {
      const e = events.filter((event) => channelOf(event.k) === channel)
      if (e.length === 0) continue
      const envelope: Envelope = { v: 1, at: deps.sentAt(), e }
      void deps.publish(topics.up[channel], envelope)
    }
  }

  const send = (events: readonly DeviceEvent[]) => {
    for (let i = 0; i < events.length; i += LIMITS.batchEvents) sendBatch(events.slice(i, i + LIMITS.batchEvents))
  }

  const flush = () => {
    if (!deps.online()) return
    const pending = outbox.events()
    const from = firstAbove(pending, sentUpTo)
    const fresh = pending.slice(from, Math.max(from, config.windowEvents))
    const last = fresh.at(-1)
    if (!last) return
    if (from === 0) progressMs = clock.mono()
    sentUpTo = last.seq
    send(fresh)
  }

  const restart = () => {
    sentUpTo = 0
    flush()
  }

  return {
    flush,
    restart,
    acknowledge: (ack) => {
      const { ep, seq, acked } = outbox.head()
      outbox.acknowledge(ack)
      if (outbox.head().acked > acked) progressMs = clock.mono()
      const { resend, lost } = answerGaps(outbox.events(), ep, seq + 1, ack)
      if (deps.online()) send(resend)
      flush()
      return lost
    },
    check: () => {
      const waiting = firstAbove(outbox.events(), sentUpTo) > 0
      if (waiting && clock.mono() - progressMs > config.resendMs) restart()
    },
  }
}
