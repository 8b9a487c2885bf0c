import { type Refusal, refuse } from '../../contracts/problem.ts'
import { happenedAt } from './intake.ts'
import { isInRoom, type PackageRecord, type PickupMethod } from './package-record.ts'

/** A request to record a pickup. `once` = mark of its Idempotency-Key and body, null where a repeat needs none. */
export interface Pickup {
  readonly method: PickupMethod
  readonly occurredAt?: string | undefined
  readonly principal: string
  readonly nowMs: number
  readonly once: PickupOnce | null
}

/** The Idempotency-Key and the body of a pickup, hashed. The key lies on the package itself: no second item is written. */
export interface PickupOnce {
  readonly key: string
  readonly body: string
}

/** Characters of each hash that are kept, 48 bits: compared within one package, and the item stays small. */
const MARK = 8
const mark = ({ key, body }: PickupOnce) => `${key.slice(0, MARK)}.${body.slice(0, MARK)}`

/**
 * Decides a pickup: `{ collected }` to write, `{ already }` where the package was collected (the same answer again), or a
 * refusal: the package is not in the room, or the Idempotency-Key came with another body before.
 */
export const decidePickup = (
  record: PackageRecord,
  pickup: Pickup,
): { readonly collected: PackageRecord } | { readonly already: PackageRecord } | Refusal => {
  const { method, principal, nowMs, once } = pickup
  if (record.collected) return repeated(record, record.collected, once)
  if (!isInRoom(record))
    return refuse('package.not_in_room', `The package ${record.id} is ${record.status}, so it cannot be picked up.`)
  const atMs = happenedAt(pickup.occurredAt, nowMs)
  if (typeof atMs !== 'number') return atMs
  if (atMs < record.received.atMs)
    return refuse(
      'request.invalid',
      `occurredAt ${pickup.occurredAt} is before the package came, ${new Date(record.received.atMs).toISOString()}. Check the clock.`,
    )
  return {
    collected: {
      ...record,
      status: 'collected',
      collected: {
        atMs,
        recordedAtMs: nowMs,
        by: principal,
        method,
        once: once && mark(once),
        sessionKnown: record.sessionId !== null,
      },
    },
  }
}

const repeated = (
  record: PackageRecord,
  collected: NonNullable<PackageRecord['collected']>,
  once: PickupOnce | null,
): { readonly already: PackageRecord } | Refusal => {
  const [key, body] = (once && collected.once?.split('.')) || []
  if (once && key === once.key.slice(0, MARK)) {
    if (body !== once.body.slice(0, MARK))
      return refuse(
        'idempotency.mismatch',
        `The Idempotency-Key was used for the pickup of ${record.id} with another body. Use a new key for a new request.`,
      )
    // The first answer again: what reconciliation found out since then was not in it.
    return { already: { ...record, sessionId: collected.sessionKnown ? record.sessionId : null } }
  }
  return { already: record }
}
