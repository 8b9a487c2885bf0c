import { join } from 'node:path'
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { claimDevice } from '../../device-shadow/controller/claim.ts'
import type { DeviceIdentity } from '../../device-shadow/documents/claim.ts'
import { topics } from '../../device-shadow/documents/topics.ts'
import type { ApiClient } from '../../local/api-client.ts'
import type { SystemUnderTest } from '../system-setup.ts'

/** A claimed device that a test speaks for, message by message. */
export interface RawDevice {
  readonly identity: DeviceIdentity
  readonly thing: DeviceIdentity['thing']
  /** Everything that came on its `dn` topics, by the topic’s last segment. */
  readonly heard: (channel: 'ack' | 'cred' | 'cmd') => Record<string, unknown>[]
  send(topic: string, document: unknown): Promise<void>
  /** Sends facts: `[seq, kind, payload]`, made by a synced clock when their number was first used; `ep` 1. */
  tell(...facts: readonly [seq: number, kind: string, payload: object][]): Promise<void>
  stop(): Promise<void>
  /** Connects once more; rejects where the broker does not let it. */
  again(): Promise<void>
}

/** Registers, claims and connects a device in a room. */
export const openRawDevice = async (
  system: SystemUnderTest,
  api: ApiClient,
  deviceClass: 'rc' | 'ks',
  roomId: string,
): Promise<RawDevice> => {
  const registered = await api.call('registerDevice', {
    body: { class: deviceClass, name: `Raw ${deviceClass}`, roomId } as never,
  })
  const stateDir = join(system.directory, `raw-${registered.thing}`)
  const identity = await claimDevice({ apiUrl: system.origin, claimCode: registered.claimCode, stateDir })
  const names = topics(identity.thing)
  const address: IClientOptions = {
    protocol: 'mqtts',
    host: identity.endpoint.host,
    port: identity.endpoint.port,
    clientId: identity.thing,
    cert: identity.certPem,
    key: identity.keyPem,
    ca: identity.caPem,
    reconnectPeriod: 0,
  }
  const client: MqttClient = await mqtt.connectAsync(address)
  const messages: { channel: string; document: Record<string, unknown> }[] = []
  client.on('message', (topic: string, payload: Buffer) =>
    messages.push({ channel: topic.split('/').at(-1) ?? '', document: JSON.parse(payload.toString()) }),
  )
  const { ack, cred, cmd } = names.dn
  await client.subscribeAsync(deviceClass === 'ks' ? [ack, cmd] : [ack, cred, cmd], { qos: 1 })
  const times = new Map<number, number>()
  const send = async (topic: string, document: unknown) => {
    const text = typeof document === 'string' ? document : JSON.stringify(document)
    await client.publishAsync(topic, text, { qos: 1 })
  }
  return {
    identity,
    thing: identity.thing,
    heard: (channel) => messages.filter((m) => m.channel === channel).map((m) => m.document),
    send,
    tell: (...facts) => {
      const t = Date.now()
      const e = facts.map(([seq, k, p]) => {
        const at = times.get(seq) ?? t
        times.set(seq, at)
        return { ep: 1, seq, t: at, m: 1000, bt: 1, tq: 's', k, pt: 'door', p }
      })
      return send(names.up.evt, { v: 1, at: { t, m: 1000, bt: 1 }, e })
    },
    stop: async () => {
      await client.endAsync(true)
    },
    again: () =>
      new Promise((resolve, reject) => {
        const other = mqtt.connect({ ...address, connectTimeout: 5000 })
        other.once('error', reject)
        other.once('close', () => reject(new Error('the broker closed the connection')))
        other.once('connect', () => {
          resolve()
          other.end(true)
        })
      }),
  }
}
