import { credentialDigest, signCredentials } from '../../device-shadow/documents/crypto.ts'
import { topics } from '../../device-shadow/documents/topics.ts'
import type { DeviceMessages } from '../../shared/adapters/iot-data.ts'
import { durationMs, type PortfolioId, type ThingName } from '../../shared/contracts/ids.ts'
import {
  type AskedSet,
  confirmedBy,
  isPlacedLate,
  type OpenChange,
  planSet,
  type SetEntry,
  setEntries,
} from '../../shared/domain/credentials/credential-set.ts'
import { grantIdOf } from '../../shared/domain/credentials/grant-id.ts'
import { LONG_LEASE_MS } from '../../shared/domain/credentials/lease.ts'
import { instant } from '../../shared/runtime/clock.ts'
import { logger } from '../../shared/runtime/logger.ts'
import { remembered } from '../../shared/runtime/remembered.ts'
import { makeAccessGrants } from '../../shared/table/access-grants.ts'
import { commit } from '../../shared/table/commit.ts'
import type { CredentialSet, StoredCredential } from '../../shared/table/credential-item.ts'
import { makeCredentials } from '../../shared/table/credentials.ts'
import { eventOf } from '../../shared/table/events.ts'
import { makePortfolios } from '../../shared/table/portfolios.ts'
import type { Table } from '../../shared/table/table.ts'
import type { DeviceKeysOf } from './device-keys.ts'

const TRIES = 8
const STANDARD_TTL_MS = 60_000
const MAX_LEASE_H = 24
/** A code that is named in a patch without need does no harm; one that is missing costs the controller a question. */
const CLOCKS_APART_MS = 10_000

/** Half a transaction may be seen: every change that waits must agree with what is wanted. */
const agrees = (set: CredentialSet, credentials: readonly StoredCredential[]): boolean => {
  const wanted = new Set(credentials.map(({ credentialId }) => credentialId))
  return Object.entries(set.open).every(
    ([id, change]) => change.rev !== null || wanted.has(id) === (change.op !== 'del'),
  )
}

/**
 * Brings the codes of a room onto its controller and notes what became of them. Every call may be repeated and may run
 * beside another: the set’s version decides.
 */
