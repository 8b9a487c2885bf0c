import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import type { DeviceIdentity } from '../documents/claim.ts'
import { Ack } from '../documents/commands.ts'
import type { DeviceEvent, DoorState, EventKind, EventPayload, Heartbeat, SentAt } from '../documents/events.ts'
import { NetDesired, type NetReported } from '../documents/shadows.ts'
import { topics } from '../documents/topics.ts'
import { drainedAt } from '../reducers/outbox.ts'
import { type Clock, repeat } from './clock.ts'
import type { AgentConfig, Log } from './config.ts'
import { readJson, writeDurably } from './disk.ts'
import { makeEventSender } from './event-sender.ts'
import { openLink } from './mqtt-link.ts'
import { type OutboxStore, openOutbox } from './outbox-store.ts'
import { makeShadowSync, type ShadowDeps, type ShadowPart, type ShadowSync } from './shadow-sync.ts'

/** What every device has towards the cloud: outbox, acks, heartbeat, shadows, connection. */
export interface Uplink {
  readonly outbox: OutboxStore
  /** Records a fact and sends it. Throws when the disk takes nothing more. */
  emit<K extends EventKind>(k: K, pt: string, p: EventPayload<K>): DeviceEvent
  /** Something that a shadow reports may have changed. */
  poke(): void
  /** Sends a document at QoS 1; false when it did not reach the broker. */
  send(topic: string, document: object): Promise<boolean>
  heartbeat(): void
  /** Asks for every shadow again. */
  resync(): void
  online(): boolean
  /** Cuts the network, or lets it come back. */
  offline(down: boolean): void
  power(mains: boolean, batteryPercent: number): void
  stop(): Promise<void>
}

/** What an agent gives its uplink. */
export interface UplinkDeps {
  readonly identity: DeviceIdentity
  readonly stateDir: string
  readonly clock: Clock
  readonly config: AgentConfig
  readonly log: Log
  /** Topics beside `dn/ack` and the shadows'. */
  readonly listen: readonly string[]
  /** Shadows beside `net`. */
  readonly shadows: (shadowDeps: ShadowDeps) => readonly ShadowSync[]
  readonly onMessage: (topic: string, document: unknown) => void
  readonly onUp: () => void
  readonly view: () => { readonly doors: { readonly [point: string]: DoorState }; readonly occ: boolean }
  /** Runs every tick, after the uplink's own. */
  readonly onTick: () => void
}

/** A wall clock that moved against the monotonic one by more than this was set. */
const STEP_MS = 2000
/** A time that is not known is asked for so often. */
const TIME_RETRY_MS = 5000

