import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../controller/clock.ts'
import { openCredentials } from '../controller/credential-store.ts'
import { type IntakeOutcome, intakeOutcome, startKiosk } from '../controller/kiosk.ts'
import { openOutbox } from '../controller/outbox-store.ts'
import type { DeviceIdentity } from '../documents/claim.ts'
import type { CredentialEntry } from '../documents/credentials.ts'
import { credentialDigest, credentialVerifier, signCredentials } from '../documents/crypto.ts'
import { makeSimulatedClock } from './clock.ts'
import { logPackages, makeSimulatedRoom } from './room.ts'

const kPin = Buffer.alloc(32, 7).toString('base64url')
const kSnap = Buffer.alloc(32, 3).toString('base64url')
let dir = ''
let port = 0
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'room-'))
  // A port where nothing listens: the network is down for good.
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as { port: number }).port
  await new Promise((resolve) => server.close(resolve))
})
afterEach(() => rmSync(dir, { recursive: true }))

const identity = (thing = 'rc-01k9zzzzzzzzzzzzzzzzzzzzzz'): DeviceIdentity => ({
  thing,
  certPem: '',
  caPem: '',
  keyPem: '',
  endpoint: { host: '127.0.0.1', port },
  kPin,
  kSnap,
  apiKey: null,
})
const entry = (s: string, secret: string, change: Partial<CredentialEntry> = {}): CredentialEntry => ({
  c: `cred_01k9zz${s.padStart(20, '0')}`,
  k: 'carrier',
  s,
  x: credentialVerifier(kPin, s, secret),
  a: 0,
  z: Math.floor(Date.now() / 1000) + 3600,
  w: null,
  u: null,
  ...change,
})
/** Puts a set on the device, as a snapshot did while there was a network. */
const place = (rev: number, e: CredentialEntry[]) => {
  const end = Math.floor(Date.now() / 1000) + 3600
  const document = { v: 1, rev, base: null, lease: { c: end, r: end }, e, dig: credentialDigest(e) } as const
  openCredentials({ dir, kSnap, slots: 500 }).take(signCredentials(kSnap, document), Date.now())
}
const room = (clock = makeSimulatedClock()) =>
  makeSimulatedRoom({ identity: identity(), stateDir: dir, paceMs: 1, config: { tickMs: 10 }, clock })
const outboxText = () => readFileSync(join(dir, 'outbox.jsonl'), 'utf8')

describe('a room without network', () => {
  it('lets a carrier in and out, and keeps the facts over a restart', async () => {
    place(1, [entry('07', '123456')])
    // The bolt falls back by the monotonic clock; it is set forward once the carrier is out, however long the disk took.
    const truth = systemClock()
    let ahead = 0
    const first = room(makeSimulatedClock({ ...truth, mono: () => truth.mono() + ahead }))
    let opened = false
    const answer = await first.visit('07123456', async () => {
      opened = first.state().door === 'closed'
    })
    expect(answer).toEqual({ admitted: true, why: null })
    expect(opened).toBe(true)
    ahead = 60_000
    await expect.poll(() => first.state().bolt).toBe('extended')
    const pending = first.controller.pending()
    await first.stop()
    const second = room()
    expect(second.controller.pending()).toBeGreaterThan(pending)
    expect(second.controller.online()).toBe(false)
    await second.stop()
  })

  it('refuses wrong, expired and revoked codes by name, and never writes a digit of them down', async () => {
    const gone = entry('09', '555111')
    place(1, [entry('07', '123456'), entry('08', '987654', { z: 1_700_000_000 }), gone])
    place(2, [entry('07', '123456'), entry('08', '987654', { z: 1_700_000_000 })])
    const simulated = room()
    expect(await simulated.typeCode('07123457')).toEqual({ admitted: false, why: 'unknown' })
    expect(await simulated.typeCode('08987654')).toEqual({ admitted: false, why: 'expired' })
    expect(await simulated.typeCode('09555111')).toEqual({ admitted: false, why: 'revoked' })
    expect(simulated.openDoor()).toBe(false)
    const text = outboxText()
    expect(text.match(/access\.denied/g)).toHaveLength(3)
    for (const secret of ['123457', '987654', '555111']) expect(text).not.toContain(secret)
    await simulated.stop()
  })

  it('gives no free tries to whoever cuts the power', async () => {
    place(1, [entry('07', '123456')])
    for (let i = 0; i < 5; i++) {
      const simulated = room()
      expect((await simulated.typeCode('07000001')).why).toBe('unknown')
      await simulated.stop()
    }
    const simulated = room()
    expect((await simulated.typeCode('07123456')).why).toBe('lockout')
    await simulated.stop()
  })

  it('refuses scheduled codes once its clock is lost', async () => {
    place(1, [entry('07', '123456'), entry('99', '246810', { k: 'break_glass' })])
    const simulated = room()
    simulated.clock.lose('u')
    expect((await simulated.typeCode('07123456')).why).toBe('clock')
    expect((await simulated.typeCode('99246810')).admitted).toBe(true)
    await simulated.stop()
  })

  it('raises forced when the door is broken open, and jam when the bolt does not move', async () => {
    place(1, [entry('07', '123456')])
    const simulated = room()
    simulated.forceDoor()
    expect(outboxText()).toContain('"code":"forced"')
    simulated.closeDoor()
    simulated.jam(true)
    expect((await simulated.typeCode('07123456')).admitted).toBe(true)
    expect(outboxText()).toContain('"code":"jam"')
    expect(simulated.openDoor()).toBe(false)
    await simulated.stop()
  })

  it('records that its clock was set', async () => {
    const simulated = room()
    simulated.clock.shift(-3_600_000)
    await expect.poll(outboxText).toContain('sys.time_step')
    await simulated.stop()
  })
})

