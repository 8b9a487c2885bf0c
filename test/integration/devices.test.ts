import { isDeepStrictEqual } from 'node:util'
import { GetThingShadowCommand, IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeKeyAndRequest } from '../../device-shadow/controller/claim.ts'
import { credentialVerifier, verifyCommand, verifyCredentials } from '../../device-shadow/documents/crypto.ts'
import { topics } from '../../device-shadow/documents/topics.ts'
import { type ApiClient, makeApiClient } from '../../local/api-client.ts'
import { until } from '../../local/until.ts'
import { doorSettings } from '../../shared/domain/devices/door-settings.ts'
import { makeDeviceInbox } from '../../shared/table/device-inbox.ts'
import { makeRoomEvents } from '../../shared/table/room-events.ts'
import { openTable } from '../../shared/table/table.ts'
import { asStranger, systemUnderTest } from '../system.ts'
import { openRawDevice, type RawDevice } from './raw-device.ts'

const system = systemUnderTest()
const aws = {
  endpoint: system.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
}
const table = openTable(system.outputs.TableName, aws)
const events = makeRoomEvents(table)
const shadows = new IoTDataPlaneClient(aws)

let api: ApiClient
let portfolioId: never
let roomId: never
let device: RawDevice

beforeAll(async () => {
  api = await asStranger(system)
  portfolioId = (await api.call('getPortfolio')).id as never
  const property = await api.call('createProperty', {
    body: {
      name: 'Raw devices',
      address: { street: '1 Main', city: 'Springfield', region: 'IL', postalCode: '62704', country: 'US' },
      timeZone: 'America/Chicago',
      models: ['smart_room'],
    },
  })
  const room = await api.call('createRoom', { params: { propertyId: property.id }, body: { name: 'Room' } as never })
  roomId = room.id as never
  device = await openRawDevice(system, api, 'rc', roomId)
})
afterAll(() => device?.stop())

/** One of the device’s shadows. */
const shadowOf = async (shadowName: string): Promise<{ version: number; desired: Record<string, unknown> }> => {
  const { payload } = await shadows.send(new GetThingShadowCommand({ thingName: device.thing, shadowName }))
  const { version, state } = JSON.parse(Buffer.from(payload ?? []).toString())
  return { version, desired: state.desired ?? {} }
}
const desiredOf = async (shadowName: string) => (await shadowOf(shadowName)).desired
const anomalies = async (kind: string) =>
  (await events.anomalies(portfolioId, device.thing)).filter((anomaly) => anomaly.kind === kind)
const acked = (upTo: number) =>
  until(`an ack up to ${upTo}`, () => device.heard('ack').some((ack) => ack.upTo === upTo))

describe('a claim', () => {
  it('that is sent again with the same request is answered with the same certificate, and with another refused', async () => {
    const { claimCode } = await api.call('registerDevice', {
      body: { class: 'ks', name: 'Kiosk', roomId, points: [] },
    })
    const stranger = makeApiClient(system.origin)
    const { csrPem } = await makeKeyAndRequest()
    const first = await stranger.call('claimDevice', { body: { claimCode, csrPem } })
    const again = await stranger.call('claimDevice', { body: { claimCode: claimCode.toLowerCase(), csrPem } })
    expect(again).toMatchObject({ thing: first.thing, certificatePem: first.certificatePem })
    const other = stranger.call('claimDevice', { body: { claimCode, csrPem: (await makeKeyAndRequest()).csrPem } })
    await expect(other).rejects.toThrow('claim.unknown')
  })

  it('with a request that makes no sense leaves the code usable', async () => {
    const { claimCode } = await api.call('registerDevice', { body: { class: 'ks', name: 'Kiosk', roomId, points: [] } })
    const stranger = makeApiClient(system.origin)
    const nonsense = stranger.call('claimDevice', { body: { claimCode, csrPem: 'x'.repeat(200) } })
    await expect(nonsense).rejects.toThrow('claim.csr_invalid')
    const { csrPem } = await makeKeyAndRequest()
    expect((await stranger.call('claimDevice', { body: { claimCode, csrPem } })).class).toBe('ks')
  })
})

