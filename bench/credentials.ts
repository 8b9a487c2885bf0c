import { until } from '../local/until.ts'
import { atMost, type Figure, quantile, reported } from './figure.ts'
import type { MeteredRoom } from './metered-room.ts'

const SAMPLES = 30
const GOAL_MS = 2000
const POLL_MS = 25

/** Milliseconds from the API call until the API shows that the controller has done it. */
export interface CredentialsBench {
  readonly samples: number
  readonly set: { readonly p50: Figure; readonly p99: Figure }
  readonly revoked: { readonly p50: Figure; readonly p99: Figure }
}

const spread = (values: readonly number[]) => ({
  p50: reported(quantile(values, 0.5)),
  p99: atMost(quantile(values, 0.99), GOAL_MS, 'ms'),
})

/**
 * Creates and revokes codes of a carrier one after the other, each over the whole way: API, stream, bus, MQTT to the
 * simulated controller, its acknowledgement, and back to what the API shows.
 */
export const benchCredentials = async (room: MeteredRoom, say: (line: string) => void): Promise<CredentialsBench> => {
  const { api, live } = room.portfolio
  const carrierId = live.onboarded.carriers.ups?.id
  if (!carrierId) throw new Error('the demo portfolio has no carrier ups')
  const roomId = live.onboarded.room.id
  const [set, revoked]: [number[], number[]] = [[], []]
  // The first one only warms the functions up.
  for (let i = -1; i < SAMPLES; i++) {
    const createdAt = performance.now()
    const { id } = await api.call('createAccessGrant', { body: { roomId, holder: { kind: 'carrier', carrierId } } })
    const reached = (status: string) =>
      until(
        `the grant to be ${status}`,
        async () => (await api.call('getAccessGrant', { params: { accessGrantId: id } })).status === status,
        { everyMs: POLL_MS },
      )
    await reached('set')
    if (i >= 0) set.push(performance.now() - createdAt)
    const revokedAt = performance.now()
    await api.call('revokeAccessGrant', { params: { accessGrantId: id } })
    await reached('unset')
    if (i >= 0) revoked.push(performance.now() - revokedAt)
    if (i % 10 === 9) say(`${i + 1} of ${SAMPLES} codes set and revoked`)
  }
  return { samples: SAMPLES, set: spread(set), revoked: spread(revoked) }
}
