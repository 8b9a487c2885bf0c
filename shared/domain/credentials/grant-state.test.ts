import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type GrantFacts, grantView } from './grant-state.ts'

const now = Date.UTC(2026, 10, 23, 12)
const grant: GrantFacts = {
  state: 'pending',
  failure: null,
  startsAtMs: now - 1000,
  endsAtMs: now + 86_400_000,
  wantedAtMs: now - 1000,
  removedAtMs: null,
}
const online = { online: true, lastHeardMs: now - 1000 }
const offline = { online: false, lastHeardMs: now - 3_600_000 }
const at = { nowMs: now, placeWithinMs: 30_000, leaseMs: 24 * 3_600_000 }

describe('a grant on its way', () => {
  it('is setting, with what is pending, and without a warning while it is fresh', () => {
    expect(grantView(grant, online, at)).toMatchObject({
      status: 'setting',
      pendingMutations: [{ from: null, to: 'on_device' }],
      warnings: [],
      errors: [],
    })
  })

  it('says that the controller is offline once it takes too long', () => {
    const view = grantView({ ...grant, wantedAtMs: now - 60_000 }, offline, at)
    expect(view.warnings.map((w) => w.code)).toEqual(['device.offline'])
  })

  it('is set and active inside its time', () => {
    expect(grantView({ ...grant, state: 'on_device' }, online, at)).toMatchObject({
      status: 'set',
      credentialState: 'active',
      pendingMutations: [],
    })
    expect(grantView({ ...grant, state: 'on_device', startsAtMs: now + 1 }, online, at).credentialState).toBe(
      'on_device',
    )
  })

  it('is removing when its time is over and the controller still has it', () => {
    expect(grantView({ ...grant, state: 'on_device', endsAtMs: now }, online, at)).toMatchObject({
      status: 'removing',
      pendingMutations: [{ from: 'on_device', to: 'expired' }],
    })
  })

  it('is unknown after a silence longer than the lease', () => {
    const silent = { online: false, lastHeardMs: now - 25 * 3_600_000 }
    expect(grantView({ ...grant, state: 'on_device' }, silent, at)).toMatchObject({
      status: 'unknown',
      warnings: [{ code: 'credential.lease_over' }],
    })
  })

  it('names why it failed', () => {
    expect(grantView({ ...grant, state: 'failed', failure: 'space' }, online, at)).toMatchObject({
      status: 'unset',
      errors: [{ code: 'credential.space' }],
    })
  })

  it('has a pending mutation exactly where the device still has something to do', () => {
    const state = fc.constantFrom('pending', 'on_device', 'revoking', 'revoked', 'expired', 'failed') as fc.Arbitrary<
      GrantFacts['state']
    >
    fc.assert(
      fc.property(state, fc.integer({ min: -1e8, max: 1e8 }), fc.boolean(), (s, dt, isOnline) => {
        const view = grantView({ ...grant, state: s, endsAtMs: now + dt }, { online: isOnline, lastHeardMs: now }, at)
        expect(view.pendingMutations.length > 0).toBe(view.status === 'setting' || view.status === 'removing')
      }),
    )
  })
})