describe('what a device tells', () => {
  it('is in the room’s window once, in whatever order and however often it came', async () => {
    const from = Date.now() - 60_000
    await device.tell([2, 'motion', { on: false }], [1, 'motion', { on: true }])
    await device.tell([1, 'motion', { on: true }])
    await acked(2)
    const window = await events.window(portfolioId, roomId, from, Date.now() + 5000)
    expect(window.map((event) => event.id.split('#').at(-1)).sort()).toEqual(['1', '2'])
  })

  it('with the same number and other content is kept as it was first, and the conflict is on record', async () => {
    await device.tell([2, 'motion', { on: true }])
    const [conflict] = await until('the conflict', async () => {
      const found = await anomalies('integrity_conflict')
      return found.length > 0 && found
    })
    expect(conflict?.note).toContain('1.2')
  })

  it('that makes no sense is on record and does not hold up what follows', async () => {
    await device.send(topics(device.thing).up.evt, 'not JSON')
    await device.tell([3, 'motion', { on: 'perhaps' }], [4, 'motion', { on: true }])
    await acked(4)
    const found = await until('two anomalies', async () => {
      const malformed = await anomalies('malformed')
      return malformed.length >= 2 && malformed
    })
    expect(found.map(({ note }) => note).join()).toContain('event 1.3 makes no sense')
    const gaps = (await events.window(portfolioId, roomId, Date.now() - 60_000, Date.now() + 5000)).filter(
      ({ kind }) => kind === 'data.gap',
    )
    expect(gaps).toHaveLength(1)
  })

  it('on a topic of nobody is not taken', async () => {
    await device.send(`v1/${device.thing}/up/nonsense`, { v: 1 })
    await until('the anomaly', async () => (await anomalies('unknown_topic')).length > 0)
  })

  it('moves the watermark with each heartbeat', async () => {
    const drained = Date.now() - 1000
    await device.send(topics(device.thing).up.hb, {
      v: 1,
      at: { t: Date.now(), m: 5, bt: 1 },
      hb: { drained, outbox: 0, ep: 1, seq: 4, clk: { tq: 's', offMs: 0 }, doors: { door: 'closed' }, occ: false },
    })
    await until('the watermark', async () => {
      const inbox = await makeDeviceInbox(table).get(portfolioId, device.thing)
      return inbox?.drainedMs === drained
    })
    const shown = await api.call('getDevice', { params: { thing: device.thing } })
    expect(shown).toMatchObject({ online: true, drainedAt: new Date(drained).toISOString() })
  })
})

