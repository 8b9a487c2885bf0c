import type { Seal } from '../../../shared/adapters/vault.ts'
import { type DeviceClass, durationMs } from '../../../shared/contracts/ids.ts'
import { keyIdOf } from '../../../shared/domain/api-keys/key-text.ts'
import { isOnline } from '../../../shared/domain/devices/online.ts'
import { dataGap } from '../../../shared/domain/devices/room-fact.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import type { Claim } from '../../../shared/table/claims.ts'
import type { Write } from '../../../shared/table/commit.ts'
import { makeDeviceInbox } from '../../../shared/table/device-inbox.ts'
import { makeDevices } from '../../../shared/table/devices.ts'
import { eventOf } from '../../../shared/table/events.ts'
import { makePortfolios } from '../../../shared/table/portfolios.ts'
import { makeRoomEvents } from '../../../shared/table/room-events.ts'
import type { Table } from '../../../shared/table/table.ts'

const HEARTBEAT_MS = 60_000

/** Another device that serves the claim’s room. */
export interface Neighbour {
  readonly thing: string
  readonly class: DeviceClass
  readonly isSilent: boolean
  /** What it knows that nobody else does begins here, epoch ms. */
  readonly unheardFromMs: number
}

/**
 * The devices that serve the claim’s room beside the claimed one. One that was never heard is silent, unless it was claimed a
 * moment ago and may still be starting; the `controller` whose codes the new one would take over gets no such grace.
 */
export const neighboursOf = async (
  table: Table,
  { portfolioId, propertyId, roomId, thing: own }: Claim,
  controller: string | null,
  now: number,
): Promise<Neighbour[]> => {
  const inRoom = await makeDevices(table).ofRoom(portfolioId, propertyId, roomId)
  const serving = inRoom.filter(
    ({ thing, status }) => thing !== own && (status === 'claimed' || status === 'in_service'),
  )
  const inboxes = await makeDeviceInbox(table).many(
    portfolioId,
    serving.map(({ thing }) => thing),
  )
  return serving.map(({ thing, class: of, claimedAt, createdAt }) => {
    const { lastHeardMs = null, drainedMs = null } = inboxes.get(thing) ?? {}
    const startedMs = Date.parse(claimedAt ?? createdAt)
    const lastSignMs = lastHeardMs ?? (thing === controller ? null : startedMs)
    return {
      thing,
      class: of,
      isSilent: !isOnline(lastSignMs, HEARTBEAT_MS, now),
      unheardFromMs: drainedMs ?? lastHeardMs ?? startedMs,
    }
  })
}

/** Id of the key that a device signs in to the HTTP API with, or null where it has none. */
export const apiKeyOf = async (table: Table, claim: Claim, thing: string, seal: Seal): Promise<string | null> => {
  const keys = await makeDevices(table).keys(claim.portfolioId, thing)
  return keys?.apiKey ? keyIdOf(seal.open(keys.apiKey)) : null
}

/**
 * The writes that retire replaced devices. What one had not told is lost with it, so that its silence accuses nobody: the
 * room remembers a gap up to now. Its assignment stays, for what it said before and what is still on its way.
 */
export const retireWrites = async (
  table: Table,
  { portfolioId, propertyId, roomId, thing: by }: Claim,
  replaced: readonly Neighbour[],
  now: number,
): Promise<Write[]> => {
  if (replaced.length === 0) return []
  const { retention } = await makePortfolios(table).standard(portfolioId)
  const expiresAt = Math.floor((now + durationMs(retention.events)) / 1000)
  return replaced.flatMap(({ thing, unheardFromMs }) => {
    const event = eventOf({
      type: 'device.retired',
      portfolioId,
      propertyId,
      resource: thing,
      principal: `device:${by}`,
      operationId: 'claimDevice',
      occurredAt: instant(now),
      recordedAt: instant(now),
      data: { roomId, replacedBy: by },
    })
    const gap = dataGap({ id: `${thing}#retired`, thing, fromMs: unheardFromMs, toMs: now, receivedAtMs: now })
    return [
      makeDevices(table).retire(portfolioId, thing, event),
      ...(gap?.kind === 'data.gap' ? [makeRoomEvents(table).gap(portfolioId, roomId, gap, expiresAt)] : []),
    ]
  })
}