export const makeRoomCredentials = ({
  table,
  keysOf,
  messages,
  now,
}: {
  readonly table: Table
  readonly keysOf: DeviceKeysOf
  readonly messages: DeviceMessages
  readonly now: () => number
}) => {
  const credentials = makeCredentials(table)
  const grants = makeAccessGrants(table)
  const leases = remembered<number>({ ttlMs: STANDARD_TTL_MS, now })

  const leaseMsOf = (portfolioId: PortfolioId) =>
    leases(portfolioId, async () =>
      durationMs((await makePortfolios(table).standard(portfolioId)).credentials.carrierLease),
    )

  const desire = (portfolioId: PortfolioId, roomId: string, thing: ThingName): Promise<void> =>
    messages.desire(thing, 'cred', async () => {
      const set = await credentials.set(portfolioId, roomId)
      if (set?.thing !== thing || set.dig === null) return {}
      const leaseH = Math.min(MAX_LEASE_H, (await leaseMsOf(portfolioId)) / 3_600_000)
      return { rev: set.rev, dig: set.dig, n: set.n, leaseH }
    })

  const send = async (
    portfolioId: PortfolioId,
    roomId: string,
    thing: ThingName,
    plan: Exclude<ReturnType<typeof planSet>, { send: 'nothing' }>,
    entries: readonly SetEntry[],
    isNew: boolean,
  ): Promise<void> => {
    const keys = await keysOf(table, portfolioId, thing)
    if (!keys) throw new Error(`the controller ${thing} has no keys`)
    const leaseMs = await leaseMsOf(portfolioId)
    const nowS = Math.floor(now() / 1000)
    const head = {
      v: 1 as const,
      rev: plan.rev,
      dig: plan.dig,
      lease: { c: nowS + Math.floor(leaseMs / 1000), r: nowS + LONG_LEASE_MS / 1000 },
    }
    const body =
      plan.send === 'same'
        ? { base: 'same' as const }
        : plan.send === 'patch'
          ? { base: plan.base, e: [...plan.put], d: [...plan.del] }
          : { base: null, e: [...entries] }
    await messages.publish(topics(thing).dn.cred, signCredentials(keys.kSnap, { ...head, ...body }))
    if (isNew) await desire(portfolioId, roomId, thing)
  }

  /** A code that cannot be on the controller has failed: it is taken back, and its grant says why. */
  const giveUp = async (
    portfolioId: PortfolioId,
    roomId: string,
    set: CredentialSet,
    { key, credentialId }: Pick<StoredCredential, 'key' | 'credentialId'>,
    why: string,
  ): Promise<void> => {
    const id = grantIdOf(credentialId)
    const at = instant(now())
    const event = eventOf({
      type: 'access_grant.changed',
      portfolioId,
      propertyId: set.propertyId,
      resource: id,
      principal: `device:${set.thing}`,
      operationId: 'refuseCredentials',
      occurredAt: at,
      recordedAt: at,
      data: { roomId, state: 'failed', why },
    })
    await commit(table, undefined, { status: 200 }, [
      ...credentials.remove(portfolioId, roomId, { key, credentialId }, 'revoked'),
      grants.change(portfolioId, roomId, id, {
        from: ['pending', 'on_device', 'revoking'],
        set: { state: 'failed', failure: why, removedAt: at },
        event,
      }),
    ])
  }

  const sync = async (portfolioId: PortfolioId, roomId: string, asked?: AskedSet): Promise<void> => {
    for (let i = 0; i < TRIES; i++) {
      const whole = await credentials.whole(portfolioId, roomId)
      if (!whole) return
      const { set } = whole
      const foreign = whole.credentials.filter(({ thing }) => thing !== set.thing)
      if (foreign.length > 0) {
        // The verifier of a code holds for one controller only; a replaced one takes its codes along.
        for (const credential of foreign) await giveUp(portfolioId, roomId, set, credential, 'drift')
        continue
      }
      if (!agrees(set, whole.credentials)) continue
      const entries = setEntries(whole.credentials, set.timeZone, now())
      const dig = credentialDigest(entries)
      const sinceMs = (set.sentAtMs ?? 0) - CLOCKS_APART_MS
      const moved = whole.credentials.filter(({ movedAtMs = 0 }) => movedAtMs > sinceMs)
      const plan = planSet({
        sent: set,
        entries,
        dig,
        moved: moved.map(({ credentialId }) => credentialId),
        ...(asked ? { asked } : {}),
      })
      if (plan.send === 'nothing') {
        // Perhaps a try before this one ended between writing the revision and sending it.
        if (set.confirmedRev >= set.rev) return
        return send(portfolioId, roomId, set.thing as ThingName, { send: 'snapshot', rev: set.rev, dig }, entries, true)
      }
      const isNew = plan.rev > set.rev
      const next = { ...plan, n: entries.length, sentAtMs: now() }
      if (isNew && !(await credentials.advance(portfolioId, roomId, set, next))) continue
      return send(portfolioId, roomId, set.thing as ThingName, plan, entries, isNew)
    }
    throw new Error(`the codes of room ${roomId} changed ${TRIES} times while they were read`)
  }

  const carriedOut = async (
    portfolioId: PortfolioId,
    roomId: string,
    set: CredentialSet,
    credentialId: string,
    change: OpenChange,
  ): Promise<void> => {
    const at = instant(now())
    const id = grantIdOf(credentialId)
    if (change.op === 'del')
      await grants.apply(portfolioId, roomId, id, {
        from: ['pending', 'on_device', 'revoking'],
        set: { state: change.to, removedAt: at },
      })
    if (change.op === 'put')
      await grants.apply(portfolioId, roomId, id, {
        from: ['pending'],
        set: { state: 'on_device', setAt: at },
        event: eventOf({
          type: 'credential.placed',
          portfolioId,
          propertyId: set.propertyId,
          resource: id,
          principal: 'system:ingest-events',
          operationId: 'confirmCredentials',
          occurredAt: at,
          recordedAt: at,
          data: {
            roomId,
            late: isPlacedLate(change, now()),
            ...(change.key.startsWith('R#') ? { residentId: change.key.slice(2) } : {}),
          },
        }),
      })
  }

  const confirm = async (portfolioId: PortfolioId, roomId: string, thing: string, rev: number): Promise<void> => {
    for (let i = 0; i < TRIES; i++) {
      const set = await credentials.set(portfolioId, roomId)
      if (!set || set.thing !== thing || rev > set.rev) return
      const done = confirmedBy(set.open, rev)
      if (done.length === 0 && set.confirmedRev >= rev) return
      for (const { credentialId, change } of done) await carriedOut(portfolioId, roomId, set, credentialId, change)
      const settled = done.map(({ credentialId }) => credentialId)
      if (await credentials.settle(portfolioId, roomId, set, { confirmedRev: rev, settled })) return
    }
    throw new Error(`revision ${rev} of room ${roomId} could not be confirmed: it changed ${TRIES} times`)
  }

  return {
    /** Sends what the controller lacks; with `asked` (a device asks) it always gets an answer. Nothing without a controller. */
    sync,
    /** Answers a controller that asks for its set; another thing than the room’s controller gets none. */
    answer: async (portfolioId: PortfolioId, roomId: string, thing: string, asked: AskedSet): Promise<void> => {
      const set = await credentials.set(portfolioId, roomId)
      if (set?.thing === thing) await sync(portfolioId, roomId, asked)
    },
    /** What the controller reports that it holds: confirmed, or where it is another set than ours (`drift`), replaced. */
    compare: async (
      portfolioId: PortfolioId,
      roomId: string,
      thing: string,
      held: { readonly rev: number; readonly dig: string | null },
    ): Promise<'drift' | undefined> => {
      const set = await credentials.set(portfolioId, roomId)
      if (!set || set.thing !== thing || held.rev === 0) return
      const isOurs = held.rev === set.rev && held.dig === set.dig
      if (isOurs) await confirm(portfolioId, roomId, thing, held.rev)
      if (isOurs || held.rev < set.rev) return
      logger.error('a controller holds another set than it was sent', { thing, rev: held.rev, sent: set.rev })
      await sync(portfolioId, roomId, held)
      return 'drift'
    },
    /** Makes the shadow’s desired set what the controller was last sent; nothing for any other thing. */
    desire,
    /** The controller `thing` holds revision `rev`: every change up to it is carried out. */
    confirm,
    /**
     * The controller could not take revision `rev`. Where it has no room for a code or holds it already, the codes that came
     * with that revision have failed and are taken back; anything else it repairs by asking for the whole set.
     */
    failed: async (
      portfolioId: PortfolioId,
      roomId: string,
      thing: string,
      rev: number,
      err: string,
    ): Promise<void> => {
      logger.warn('a controller refused its credentials', { thing, rev, err })
      const set = await credentials.set(portfolioId, roomId)
      if (!set || set.thing !== thing || set.failedRev >= rev || rev !== set.rev) return
      const placed = Object.entries(set.open).filter(([, change]) => change.op === 'put' && change.rev === rev)
      const isFull = err === 'space' || err === 'dup'
      for (const [credentialId, { key }] of isFull ? placed : [])
        await giveUp(portfolioId, roomId, set, { key, credentialId }, err)
      const after = await credentials.set(portfolioId, roomId)
      if (after) await credentials.settle(portfolioId, roomId, after, { failedRev: rev, settled: [] })
    },
  }
}

/** See {@link makeRoomCredentials}. */
export type RoomCredentials = ReturnType<typeof makeRoomCredentials>
