import type { DomainEvent } from '../../contracts/domain-event.ts'

/** What happens many times a day has a history of its own: custody of a package, sessions and timelines of a room. */
const OWN_HISTORY = [
  'package.received',
  'package.assigned',
  'package.collected',
  'room.activity_recorded',
  'access_session.decided',
  'access_grant.changed',
  'credential.placed',
  'resident.code_wanted',
] as const satisfies DomainEvent['type'][]

/** Whether an event goes to the audit trail. */
export const isAudited = (type: DomainEvent['type']): boolean =>
  !(OWN_HISTORY as readonly DomainEvent['type'][]).includes(type)

/** What happened, in words: `API key created`. */
export const summaryOf = (type: DomainEvent['type']): string => {
  const words = type.replace(/[._]/g, ' ').replace(/\bapi\b/, 'API')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
