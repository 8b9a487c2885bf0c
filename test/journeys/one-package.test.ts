import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPicture } from '../../local/live-room.ts'
import { until } from '../../local/until.ts'
import { mailboxOf, systemUnderTest } from '../system.ts'
import { type OwnRoom, openOwnRoom } from './own-room.ts'

const system = systemUnderTest()
let own: OwnRoom
beforeAll(async () => {
  own = await openOwnRoom(system, 'Birch House')
})
afterAll(() => own.stop())

describe('one package', () => {
  it('is let in, read, announced once and collected with the resident’s own code', async () => {
    const { api, live } = own
    const mailbox = mailboxOf(system)
    const grant = await own.grant('ups')
    const kioskSession = { id: '' }
    const admitted = await live.room.visit(grant.code, async () => {
      kioskSession.id = live.kiosk.login()
      const intake = live.takeIn(own.picture('usps_johndoe.png'), kioskSession.id)
      await until('the intake', () => live.results.get(intake), { withinMs: 60_000 })
      live.kiosk.logout(kioskSession.id, 1)
    })
    expect(admitted.admitted).toBe(true)
    const received = [...live.results.values()][0]
    expect(received?.package).toMatchObject({
      status: 'stored',
      recipient: 'John Doe',
      unit: '101',
      carrier: 'usps',
      trackingNumber: '9405509104250026972189',
    })
    const packageId = received?.package?.id as never

    const told = await until('the message', async () => {
      const detail = await api.call('getPackage', { params: { packageId } })
      return detail.messages.find(({ status }) => status === 'sent')
    })
    expect(told.to).not.toContain('john.doe3@example.com')
    const inBox = [...(await mailbox.of('+12025550103')), ...(await mailbox.of('john.doe3@example.com'))]
    const code = inBox.at(-1)?.text.match(/\b\d{9,10}\b/)?.[0] as string
    const link = inBox.at(-1)?.text.match(/\/r\/?#(\S+)/)?.[1] as string
    expect(code).toBeDefined()

    const resident = api.as(`Link ${link}`)
    const page = await resident.call('getPickupPage', {})
    expect(page).toMatchObject({ property: 'Birch House', code, codeStatus: 'ready' })
    expect(page.packages.map(({ id }) => id)).toEqual([packageId])

    const collected = await live.room.visit(code)
    expect(collected.admitted).toBe(true)
    const after = await resident.call('confirmPickup', { body: { packageId } })
    expect(after.packages[0]?.status).toBe('collected')
    const detail = await api.call('getPackage', { params: { packageId } })
    expect(detail.custody.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['received', 'collected']))
    const session = await own.session(grant, ({ verdict }) => verdict === 'logged')
    expect(session.intakes).toBe(1)
    await until(
      'the package to know its session',
      async () => (await api.call('getPackage', { params: { packageId } })).sessionId === session.id,
    )
  })

  it('with the same Idempotency-Key is one package, with another body a refusal', async () => {
    const body = { roomId: own.roomId, carrier: 'ups', trackingNumber: '1Z999AA10123456784' }
    const first = await own.api.call('createPackage', { body, idempotencyKey: 'one-and-the-same' })
    const again = await own.api.call('createPackage', { body, idempotencyKey: 'one-and-the-same' })
    expect(again).toEqual(first)
    await expect(
      own.api.call('createPackage', { body: { ...body, zone: 'A1' }, idempotencyKey: 'one-and-the-same' }),
    ).rejects.toMatchObject({ problem: { code: 'idempotency.mismatch', status: 409 } })
    await expect(own.api.call('createPackage', { body })).rejects.toMatchObject({
      problem: { code: 'package.duplicate_tracking' },
    })
  })

  it('whose label nobody here is meant by waits in the queue', async () => {
    const { reading } = await readPicture(own.live.kioskApi, own.roomId, own.picture('sscc_jcpenney.png'))
    expect(reading.match.residentId).toBeNull()
    expect(reading.match.reason).not.toBe('name')
  })
})

describe('a code', () => {
  it('opens after it is set and not after it is revoked', async () => {
    const { api, live } = own
    const grant = await own.grant('ups')
    expect((await live.room.visit(grant.code)).admitted).toBe(true)
    const revoking = await api.call('revokeAccessGrant', { params: { accessGrantId: grant.id } })
    expect(['removing', 'unset']).toContain(revoking.status)
    await until(
      'the code gone',
      async () => (await api.call('getAccessGrant', { params: { accessGrantId: grant.id } })).status === 'unset',
    )
    expect(await live.room.typeCode(grant.code)).toMatchObject({ admitted: false, why: 'revoked' })
  })

  it('survives the network: it opens while the room is offline, and the visit is known afterwards', async () => {
    const grant = await own.grant('ups')
    own.live.room.networkDown()
    expect((await own.live.room.visit(grant.code)).admitted).toBe(true)
    own.live.room.networkUp()
    const session = await own.session(grant, ({ state }) => state !== 'granted')
    expect(session.entryAt).not.toBeNull()
  })
})

describe('a remote unlock', () => {
  it('runs once and says so', async () => {
    const thing = own.live.onboarded.controller.thing
    const sent = await own.api.call('sendCommand', {
      params: { thing },
      body: { op: 'unlock', reason: 'Resident at the door' },
    })
    const answered = await until('the answer', async () => {
      const command = await own.api.call('getCommand', { params: { thing, commandId: sent.id } })
      return command.status !== 'sent' && command
    })
    expect(answered.status).toBe('done')
    expect(own.live.room.state().bolt).toBe('retracted')
  })
})
