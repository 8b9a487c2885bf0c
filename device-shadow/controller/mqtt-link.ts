import { isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'
import mqtt from 'mqtt'
import type { DeviceIdentity } from '../documents/claim.ts'
import type { Clock } from './clock.ts'
import type { AgentConfig, Log } from './config.ts'

/** The connection to the broker, which comes back by itself. */
export interface Link {
  /** Resolves when the broker has it (QoS 1: PUBACK). Rejects when there is no connection or it breaks meanwhile. */
  publish(topic: string, payload: string, qos: 0 | 1): Promise<void>
  online(): boolean
  /** Cuts the line without a word to the broker and leaves it cut, or lets it come back. */
  cut(down: boolean): void
  end(): Promise<void>
}

/** What a link needs and whom it tells. */
export interface LinkDeps {
  readonly identity: DeviceIdentity
  readonly topics: readonly string[]
  readonly config: Pick<AgentConfig, 'backoffMinMs' | 'backoffMaxMs'>
  /** MQTT keep-alive of the next connection, seconds. */
  readonly keepS: () => number
  readonly clock: Clock
  readonly log: Log
  readonly onUp: () => void
  readonly onDown: () => void
  readonly onMessage: (topic: string, payload: Buffer) => void
}

/** AWS IoT takes at most eight filters in one SUBSCRIBE. */
const FILTERS_A_PACKET = 8
const CONNECT_TIMEOUT_MS = 15_000

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))

/**
 * Keeps one MQTT 3.1.1 connection over mutual TLS: clean session, all topics subscribed anew each time before `onUp`, a new
 * client for each attempt (so nothing stale is sent again by the library: the outbox does that), exponential backoff with
 * full jitter.
 */
export const openLink = (deps: LinkDeps): Link => {
  const { identity, config, clock, log } = deps
  let client: mqtt.MqttClient | null = null
  let up = false
  let stopped = false
  let isCut = false
  let failures = 0
  let cancelRetry = () => {}
  const waiting = new Set<(fault: Error) => void>()

  const openStream = () => {
    const { host, port } = identity.endpoint
    const socket = connectTls({
      host,
      port,
      ca: identity.caPem,
      cert: identity.certPem,
      key: identity.keyPem,
      ...(isIP(host) ? {} : { servername: host }),
    })
    socket.on('error', (fault) => log('connection failed', { reason: fault.message }))
    return socket
  }

  const down = (gone: mqtt.MqttClient) => {
    if (client !== gone) return
    client = null
    gone.end(true)
    const was = up
    up = false
    for (const reject of waiting) reject(new Error('the connection broke'))
    waiting.clear()
    if (was) deps.onDown()
    if (!stopped && !isCut) retry()
  }

  const retry = () => {
    const ceiling = Math.min(config.backoffMaxMs, config.backoffMinMs * 2 ** Math.min(failures, 16))
    failures += 1
    cancelRetry = clock.after(config.backoffMinMs + Math.random() * (ceiling - config.backoffMinMs), attempt)
  }

  const subscribe = async (fresh: mqtt.MqttClient) => {
    for (const filters of chunks(deps.topics, FILTERS_A_PACKET)) await fresh.subscribeAsync(filters, { qos: 1 })
    if (client !== fresh) return
    failures = 0
    up = true
    log('connected')
    deps.onUp()
  }

  const attempt = () => {
    const fresh = new mqtt.MqttClient(openStream, {
      clientId: identity.thing,
      protocolVersion: 4,
      clean: true,
      keepalive: Math.max(1, Math.round(deps.keepS())),
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
    })
    client = fresh
    fresh.on('error', (fault) => log('connection failed', { reason: fault.message }))
    fresh.on('message', (topic, payload) => {
      if (client === fresh) deps.onMessage(topic, payload)
    })
    fresh.on('connect', () => {
      subscribe(fresh).catch((fault: Error) => {
        log('subscription refused', { reason: fault.message })
        down(fresh)
      })
    })
    fresh.on('close', () => down(fresh))
  }

  attempt()

  return {
    publish: (topic, payload, qos) => {
      const current = client
      if (!current || !up) return Promise.reject(new Error('there is no connection'))
      return new Promise((resolve, reject) => {
        waiting.add(reject)
        current.publishAsync(topic, payload, { qos }).then(() => {
          waiting.delete(reject)
          resolve()
        }, reject)
      })
    },
    online: () => up,
    cut: (isDown) => {
      if (isDown === isCut || stopped) return
      isCut = isDown
      cancelRetry()
      if (isDown && client) down(client)
      if (!isDown) {
        failures = 0
        attempt()
      }
    },
    end: async () => {
      stopped = true
      cancelRetry()
      const last = client
      if (!last) return
      if (!up) return down(last)
      client = null
      up = false
      await last.endAsync()
    },
  }
}
