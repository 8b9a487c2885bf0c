import { join } from 'node:path'
import mqtt, { type MqttClient } from 'mqtt'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { claimDevice } from '../../device-shadow/controller/claim.ts'
import type { DeviceIdentity } from '../../device-shadow/documents/claim.ts'
import { topics } from '../../device-shadow/documents/topics.ts'
import type { ApiClient } from '../../local/api-client.ts'
import { asOwner, systemUnderTest } from '../system.ts'

const system = systemUnderTest()
let owner: ApiClient
let roomId: string
let device: DeviceIdentity
let kiosk: DeviceIdentity
const clients: MqttClient[] = []

/** A room of this test's own: what is claimed for the demo's room would take part in its life. */
const openRoom = async () => {
  const property = await owner.call('createProperty', {
    body: {
      name: 'Broker test',
      address: { street: '1 Test Street', city: 'Springfield', region: 'IL', postalCode: '62704' },
      timeZone: 'America/Chicago',
    },
  })
  return owner.call('createRoom', { params: { propertyId: property.id }, body: { name: 'Bench' } })
}

const register = async (deviceClass: 'rc' | 'ks') => {
  const registered = await owner.call('registerDevice', {
    body: { class: deviceClass, name: `Test ${deviceClass}`, roomId } as never,
  })
  const stateDir = join(system.directory, `test-${registered.thing}`)
  return {
    registered,
    identity: await claimDevice({ apiUrl: system.origin, claimCode: registered.claimCode, stateDir }),
  }
}

/** Resolves when the client says that this has happened. */
const happens = (client: MqttClient, event: 'connect' | 'close') =>
  new Promise<void>((done) => void client.once(event, () => done()))

/** Connects as a device with its own certificate, under a name of choice. */
const connect = async (identity: DeviceIdentity, clientId = identity.thing): Promise<MqttClient> => {
  const client = mqtt.connect({
    protocol: 'mqtts',
    host: identity.endpoint.host,
    port: identity.endpoint.port,
    clientId,
    cert: identity.certPem,
    key: identity.keyPem,
    ca: identity.caPem,
    reconnectPeriod: 0,
    connectTimeout: 5000,
  })
  clients.push(client)
  client.on('error', () => undefined)
  return client
}
const connected = async (identity: DeviceIdentity): Promise<MqttClient> => {
  const client = await connect(identity)
  await happens(client, 'connect')
  return client
}
const thrownOut = (client: MqttClient) => happens(client, 'close')

beforeAll(async () => {
  owner = await asOwner(system)
  roomId = (await openRoom()).id
  device = (await register('rc')).identity
  kiosk = (await register('ks')).identity
})
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.endAsync(true)))
})

describe('the broker', () => {
  it('lets a device publish and listen on its own topics', async () => {
    const client = await connected(device)
    const granted = await client.subscribeAsync(topics(device.thing).dn.ack, { qos: 1 })
    expect(granted[0]?.qos).toBe(1)
    await client.publishAsync(topics(device.thing).up.credget, JSON.stringify({ v: 1, rev: 0, dig: null }), { qos: 1 })
    expect(client.connected).toBe(true)
  })

  it('throws out a device that publishes as another device', async () => {
    const client = await connected(device)
    client.publish(topics(kiosk.thing).up.cmdres, '{}', { qos: 1 })
    await thrownOut(client)
  })

  it('throws out a device that publishes downwards', async () => {
    const client = await connected(device)
    client.publish(topics(device.thing).dn.cmd, '{}', { qos: 1 })
    await thrownOut(client)
  })

  it('throws out a device that listens to another', async () => {
    const client = await connected(device)
    client.subscribe(topics(kiosk.thing).dn.ack)
    await thrownOut(client)
  })

  it('keeps credentials from a kiosk', async () => {
    const client = await connected(kiosk)
    client.subscribe(topics(kiosk.thing).dn.cred)
    await thrownOut(client)
  })

  it('does not let a certificate connect under another name', async () => {
    const client = await connect(device, kiosk.thing)
    const first = await Promise.race([
      happens(client, 'connect').then(() => 'connected'),
      thrownOut(client).then(() => 'refused'),
    ])
    expect(first).toBe('refused')
  })
})

describe('a claim code', () => {
  it('works once', async () => {
    const { registered } = await register('ks')
    const again = claimDevice({
      apiUrl: system.origin,
      claimCode: registered.claimCode,
      stateDir: join(system.directory, 'thief'),
    })
    await expect(again).rejects.toThrow('claim.unknown')
  })

  it('that is made up is refused the same way', async () => {
    const madeUp = claimDevice({
      apiUrl: system.origin,
      claimCode: 'ABCDE-FGH23',
      stateDir: join(system.directory, 'guesser'),
    })
    await expect(madeUp).rejects.toThrow('claim.unknown')
  })
})
