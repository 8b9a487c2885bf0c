import type * as z from 'zod'
import type { CredentialState } from '../../contracts/access.ts'
import type { Resident } from '../../contracts/resident.ts'
import type { PackageRecord } from '../packages/package-record.ts'
import { maskedEmail, maskedPhone } from './masked.ts'
import type { Outlet } from './message-record.ts'

/** The resident’s code in a room as far as telling it is concerned. */
export interface RoomCode {
  readonly state: z.infer<typeof CredentialState>
  readonly endsAtMs: number
}

/** What can be said about a code: it works, the door may not know it yet, or there is none. */
export type CodeStatus = 'ready' | 'not_yet_confirmed' | 'none'

const PLACED: readonly RoomCode['state'][] = ['on_device', 'active']
const ON_ITS_WAY: readonly RoomCode['state'][] = ['draft', 'pending']

/** What can be said about a code at an instant. */
export const codeStatus = (code: RoomCode | null, nowMs: number): CodeStatus => {
  if (!code || code.endsAtMs <= nowMs) return 'none'
  if (PLACED.includes(code.state)) return 'ready'
  return ON_ITS_WAY.includes(code.state) ? 'not_yet_confirmed' : 'none'
}

/** Whether a resident is told about a package now, later, or not at all. */
export type Notice =
  | { readonly do: 'tell'; readonly code: CodeStatus }
  | { readonly do: 'wait'; readonly untilMs: number }
  | { readonly do: 'nothing'; readonly why: 'not_waiting' | 'no_resident' }

/**
 * Decides about telling a resident of a package: as soon as their code is on the room’s device; after `placeWithinMs` also
 * without, in other words. What left the room or belongs to nobody yet is not told.
 */
export const decideNotice = (
  record: Pick<PackageRecord, 'status' | 'residentId' | 'received' | 'assigned'>,
  code: RoomCode | null,
  placeWithinMs: number,
  nowMs: number,
): Notice => {
  if (record.residentId === null) return { do: 'nothing', why: 'no_resident' }
  if (record.status !== 'stored') return { do: 'nothing', why: 'not_waiting' }
  const status = codeStatus(code, nowMs)
  const untilMs = (record.assigned ?? record.received).recordedAtMs + placeWithinMs
  return status === 'ready' || nowMs >= untilMs ? { do: 'tell', code: status } : { do: 'wait', untilMs }
}

/** Where a person is reached; `first` is told first. */
export interface Addresses {
  readonly email: string | null
  readonly phone: string | null
  readonly first: Outlet
}

/** The addresses of a person masked, in the order in which they are told. */
export const maskedAddresses = ({
  phone,
  email,
  first,
}: Addresses): { readonly channel: Outlet; readonly to: string }[] => {
  const found = [
    ...(email === null ? [] : [{ channel: 'email' as const, to: maskedEmail(email) }]),
    ...(phone === null ? [] : [{ channel: 'sms' as const, to: maskedPhone(phone) }]),
  ]
  return first === 'sms' ? found.reverse() : found
}

/** Where a resident is reached: text and e-mail, the preferred one first. */
export const addressesOf = ({
  phone,
  email,
  preferredChannel,
}: Pick<Resident, 'phone' | 'email' | 'preferredChannel'>): Addresses => ({
  phone,
  email,
  first: preferredChannel === 'sms' ? 'sms' : 'email',
})
