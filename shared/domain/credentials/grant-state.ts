import type * as z from 'zod'
import type { CodedNote, CredentialState, GrantStatus, PendingMutation } from '../../contracts/access.ts'

/** What is stored of a credential’s way onto the controller and off it. */
export type StoredState = Exclude<CredentialState, 'draft' | 'active'>

/** A grant as far as its state depends on it. Instants in epoch ms. */
export interface GrantFacts {
  readonly state: StoredState
  /** Why it could not be placed; null unless `failed`. */
  readonly failure: string | null
  readonly startsAtMs: number
  readonly endsAtMs: number
  /** When it was last changed in the cloud, so that the device had something to do. */
  readonly wantedAtMs: number
  readonly removedAtMs: number | null
}

/** What is known of the controller that holds the credential. */
export interface ControllerFacts {
  readonly online: boolean
  /** When it was last heard, epoch ms; null: never. */
  readonly lastHeardMs: number | null
}

/** How far a grant’s desired state has reached the device, in words for the operator. */
export interface GrantView {
  readonly status: GrantStatus
  readonly credentialState: CredentialState
  readonly errors: z.infer<typeof CodedNote>[]
  readonly warnings: z.infer<typeof CodedNote>[]
  readonly pendingMutations: z.infer<typeof PendingMutation>[]
}

const FAILURES: Record<string, string> = {
  space: 'The controller has no room for another code. Revoke codes that are not needed and create this one again.',
  dup: 'The controller holds the same code already. Create the grant again: it gets another code.',
  drift: 'The controller was replaced and does not know this code. Create the grant again.',
}

const STATUS: Record<CredentialState, GrantStatus> = {
  draft: 'setting',
  pending: 'setting',
  on_device: 'set',
  active: 'set',
  revoking: 'removing',
  revoked: 'unset',
  expired: 'unset',
  failed: 'unset',
}

const stateAt = (grant: GrantFacts, nowMs: number): CredentialState => {
  if (grant.state !== 'on_device') return grant.state
  if (nowMs >= grant.endsAtMs) return 'revoking'
  return nowMs >= grant.startsAtMs ? 'active' : 'on_device'
}

/**
 * The operator’s view of a grant. A change that the device has not confirmed is a pending mutation; after `placeWithinMs` it
 * is a warning that says why. A code on a device that was silent for longer than `leaseMs` is `unknown`: it may have lapsed.
 */
export const grantView = (
  grant: GrantFacts,
  controller: ControllerFacts,
  { nowMs, placeWithinMs, leaseMs }: { nowMs: number; placeWithinMs: number; leaseMs: number },
): GrantView => {
  const credentialState = stateAt(grant, nowMs)
  const moving = credentialState === 'pending' || credentialState === 'revoking'
  const late = moving && nowMs - grant.wantedAtMs > placeWithinMs
  const heard = controller.lastHeardMs === null ? 'has never been heard' : 'is offline'
  const since = controller.lastHeardMs === null ? '' : ` since ${new Date(controller.lastHeardMs).toISOString()}`
  const warnings: GrantView['warnings'] = []
  if (late && !controller.online)
    warnings.push({
      code: 'device.offline',
      message:
        credentialState === 'pending'
          ? `The controller ${heard}${since}; the code works when it is back.`
          : `The controller ${heard}${since}; the code ends with the controller’s lease at the latest.`,
    })
  else if (late)
    warnings.push({ code: 'credential.unconfirmed', message: 'The controller has not confirmed this change yet.' })
  const lapsed =
    (credentialState === 'active' || credentialState === 'on_device') &&
    !controller.online &&
    nowMs - (controller.lastHeardMs ?? 0) > leaseMs
  if (lapsed)
    warnings.push({
      code: 'credential.lease_over',
      message: `The controller ${heard}${since}, longer than its lease: the code may not open the door.`,
    })
  return {
    status: lapsed ? 'unknown' : STATUS[credentialState],
    credentialState,
    errors:
      credentialState === 'failed'
        ? [
            {
              code: `credential.${grant.failure ?? 'failed'}`,
              message: FAILURES[grant.failure ?? ''] ?? 'The code could not be placed. Create the grant again.',
            },
          ]
        : [],
    warnings,
    pendingMutations:
      credentialState === 'pending'
        ? [{ from: null, to: 'on_device' }]
        : credentialState === 'revoking'
          ? [{ from: 'on_device', to: nowMs >= grant.endsAtMs ? 'expired' : 'revoked' }]
          : [],
  }
}