/** Starts the uplink: counts the boot, opens the outbox, connects and keeps going until `stop`. */
export const startUplink = (deps: UplinkDeps): Uplink => {
  const { identity, stateDir, clock, config, log } = deps
  mkdirSync(stateDir, { recursive: true, mode: 0o700 })
  const names = topics(identity.thing)
  const bootFile = join(stateDir, 'boot.json')
  const boot = (readJson(bootFile, z.strictObject({ boot: z.int() }))?.boot ?? 0) + 1
  writeDurably(bootFile, JSON.stringify({ boot }))
  const outbox = openOutbox({ dir: stateDir, capacity: config.outboxEvents })
  let pwr = { mains: true, batt: 100 }
  let stopped = false

  const online = () => link.online()
  const publish = (topic: string, document: object, qos: 0 | 1 = 1): Promise<boolean> =>
    link.publish(topic, JSON.stringify(document), qos).then(
      () => true,
      () => false,
    )
  const sentAt = (): SentAt => ({ t: clock.now(), m: clock.mono(), bt: boot })
  const clk = () => ({ tq: clock.quality(), offMs: clock.offsetMs() })
  const pendingCount = () => outbox.events().length + outbox.intakes().length
  const drained = () => drainedAt(outbox.earliest(), clock.now())
  const sender = makeEventSender({ outbox, topics: names, config, clock, sentAt, online, publish })

  const emit: Uplink['emit'] = (k, pt, p) => {
    const stamp = { t: clock.now(), m: clock.mono(), bt: boot, tq: clock.quality() }
    const event = outbox.append((ep, seq) => ({ ep, seq, ...stamp, pt, k, p }) as DeviceEvent)
    sender.flush()
    poke()
    return event
  }

  const net: ShadowPart<NetDesired> = {
    schema: NetDesired,
    initial: { fw: config.fw, keepS: config.keepS, hbS: config.hbS },
    everyMs: config.netReportMs,
    onDesired: () => {},
    reported: ({ desired }): NetReported => {
      const { ep, seq, acked } = outbox.head()
      const counters = { boot, ep, seq, acked, outbox: pendingCount(), drained: Math.floor(drained() / 1000) }
      return { ...desired, fw: config.fw, ...counters, clk: clk(), pwr }
    },
    // The watermark moves all the time; it travels on the heartbeat and comes along whenever something else changed.
    due: (reported) => JSON.stringify({ ...reported, drained: 0 }),
  }

  const shadowDeps: ShadowDeps = { topics: names, publish, clock, log }
  const netShadow = makeShadowSync('net', net, shadowDeps)
  const shadows = [netShadow, ...deps.shadows(shadowDeps)]
  const poke = () => {
    for (const shadow of shadows) shadow.poke()
  }
  const settings = () => netShadow.desired() as NetDesired

  const heartbeat = () => {
    if (!online()) return
    const { ep, seq } = outbox.head()
    const hb = { drained: drained(), outbox: pendingCount(), ep, seq, clk: clk(), ...deps.view() }
    const message: Heartbeat = { v: 1, at: sentAt(), hb }
    void publish(names.up.hb, message)
  }

  const take = (topic: string, payload: Buffer) => {
    const text = payload.toString('utf8')
    if (shadows.some((shadow) => shadow.take(topic, text))) return
    const document: unknown = JSON.parse(text)
    if (topic !== names.dn.ack) return deps.onMessage(topic, document)
    for (const [from, to] of sender.acknowledge(Ack.parse(document))) emit('sys.overflow', 'sys', { lost: [from, to] })
    poke()
  }

  const link = openLink({
    identity,
    topics: [
      names.dn.ack,
      ...deps.listen,
      ...shadows.flatMap(({ name }) => {
        const { getAccepted, getRejected, delta, updateRejected } = names.shadow(name)
        return [getAccepted, getRejected, delta, updateRejected]
      }),
    ],
    config,
    keepS: () => settings().keepS,
    clock,
    log,
    onUp: () => {
      for (const shadow of shadows) shadow.connected()
      sender.restart()
      heartbeat()
      deps.onUp()
    },
    onDown: () => {
      log('connection lost')
      for (const shadow of shadows) shadow.disconnected()
    },
    onMessage: (topic, payload) => {
      try {
        take(topic, payload)
      } catch (fault) {
        log('message refused', { topic, reason: (fault as Error).message.slice(0, 200) })
      }
    },
  })

  let skewMs = clock.now() - clock.mono()
  const tick = () => {
    const skew = clock.now() - clock.mono()
    if (Math.abs(skew - skewMs) > STEP_MS) {
      emit('sys.time_step', 'sys', { from: Math.max(0, skewMs + clock.mono()), to: clock.now() })
    }
    skewMs = skew
    sender.check()
    deps.onTick()
  }
  const guardedTick = () => {
    try {
      tick()
    } catch (fault) {
      log('tick fault', { reason: (fault as Error).message })
    }
  }
  /** Every answer about a shadow says the broker’s time. */
  const askTime = () => {
    if (clock.told && online()) netShadow.connected()
  }
  const beatMs = () => (settings().hbS * 1000) / (deps.view().occ ? 2 : 1)
  const cancels = [
    repeat(clock, () => config.tickMs, guardedTick),
    repeat(clock, beatMs, heartbeat),
    repeat(clock, () => (clock.quality() === 's' ? config.timeAskMs : TIME_RETRY_MS), askTime),
    repeat(
      clock,
      () => config.refreshMs,
      () => {
        for (const shadow of shadows) shadow.refresh()
      },
    ),
  ]

  emit('sys.boot', 'sys', { cause: outbox.flashLost ? 'flash_loss' : boot === 1 ? 'power' : 'restart', fw: config.fw })

  return {
    outbox,
    emit,
    poke,
    send: publish,
    heartbeat,
    resync: () => {
      for (const shadow of shadows) shadow.connected()
    },
    online,
    offline: (down) => link.cut(down),
    power: (mains, batt) => {
      pwr = { mains, batt }
      poke()
    },
    stop: async () => {
      if (stopped) return
      stopped = true
      for (const cancel of cancels) cancel()
      for (const shadow of shadows) shadow.disconnected()
      await link.end()
      outbox.close()
    },
  }
}
