import { join } from 'node:path'
import type { ApiClient } from '../../local/api-client.ts'
import { TEST_DATA } from '../../local/demo/portfolio.ts'
import { SHORT_DAY_AGENT } from '../../local/demo/standard.ts'
import { type LiveRoom, startLiveRoom } from '../../local/live-room.ts'
import { onboardProperty } from '../../local/onboarding.ts'
import { until } from '../../local/until.ts'
import type { AccessGrant } from '../../shared/contracts/access.ts'
import type { AccessSession } from '../../shared/contracts/access-session.ts'
import { asOwner } from '../system.ts'
import type { SystemUnderTest } from '../system-setup.ts'

/** A grant with its code as the operator read it. */
export type GrantWithCode = AccessGrant & { readonly code: string }

/** A property of its own in the demo portfolio, with a simulated room that this test drives. */
export interface OwnRoom {
  readonly api: ApiClient
  readonly live: LiveRoom
  readonly propertyId: LiveRoom['onboarded']['property']['id']
  readonly roomId: LiveRoom['onboarded']['room']['id']
  /** Makes a carrier's grant and waits until its code is on the controller. */
  grant(carrier: string): Promise<GrantWithCode>
  /** Waits for the session of a grant that looks as wanted. */
  session(grant: AccessGrant, wanted: (session: AccessSession) => boolean): Promise<AccessSession>
  picture(name: string): string
  stop(): Promise<void>
}

/** Onboards a property called `name` and starts its room. */
export const openOwnRoom = async (system: SystemUnderTest, name: string): Promise<OwnRoom> => {
  const api = await asOwner(system)
  const stateDir = join(system.directory, name.replaceAll(/\W/g, '-'))
  const onboarded = await onboardProperty({
    api,
    origin: system.origin,
    name,
    residents: join(TEST_DATA.directories, 'maple-court.csv'),
    carriers: { [`ups-${process.pid}-${name.length}`]: `UPS of ${name}` },
    stateDir,
  })
  const live = startLiveRoom({ onboarded, origin: system.origin, stateDir, config: SHORT_DAY_AGENT, stillMs: 500 })
  await until('controller and kiosk online', () => live.room.controller.online() && live.kiosk.online())
  const roomId = onboarded.room.id
  return {
    api,
    live,
    propertyId: onboarded.property.id,
    roomId,
    grant: async () => {
      const carrier = Object.values(onboarded.carriers)[0]
      if (!carrier) throw new Error('the property has no carrier')
      const created = await api.call('createAccessGrant', {
        body: { roomId, holder: { kind: 'carrier', carrierId: carrier.id } },
      })
      await until('the code on the controller', async () => {
        const { status } = await api.call('getAccessGrant', { params: { accessGrantId: created.id } })
        return status === 'set'
      })
      return created
    },
    session: (grant, wanted) =>
      until(
        `a session of grant ${grant.id} as wanted`,
        async () => {
          const { items } = await api.call('listAccessSessions', { query: { roomId, limit: 100 } })
          return items.find((session) => session.grantId === grant.id && wanted(session))
        },
        { withinMs: 90_000, everyMs: 250 },
      ),
    picture: (file) => join(TEST_DATA.labels, file),
    stop: live.stop,
  }
}