describe('a code', () => {
  const grant = async () =>
    api.call('createAccessGrant', { body: { roomId, holder: { kind: 'staff', name: 'Sam' } } as never })
  const statusOf = async (accessGrantId: never) =>
    (await api.call('getAccessGrant', { params: { accessGrantId } })).status
  const lastSet = () =>
    device.heard('cred').at(-1) as { rev: number; dig: string; e: { c: string; s: string; x: string }[] }

  it('reaches the controller signed and without its digits, is set once it is confirmed, and goes the same way', async () => {
    const created = await grant()
    expect(created.status).toBe('setting')
    const sent = await until('the set', () => device.heard('cred').length > 0 && lastSet())
    expect(verifyCredentials(device.identity.kSnap, sent as never)).toBe(true)
    const [selector, secret] = [created.code.slice(0, 2), created.code.slice(2)]
    expect(sent.e).toMatchObject([
      { c: created.credentialId, s: selector, x: credentialVerifier(device.identity.kPin ?? '', selector, secret) },
    ])
    expect(JSON.stringify(sent)).not.toContain(secret)
    await device.tell([5, 'cred.applied', { rev: sent.rev, dig: sent.dig, n: 1 }])
    await until('set', async () => (await statusOf(created.id as never)) === 'set')

    await api.call('revokeAccessGrant', { params: { accessGrantId: created.id } })
    expect(await statusOf(created.id as never)).toBe('removing')
    const without = await until('the set without it', () => lastSet().rev > sent.rev && lastSet())
    expect(without.e).toEqual([])
    await device.tell([6, 'cred.applied', { rev: without.rev, dig: without.dig, n: 0 }])
    await until('unset', async () => (await statusOf(created.id as never)) === 'unset')
  })

  it('that the controller has no room for has failed, and says so', async () => {
    const created = await grant()
    const before = device.heard('cred').length
    const sent = await until('the set', () => lastSet().e.some(({ c }) => c === created.credentialId) && lastSet())
    await device.tell([7, 'cred.failed', { rev: sent.rev, err: 'space' }])
    await until('failed', async () => (await statusOf(created.id as never)) === 'unset')
    const shown = await api.call('getAccessGrant', { params: { accessGrantId: created.id } })
    expect(shown.errors.map(({ code }) => code)).toEqual(['credential.space'])
    await until(
      'a set without it',
      () => device.heard('cred').length > before && lastSet().rev > sent.rev && lastSet().e.length === 0,
    )
  })

  it('whose set was changed on its way is refused, and the operator sees it', async () => {
    await device.tell([8, 'cred.failed', { rev: lastSet().rev, err: 'mac' }])
    const refused = await until('the anomaly', async () => {
      const { anomalies: seen } = await api.call('getDevice', { params: { thing: device.thing } })
      return seen.find(({ kind }) => kind === 'credentials_refused')
    })
    expect(refused.note).toContain('mac')
  })

  it('is sent whole to a controller that lost its set', async () => {
    const before = device.heard('cred').length
    await device.send(topics(device.thing).up.credget, { v: 1, rev: 0, dig: null })
    await until('an answer', () => device.heard('cred').length > before)
    expect(lastSet()).toMatchObject({ base: null })
  })

  it('is asked for in vain by a kiosk', async () => {
    const kiosk = await openRawDevice(system, api, 'ks', roomId)
    const before = device.heard('cred').length
    await kiosk.send(topics(kiosk.thing).up.credget, { v: 1, rev: 0, dig: null })
    await device.send(topics(device.thing).up.credget, { v: 1, rev: 0, dig: null })
    await until('our own answer', () => device.heard('cred').length > before)
    expect(kiosk.heard('cred')).toEqual([])
    await kiosk.stop()
  })

  it('finds its door set to the standard', async () => {
    const { session, door } = await api.call('getStandard')
    await until('the settings', async () => isDeepStrictEqual(await desiredOf('door'), doorSettings({ session, door })))
    await api.call('putStandard', { body: { ...(await api.call('getStandard')), door: { relock: 'PT7S' } } })
    await until('the new settings', async () => (await desiredOf('door')).relockS === 7)
  })

  it('cannot set its door, nor want what nobody wants', async () => {
    const update = (name: string) => `$aws/things/${device.thing}/shadow/name/${name}/update`
    const { version, desired } = await shadowOf('door')
    await device.send(update('door'), { state: { desired: { relockS: 86_400, forged: 1 } } })
    await device.send(update('net'), { state: { desired: { hbS: 86_400 } } })
    const isBack = async (name: string, after: number, wanted: object) => {
      const shadow = await shadowOf(name)
      return shadow.version >= after + 2 && isDeepStrictEqual(shadow.desired, wanted)
    }
    await until('the door as it should be', () => isBack('door', version, desired))
    await until('nothing', () => isBack('net', 0, {}))
    await until('both on record', async () => (await anomalies('shadow_tampered')).length === 2)
  })

  it('cannot be wanted by the device itself: its shadow is written back', async () => {
    const update = `$aws/things/${device.thing}/shadow/name/cred/update`
    await device.send(update, { state: { desired: { rev: 99, dig: null, n: 9 } } })
    await until('the shadow as it should be', async () => (await desiredOf('cred')).rev === lastSet().rev)
  })
})

describe('a command', () => {
  it('reaches the device signed, and its answer is shown', async () => {
    const sent = await api.call('sendCommand', {
      params: { thing: device.thing },
      body: { op: 'unlock', reason: 'a test' },
    })
    const command = await until('the command', () => device.heard('cmd').at(-1))
    expect(verifyCommand(device.identity.kSnap, command as never)).toBe(true)
    expect(command).toMatchObject({ id: sent.id, op: 'unlock' })
    await device.send(topics(device.thing).up.cmdres, { v: 1, id: sent.id, res: 'jam', t: Date.now() })
    await until('the answer', async () => {
      const { status } = await api.call('getCommand', { params: { thing: device.thing, commandId: sent.id } })
      return status === 'jam'
    })
  })
})
