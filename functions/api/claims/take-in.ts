import type { makeThings } from '../../../shared/adapters/iot.ts'
import type { Seal } from '../../../shared/adapters/vault.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import { makeAssignments } from '../../../shared/table/assignments.ts'
import type { Claim } from '../../../shared/table/claims.ts'
import { answer, commit, type Write } from '../../../shared/table/commit.ts'
import { makeCredentials } from '../../../shared/table/credentials.ts'
import { makeDevices } from '../../../shared/table/devices.ts'
import { eventOf } from '../../../shared/table/events.ts'
import { makeProperties } from '../../../shared/table/properties.ts'
import { makeRegistry } from '../../../shared/table/registry.ts'
import type { Table } from '../../../shared/table/table.ts'
import { apiKeyOf, neighboursOf, retireWrites } from './replaced-devices.ts'

/** What taking a device in needs: the registry with the function’s own role, the portfolio’s table with its tenant role. */
export interface TakeInDeps {
  readonly registry: Table
  readonly table: Table
  readonly things: Pick<ReturnType<typeof makeThings>, 'bar'>
  readonly seal: Seal
}

/**
 * Takes a claimed device in: its place, its status, and in the same transaction the end of the silent devices that it stands
 * in for. Another controller that works stays what it is, and the new one is a second device in the room.
 */
export const takeIn = async (
  deps: TakeInDeps,
  claim: Claim,
  { usedAtMs, now }: { readonly usedAtMs: number; readonly now: number },
): Promise<void> => {
  const { registry, table } = deps
  const { portfolioId, propertyId, roomId, thing } = claim
  const devices = makeDevices(table)
  const place = { portfolioId, propertyId, roomId, class: claim.class, fromMs: usedAtMs }
  await commit(registry, undefined, answer(201), [makeAssignments(registry).begin(thing, place)])
  // A try before this one took it in; what fell silent since is no concern of this claim.
  if ((await devices.get(portfolioId, thing))?.status !== 'registered') return

  const [property, set] = await Promise.all([
    makeProperties(table).get(portfolioId, propertyId),
    makeCredentials(table).set(portfolioId, roomId),
  ])
  if (!property) throw new Error(`the property ${propertyId} of a claim is gone`)
  const controller = set?.thing ?? null
  const neighbours = await neighboursOf(table, claim, controller, now)
  const opensDoors = claim.class === 'rc' || claim.class === 'lb'
  const takesControl = opensDoors && !neighbours.some((other) => other.thing === controller && !other.isSilent)
  const replaced = neighbours.filter(
    (other) => other.isSilent && (other.class === claim.class || (takesControl && other.thing === controller)),
  )
  for (const other of replaced) await shutOut(deps, claim, other.thing, now)

  const event = eventOf({
    type: 'device.claimed',
    portfolioId,
    propertyId,
    resource: thing,
    principal: `device:${thing}`,
    operationId: 'claimDevice',
    occurredAt: instant(now),
    recordedAt: instant(now),
    data: { roomId, class: claim.class },
  })
  const writes: Write[] = [
    devices.claim(portfolioId, thing, instant(now), event),
    ...(takesControl
      ? [makeCredentials(table).appoint(portfolioId, roomId, { thing, propertyId, timeZone: property.timeZone })]
      : []),
    ...(await retireWrites(table, claim, replaced, now)),
  ]
  const done = await commit(table, undefined, answer(201), writes)
  // The first fails where the same claim took the device in meanwhile; any other, where another claim did beside it.
  if ('failed' in done && done.failed > 0) throw new Error(`room ${roomId} changed while ${thing} was taken in`)
}

/** A replaced device neither connects nor signs in any more. Before it is retired, so that a claim that is cut off repeats it. */
const shutOut = async ({ things, registry, table, seal }: TakeInDeps, claim: Claim, thing: string, now: number) => {
  await things.bar(thing)
  const keyId = await apiKeyOf(table, claim, thing, seal)
  if (!keyId) return
  const revoke = makeRegistry(registry).revokeKey(claim.portfolioId, keyId, instant(now))
  await commit(registry, undefined, answer(200), [revoke])
}
