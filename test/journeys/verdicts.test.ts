import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../local/until.ts'
import type { Incident } from '../../shared/contracts/incident.ts'
import { mailboxOf, systemUnderTest } from '../system.ts'
import { type OwnRoom, openOwnRoom } from './own-room.ts'

const system = systemUnderTest()
let own: OwnRoom
beforeAll(async () => {
  own = await openOwnRoom(system, 'Cedar Row')
})
afterAll(() => own.stop())

const incidentOf = (kind: string, wanted: (incident: Incident) => boolean = () => true) =>
  until(
    `an incident ${kind}`,
    async () => {
      const { items } = await own.api.call('listIncidents', { query: { propertyId: own.propertyId, limit: 100 } })
      return items.find((incident) => incident.kind === kind && wanted(incident))
    },
    { withinMs: 90_000, everyMs: 250 },
  )

// First of all: an opening soon after a code counts as explained.
describe('a door that is forced', () => {
  it('is an incident at once and accuses no carrier', async () => {
    own.live.room.forceDoor()
    const incident = await incidentOf('forced')
    expect(incident).toMatchObject({ severity: 'high', carrierId: null })
    own.live.room.closeDoor()
  })
})

describe('a carrier who logs nothing', () => {
  it('gets one incident, whose ladder climbs until somebody acknowledges', async () => {
    const grant = await own.grant('ups')
    await own.live.room.visit(grant.code)
    const session = await own.session(grant, ({ verdict }) => verdict === 'no_intake')
    const climbed = await incidentOf(
      'no_intake',
      ({ rung, sessionId }) => sessionId === session.id && (rung?.index ?? -1) >= 1,
    )
    expect(climbed.status).toBe('open')
    await until('the driver to be told', async () =>
      (await mailboxOf(system).all()).some(({ to }) => to.startsWith('driver.')),
    )
    const mine = await own.api.call('acknowledgeIncident', {
      params: { incidentId: climbed.id },
      body: { note: 'On it' },
    })
    expect(mine.status).toBe('acknowledged')
    expect(mine.acknowledgement?.note).toBe('On it')
    const resolved = await own.api.call('resolveIncident', {
      params: { incidentId: climbed.id },
      body: { disposition: 'carrier_confirmed_none', reason: 'Collected returns' },
    })
    expect(resolved.status).toBe('resolved')
    await expect(
      own.api.call('acknowledgeIncident', { params: { incidentId: climbed.id }, body: {} }),
    ).rejects.toMatchObject({ problem: { code: 'incident.closed' } })
    const all = await own.api.call('listIncidents', { query: { propertyId: own.propertyId, limit: 100 } })
    expect(all.items.filter(({ sessionId }) => sessionId === session.id)).toHaveLength(1)
  })
})

describe('a carrier at a kiosk that is offline', () => {
  it('is unverified, never accused, and logged once the kiosk has drained', async () => {
    const { live } = own
    const grant = await own.grant('ups')
    live.kiosk.offline(true)
    await live.room.visit(grant.code, async () => {
      const kioskSession = live.kiosk.login()
      live.takeIn(own.picture('ups_zebrash.png'), kioskSession)
      live.kiosk.logout(kioskSession, 1)
    })
    const dark = await own.session(grant, ({ verdict }) => verdict === 'unverified')
    expect(dark.verdictReason).toMatch(/kiosk/i)
    live.kiosk.offline(false)
    const light = await own.session(grant, ({ verdict }) => verdict === 'logged')
    expect(light.revisions.map(({ verdict }) => verdict)).toEqual(['unverified', 'logged'])
    const { items } = await own.api.call('listIncidents', { query: { propertyId: own.propertyId, limit: 100 } })
    expect(items.filter(({ sessionId }) => sessionId === light.id)).toEqual([])
  })
})

describe('a carrier with nothing to log', () => {
  it('is logged by one tap on the kiosk', async () => {
    const { live } = own
    const grant = await own.grant('ups')
    await live.room.visit(grant.code, async () => {
      const kioskSession = live.kiosk.login()
      live.kiosk.attest(kioskSession, 'none_today')
      live.kiosk.logout(kioskSession, 0)
    })
    const session = await own.session(grant, ({ verdict }) => verdict !== null)
    expect(session).toMatchObject({ verdict: 'logged', attestations: 1, intakes: 0 })
  })
})

describe('a code that was typed and not used', () => {
  it('is no entry', async () => {
    const grant = await own.grant('ups')
    expect((await own.live.room.typeCode(grant.code)).admitted).toBe(true)
    const session = await own.session(grant, ({ verdict }) => verdict !== null)
    expect(session.verdict).toBe('no_entry')
  })
})
