import { describe, expect, it } from 'vitest'
import { makeKeyAndRequest } from '../../../device-shadow/controller/claim.ts'
import { sealOf } from '../../../shared/adapters/vault.ts'
import type { DeviceClass, PortfolioId } from '../../../shared/contracts/ids.ts'
import { claimRoutes } from '../../../shared/contracts/routes/access.ts'
import { hashKey, keyIdOf } from '../../../shared/domain/api-keys/key-text.ts'
import { claimCodeHash } from '../../../shared/domain/devices/claim-code.ts'
import { makeAssignments } from '../../../shared/table/assignments.ts'
import { makeClaims } from '../../../shared/table/claims.ts'
import { commit } from '../../../shared/table/commit.ts'
import { makeCredentials } from '../../../shared/table/credentials.ts'
import { emptyInbox, makeDeviceInbox } from '../../../shared/table/device-inbox.ts'
import { makeDevices } from '../../../shared/table/devices.ts'
import { makeProperties } from '../../../shared/table/properties.ts'
import { makeRegistry } from '../../../shared/table/registry.ts'
import { EVENT } from '../../../shared/table/requests.fixture.ts'
import { makeRoomEvents } from '../../../shared/table/room-events.ts'
import { makeMemoryTable } from '../../../test/fakes/memory-table.ts'
import { makeClaimDevice } from './claim-device.ts'

const TAIL = '01k9zz00000000000000000000'
const P = `pf_${TAIL}` as PortfolioId
const place = { propertyId: `prop_${TAIL}`, roomId: `room_${TAIL}` }
const T0 = Date.parse('2026-11-23T12:00:00.000Z')
const MINUTE = 60_000
const iso = (ms: number) => new Date(ms).toISOString()
const thingOf = (of: DeviceClass, n: number) => `${of}-01k9zz0000000000000000000${n}` as const

/** A room in memory whose devices are claimed with codes that are their own names. */
const makeRoom = async () => {
  const memory = makeMemoryTable()
  const { table } = memory
  const devices = makeDevices(table)
  const inboxes = makeDeviceInbox(table)
  const barred: string[] = []
  const seal = sealOf('secret', 'device-keys', P)
  await commit(table, undefined, { status: 201 }, [
    ...makeProperties(table).create(
      P,
      {
        id: place.propertyId,
        name: 'Maple',
        address: { street: 's', city: 'c', region: 'IL', postalCode: '1', country: 'US' },
        timeZone: 'America/Chicago',
        models: ['smart_room'],
        createdAt: iso(T0),
      } as never,
      EVENT,
    ),
  ])
  const claimDevice = makeClaimDevice({
    registry: table,
    tenants: { table: async () => table },
    things: {
      certify: async () => ({ arn: 'arn:cert/1', pem: 'certificate' }),
      admit: async () => {},
      bar: async (thing) => void barred.push(thing),
    },
    vault: { seal: async () => seal },
    ca: async () => 'ca',
    endpoint: { host: 'broker', port: 8883 },
  })
  const requests = new Map<string, string>()
  const claim = async (thing: string, atMs: number) => {
    const csrPem = requests.get(thing) ?? (await makeKeyAndRequest()).csrPem
    requests.set(thing, csrPem)
    return claimDevice({
      route: claimRoutes[0],
      principal: undefined,
      params: undefined,
      query: undefined,
      body: { claimCode: thing, csrPem },
      once: undefined,
      now: atMs,
    })
  }
  return {
    ...memory,
    barred,
    claim,
    /** Registers a device and claims it. */
    install: async (thing: string, atMs: number) => {
      const deviceClass = thing.slice(0, 2) as DeviceClass
      const device = { thing, class: deviceClass, name: thing, ...place, points: [], reported: {}, claimedAt: null }
      await commit(table, undefined, { status: 201 }, [
        devices.create(P, { ...device, status: 'registered', createdAt: iso(atMs) } as never, EVENT),
      ])
      const of = { portfolioId: P, ...place, thing, class: deviceClass, endsAt: iso(atMs + 30 * MINUTE) }
      await makeClaims(table).give({ codeHash: claimCodeHash(thing), ...of })
      return claim(thing, atMs)
    },
    /** The device was heard, and had told everything up to then. */
    hear: async (thing: string, atMs: number) => {
      const known = (await inboxes.get(P, thing)) ?? emptyInbox({ thing, ...place })
      await inboxes.save(P, { ...known, lastHeardMs: atMs, drainedMs: atMs })
    },
    statusOf: async (thing: string) => (await devices.get(P, thing))?.status,
    controller: async () => (await makeCredentials(table).set(P, place.roomId))?.thing,
    gaps: () => makeRoomEvents(table).window(P, place.roomId, T0, T0 + 60 * MINUTE),
    keyOf: async (thing: string) => {
      const text = seal.open((await devices.keys(P, thing))?.apiKey ?? '')
      return { hash: hashKey(text), entry: await makeRegistry(table).key(keyIdOf(text) ?? '') }
    },
  }
}

