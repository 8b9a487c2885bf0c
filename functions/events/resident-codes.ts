import type { makeVault } from '../../shared/adapters/vault.ts'
import { CODE_ARRANGED } from '../../shared/contracts/domain-event.ts'
import { durationMs, type PortfolioId, ResidentId } from '../../shared/contracts/ids.ts'
import type { Resident } from '../../shared/contracts/resident.ts'
import type { Standard } from '../../shared/contracts/standard.ts'
import { grantIdOf } from '../../shared/domain/credentials/grant-id.ts'
import { type LiveCode, mayWait, planForArrival, planForPickup } from '../../shared/domain/credentials/resident-code.ts'
import { unitDigits } from '../../shared/domain/credentials/secret.ts'
import { livesThereUntilMs } from '../../shared/domain/packages/residency.ts'
import { instant } from '../../shared/runtime/clock.ts'
import { logger } from '../../shared/runtime/logger.ts'
import { remembered } from '../../shared/runtime/remembered.ts'
import { makeAccessGrants } from '../../shared/table/access-grants.ts'
import { commit, type Write } from '../../shared/table/commit.ts'
import { type CredentialSet, residentKey, type StoredCredential } from '../../shared/table/credential-item.ts'
import { makeCredentials } from '../../shared/table/credentials.ts'
import { eventOf } from '../../shared/table/events.ts'
import { makePackages } from '../../shared/table/packages.ts'
import { makePortfolios } from '../../shared/table/portfolios.ts'
import { makeResidents } from '../../shared/table/residents.ts'
import type { Table } from '../../shared/table/table.ts'
import { makeUnits } from '../../shared/table/units.ts'
import type { DeviceKeysOf } from '../middleware/device-keys.ts'
import { issueCode } from '../middleware/issue-code.ts'

/** A resident and the room where packages wait. */
export interface ResidentInRoom {
  readonly portfolioId: PortfolioId
  readonly propertyId: string
  readonly roomId: string
  readonly residentId: string
  /** When it was asked for, epoch ms. */
  readonly askedAtMs: number
}

const TRIES = 5
const STANDARD_TTL_MS = 60_000