describe('a kiosk', () => {
  const kiosk = (sendIntake: (id: string) => Promise<IntakeOutcome>, onRefused = (_: unknown) => {}) =>
    startKiosk({
      identity: { ...identity('ks-01k9zzzzzzzzzzzzzzzzzzzzzz'), kPin: null },
      stateDir: dir,
      config: { intakeRetryMs: 1, backoffMaxMs: 2 },
      sendIntake: (intake) => sendIntake(intake.id),
      onRefused,
    })

  it('delivers intakes in order, each until it is taken or refused, and tells of the refused one', async () => {
    const calls: string[] = []
    const refused: unknown[] = []
    const agent = kiosk(
      async (id) => {
        calls.push(id)
        if (calls.length === 1) throw new Error('no route to host')
        return calls.length === 2 ? 'retry' : calls.length === 4 ? { refused: 'package.duplicate_tracking' } : 'done'
      },
      (intake) => refused.push(intake),
    )
    const [a, b, c] = logPackages(agent, 'ups', (ks) => [1, 2, 3].map((n) => ({ ks, n })))
    await expect.poll(() => agent.pending().intakes).toBe(0)
    expect(calls).toEqual([a, a, a, b, c])
    expect(refused).toMatchObject([{ id: b, body: { n: 2 } }])
    await agent.stop()
  })

  it('tells the room of an intake that was refused, before its watermark passes it', async () => {
    const agent = kiosk(async () => ({ refused: 'package.duplicate_tracking' }))
    const before = Date.now()
    agent.offline(true)
    const ks = agent.login('ups')
    agent.intake({ kioskSessionId: ks, zone: 'A1', trackingNumber: '1Z' })
    agent.offline(false)
    await expect.poll(() => agent.pending().intakes).toBe(0)
    await agent.stop()
    const { events, earliest } = openOutbox({ dir, capacity: 100 })
    const told = events().find(({ k }) => k === 'scan')
    expect(told?.p).toMatchObject({ ks, z: 'A1', trk: '1Z', why: 'package.duplicate_tracking' })
    const { of = 0 } = (told?.p ?? {}) as { of?: number }
    expect(of).toBeGreaterThanOrEqual(before)
    expect(of).toBeLessThanOrEqual(told?.t ?? 0)
    expect(earliest()).toBeLessThanOrEqual(of)
  })

  it('sends nothing while it is offline, and has it all after a restart', async () => {
    const calls: string[] = []
    const first = kiosk(async (id) => {
      calls.push(id)
      return 'done'
    })
    first.offline(true)
    const ids = logPackages(first, 'ups', () => [{ n: 1 }, { n: 2 }])
    expect(first.pending()).toEqual({ events: 3, intakes: 2 })
    await first.stop()
    expect(calls).toEqual([])
    const second = kiosk(async (id) => {
      calls.push(id)
      return 'done'
    })
    await expect.poll(() => second.pending().intakes).toBe(0)
    expect(calls).toEqual(ids)
    expect(second.pending().events).toBe(4)
    await second.stop()
  })

  it('knows which HTTP answers are worth another try', () => {
    expect([200, 201].map((status) => intakeOutcome(status))).toEqual(['done', 'done'])
    expect([401, 408, 429, 503].map((status) => intakeOutcome(status))).toEqual(Array(4).fill('retry'))
    expect([400, 409, 422].map((status) => intakeOutcome(status, 'a.code'))).toEqual(
      Array(3).fill({ refused: 'a.code' }),
    )
    expect(intakeOutcome(413)).toEqual({ refused: 'http.413' })
    expect(intakeOutcome(409, 'idempotency.in_progress')).toBe('retry')
  })
})
