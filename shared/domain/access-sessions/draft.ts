import type { Draft, EventOf, RoomCredential, Visit } from './model.ts'

/** The session that a grant begins; `doorOpen`: whoever is granted now walks in behind somebody. */
export const newDraft = (
  event: EventOf<'access.granted'>,
  credential: RoomCredential | null,
  doorOpen: boolean,
): Draft => ({
  id: event.id,
  cr: event.cr,
  role: credential?.role ?? event.role ?? 'unknown',
  credential,
  grantedAt: event.at,
  grantReceivedAt: event.receivedAt,
  regrantIds: [],
  lastGrantAt: event.at,
  entryAt: null,
  visit: null,
  blindEntry: doorOpen,
  uncertain: event.uncertain !== undefined,
  clockOff: event.clockOffMs !== undefined,
  late: false,
  intakes: 0,
  attestations: 0,
  pickups: 0,
  unclear: 0,
  maybeLogged: false,
  refusals: [],
})

/** The visit that the entry of a session begins. */
export const newVisit = (first: Draft, at: number): Visit => ({
  id: first.id,
  drafts: [],
  openings: [],
  rises: [],
  anchorReceivedAt: first.grantReceivedAt,
  lastEntryAt: at,
  lastActivityAt: at,
  closed: false,
  exitAt: null,
  logoutSeen: false,
  overlap: false,
  uncertain: false,
  clockOff: false,
  weakDoor: false,
})