/** Residents’ codes: made when a package waits, ended after the last pickup. Both may run any number of times. */
export const makeResidentCodes = ({
  table,
  vault,
  keysOf,
  now,
}: {
  readonly table: Table
  readonly vault: Pick<ReturnType<typeof makeVault>, 'seal'>
  readonly keysOf: DeviceKeysOf
  readonly now: () => number
}) => {
  const credentials = makeCredentials(table)
  const grants = makeAccessGrants(table)
  const packages = makePackages(table)
  const standards = remembered<Standard>({ ttlMs: STANDARD_TTL_MS, now })
  const timesOf = async (portfolioId: PortfolioId) =>
    (await standards(portfolioId, () => makePortfolios(table).standard(portfolioId))).credentials

  const liveOf = (code: StoredCredential | null, set: CredentialSet): LiveCode | null =>
    code && { startsAtMs: code.startsAtMs, endsAtMs: code.endsAtMs, usable: code.thing === set.thing }

  /** The event of a grant that was made or changed here. The caller syncs: the bus gives such an event to nobody for that. */
  const grantEvent = (type: 'access_grant.created' | 'access_grant.changed', who: ResidentInRoom, grantId: string) => {
    const at = instant(now())
    return eventOf({
      type,
      portfolioId: who.portfolioId,
      propertyId: who.propertyId,
      resource: grantId,
      principal: 'system:sync-credentials',
      operationId: CODE_ARRANGED,
      occurredAt: at,
      recordedAt: at,
      data: { roomId: who.roomId, holder: 'resident', residentId: who.residentId },
    })
  }

  const moveEnd = (who: ResidentInRoom, code: StoredCredential, endsAtMs: number) => {
    const { portfolioId, roomId } = who
    const id = grantIdOf(code.credentialId)
    return commit(table, undefined, { status: 200 }, [
      ...credentials.moveEnd(portfolioId, roomId, code, endsAtMs),
      grants.change(portfolioId, roomId, id, {
        from: ['pending', 'on_device'],
        set: { endsAt: instant(endsAtMs) },
        event: grantEvent('access_grant.changed', who, id),
      }),
    ])
  }

  /** Ends a code earlier and tells the controller with its next revision. */
  const shorten = async (who: ResidentInRoom, code: StoredCredential, endsAtMs: number): Promise<void> => {
    const { portfolioId, roomId } = who
    const id = grantIdOf(code.credentialId)
    // The code last: where a run ends in between, the next one finds it as it was and does both again.
    await grants.apply(portfolioId, roomId, id, {
      from: ['pending', 'on_device'],
      set: { endsAt: instant(endsAtMs) },
      event: grantEvent('access_grant.changed', who, id),
    })
    await credentials.shorten(portfolioId, roomId, code, { endsAtMs, nowMs: now() })
  }

  const make = async (
    who: ResidentInRoom,
    set: CredentialSet,
    code: StoredCredential | null,
    {
      resident,
      startsAtMs,
      endsAtMs,
    }: { readonly resident: Resident | null; readonly startsAtMs: number; readonly endsAtMs: number },
  ) => {
    const { portfolioId, propertyId, roomId } = who
    const unit = resident && (await makeUnits(table).byNumber(portfolioId, propertyId, resident.unit))
    const keys = await keysOf(table, portfolioId, set.thing)
    if (!unit || !keys) {
      logger.warn('no code can be made', { residentId: who.residentId, hasUnit: Boolean(unit), hasKeys: Boolean(keys) })
      return { status: 200 }
    }
    const nowMs = now()
    const at = instant(nowMs)
    const { close } = await vault.seal('codes', portfolioId)
    const issued = await issueCode(table, {
      portfolioId,
      roomId,
      set,
      keys,
      holder: { kind: 'resident', residentId: ResidentId.parse(who.residentId) },
      selector: unit.selector,
      key: residentKey(who.residentId),
      doorDigits: unitDigits(unit.number, unit.selector),
      startsAtMs,
      endsAtMs,
      window: null,
      keep: close,
      ...(code ? { replaces: code.credentialId } : {}),
      nowMs,
      askedAtMs: who.askedAtMs,
      eventFor: (grantId) => grantEvent('access_grant.created', who, grantId),
    })
    const superseded: Write[] = code
      ? [
          grants.change(portfolioId, roomId, grantIdOf(code.credentialId), {
            from: ['pending', 'on_device', 'revoking', 'failed'],
            set: { state: 'revoking', endsAt: at, wantedAt: at },
          }),
        ]
      : []
    return commit(table, undefined, { status: 200 }, [...issued.writes, ...superseded])
  }

  const arrange = async (
    who: ResidentInRoom,
    decide: (live: LiveCode | null, nowMs: number) => Promise<ReturnType<typeof planForArrival>>,
  ): Promise<boolean> => {
    const key = residentKey(who.residentId)
    for (let i = 0; i < TRIES; i++) {
      // What is written is conditional, so the first look may be a cheap one.
      const { set, code } = await credentials.withSet(who.portfolioId, who.roomId, key, i > 0)
      if (!set) return false
      const nowMs = now()
      const plan = await decide(liveOf(code, set), nowMs)
      if (plan.do === 'keep') return false
      const resident = await makeResidents(table).get(who.portfolioId, who.propertyId, who.residentId)
      const untilMs = resident ? livesThereUntilMs(resident, set.timeZone) : Number.POSITIVE_INFINITY
      // Whoever does not live there any more gets no code; one that they have ends.
      if (untilMs <= nowMs && plan.do === 'make') return false
      const endsAtMs = Math.min(plan.endsAtMs, Math.max(untilMs, nowMs))
      if (plan.do === 'move_end' && code) {
        if (endsAtMs === code.endsAtMs) return false
        if (endsAtMs < code.endsAtMs && mayWait(endsAtMs, nowMs)) {
          await shorten(who, code, endsAtMs)
          return false
        }
      }
      const done = await (plan.do === 'move_end' && code
        ? moveEnd(who, code, endsAtMs)
        : make(who, set, code, { resident, startsAtMs: nowMs, endsAtMs }))
      if (!('failed' in done)) return true
    }
    throw new Error(`the code of resident ${who.residentId} changed ${TRIES} times while it was arranged`)
  }

  return {
    /**
     * A package waits: the resident has a code in that room that lives long enough to be used. Nothing without a controller.
     * True where the controller has something to do.
     */
    wanted: (who: ResidentInRoom): Promise<boolean> =>
      arrange(who, async (live, nowMs) =>
        planForArrival(live, nowMs, durationMs((await timesOf(who.portfolioId)).residentCodeMaxAge)),
      ),
    /** A package was collected: where none waits any more, the code ends after the grace. True as above. */
    collected: (who: ResidentInRoom, packageId: string, collectedAtMs: number): Promise<boolean> =>
      arrange(who, async (live) => {
        const graceMs = durationMs((await timesOf(who.portfolioId)).pickupGrace)
        const plan = planForPickup(live, collectedAtMs, graceMs)
        if (plan.do === 'keep') return plan
        const { portfolioId, residentId, roomId } = who
        return (await packages.hasOther(portfolioId, residentId, { roomId, packageId })) ? { do: 'keep' } : plan
      }),
  }
}
