import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claimDevice } from '../../device-shadow/controller/claim.ts'
import { systemClock } from '../../device-shadow/controller/clock.ts'
import { startController } from '../../device-shadow/controller/start-controller.ts'
import { makeTrustedClock } from '../../device-shadow/controller/trusted-clock.ts'
import { makeSimulatedHardware } from '../../device-shadow/simulator/hardware.ts'
import type { ApiClient } from '../../local/api-client.ts'
import { until } from '../../local/until.ts'
import { emptyInbox, makeDeviceInbox } from '../../shared/table/device-inbox.ts'
import { openTable } from '../../shared/table/table.ts'
import { asStranger, systemUnderTest } from '../system.ts'
import { openRawDevice } from './raw-device.ts'

const system = systemUnderTest()
const table = openTable(system.outputs.TableName, {
  endpoint: system.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
})
const DAY_MS = 86_400_000

let api: ApiClient
let portfolioId: never
let place: { propertyId: string; roomId: string }
const stops: (() => Promise<void>)[] = []

beforeAll(async () => {
  api = await asStranger(system)
  portfolioId = (await api.call('getPortfolio')).id as never
  const { id: propertyId } = await api.call('createProperty', {
    body: {
      name: 'Lives of devices',
      address: { street: '1 Main', city: 'Springfield', region: 'IL', postalCode: '62704' },
      timeZone: 'America/Chicago',
    },
  })
  const room = await api.call('createRoom', { params: { propertyId }, body: { name: 'Room' } as never })
  place = { propertyId, roomId: room.id }
})
afterAll(() => Promise.all(stops.map((stop) => stop())))

describe('a device of a room', () => {
  it('that fell silent is retired when another is claimed in its place, and cannot connect any more', async () => {
    const old = await openRawDevice(system, api, 'ks', place.roomId)
    await old.stop()
    const inboxes = makeDeviceInbox(table)
    const known = (await inboxes.get(portfolioId, old.thing)) ?? emptyInbox({ thing: old.thing, ...place })
    await inboxes.save(portfolioId, { ...known, lastHeardMs: Date.now() - 3_600_000 })
    const fresh = await openRawDevice(system, api, 'ks', place.roomId)
    stops.push(fresh.stop)
    expect((await api.call('getDevice', { params: { thing: old.thing } })).status).toBe('retired')
    await expect(old.again()).rejects.toThrow()
    const asOld = api.as(`Bearer ${old.identity.apiKey}`).call('createEvidenceUpload', { body: {} as never })
    // The authorizer may remember the key for a minute; this one never saw it.
    await expect(asOld).rejects.toMatchObject({ problem: { code: 'auth.unauthenticated' } })
  })

  it('whose clock is wrong knows the time once the broker has said it, and finds its door set', async () => {
    const { claimCode, thing } = await api.call('registerDevice', {
      body: { class: 'rc', name: 'Wrong clock', roomId: place.roomId } as never,
    })
    const stateDir = join(system.directory, thing)
    const identity = await claimDevice({ apiUrl: system.origin, claimCode, stateDir })
    const wrong = { ...systemClock(), now: () => Date.now() - DAY_MS, boot: () => null }
    const clock = makeTrustedClock({ dir: stateDir, log: () => {}, source: wrong })
    expect(clock.quality()).toBe('u')
    const { driver } = makeSimulatedHardware()
    const controller = startController({ identity, stateDir, driver, clock, config: { reportMs: 200 } })
    stops.push(controller.stop)
    await until('the time', () => clock.quality() === 's')
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(5000)
    const { session } = await api.call('getStandard')
    await until('the door as the standard says', async () => {
      const { reported } = await api.call('getDevice', { params: { thing } })
      const door = reported.door as { heldWarnS?: number; cfg?: number } | undefined
      return door?.cfg !== undefined && door.cfg > 0 && door.heldWarnS === Number(/\d+/.exec(session.heldWarn)?.[0])
    })
  })
})