describe('a claim', () => {
  it('that comes again is answered again and changes nothing', async () => {
    const room = await makeRoom()
    const thing = thingOf('rc', 1)
    expect(await room.install(thing, T0)).toMatchObject({ status: 201, body: { thing, certificatePem: 'certificate' } })
    const before = room.items()
    expect(await room.claim(thing, T0 + MINUTE)).toMatchObject({ status: 201, body: { thing } })
    expect(room.items()).toEqual(before)
    expect(await makeAssignments(room.table).of(thing)).toHaveLength(1)
  })

  it('of a controller retires the silent one of its room, whose certificate is worth nothing any more', async () => {
    const room = await makeRoom()
    const [old, fresh] = [thingOf('rc', 1), thingOf('rc', 2)]
    await room.install(old, T0)
    await room.hear(old, T0 + MINUTE)
    await room.install(fresh, T0 + 20 * MINUTE)
    expect(await room.statusOf(old)).toBe('retired')
    expect(await room.statusOf(fresh)).toBe('claimed')
    expect(await room.controller()).toBe(fresh)
    expect(room.barred).toEqual([old])
    expect(await room.gaps()).toMatchObject([
      { kind: 'data.gap', class: 'rc', thing: old, fromMs: T0 + MINUTE, toMs: T0 + 20 * MINUTE },
    ])
    const shadow = { name: 'door', version: 9, reported: { lock: 'locked' } }
    expect(await makeDevices(room.table).report(P, old, shadow, true)).toBe(false)
    expect(await room.statusOf(old)).toBe('retired')
  })

  it('of a kiosk retires the silent one, and its key for the API', async () => {
    const room = await makeRoom()
    const [old, fresh] = [thingOf('ks', 1), thingOf('ks', 2)]
    await room.install(old, T0)
    await room.hear(old, T0 + MINUTE)
    await room.install(fresh, T0 + 20 * MINUTE)
    expect(await room.statusOf(old)).toBe('retired')
    expect((await room.keyOf(old)).entry?.revokedAt).toBe(iso(T0 + 20 * MINUTE))
    const own = await room.keyOf(fresh)
    expect(own.entry).toMatchObject({ hash: own.hash, revokedAt: null, subject: { thing: fresh } })
  })

  it('leaves alone who works, who may still be starting, and who is of another class', async () => {
    const room = await makeRoom()
    const [controller, kiosk, other, third] = [thingOf('rc', 1), thingOf('ks', 1), thingOf('ks', 2), thingOf('rc', 3)]
    await room.install(controller, T0)
    await room.install(kiosk, T0)
    await room.install(other, T0 + MINUTE)
    await room.hear(controller, T0 + 20 * MINUTE)
    await room.install(third, T0 + 21 * MINUTE)
    expect(await Promise.all([controller, kiosk, other, third].map(room.statusOf))).toEqual(Array(4).fill('claimed'))
    expect(await room.controller()).toBe(controller)
    expect(room.barred).toEqual([])
  })

  it('that was cut off anywhere is finished by the next try', async () => {
    for (let call = 0; call < 40; call++) {
      const room = await makeRoom()
      const [old, fresh] = [thingOf('ks', 1), thingOf('ks', 2)]
      await room.install(old, T0)
      await room.hear(old, T0 + MINUTE)
      // Two calls register the device; what comes then is the claim.
      room.failAt(2 + call, 'after')
      const first = await room.install(fresh, T0 + 20 * MINUTE).catch(() => null)
      if (first && call > 10) return
      expect(await room.claim(fresh, T0 + 21 * MINUTE)).toMatchObject({ status: 201 })
      expect(await room.statusOf(fresh)).toBe('claimed')
      expect(await room.statusOf(old)).toBe('retired')
      expect(room.barred).toContain(old)
      expect((await room.keyOf(old)).entry?.revokedAt).not.toBeNull()
    }
  })
})
