import * as z from 'zod'
import { CarrierId, EvidenceId, IncidentId, Instant, PropertyId, RoomId } from './ids.ts'
import { IncidentKind, Rung, Severity } from './standard.ts'

/** `open` climbs its ladder; `acknowledged` has an owner and stands still; `resolved` is over. */
export const IncidentStatus = z.enum(['open', 'acknowledged', 'resolved'])
export type IncidentStatus = z.infer<typeof IncidentStatus>

/** What an incident is about: an access session, a visit of several sessions, or a door (named by the event that showed it). */
export const IncidentSubject = z.strictObject({
  type: z.enum(['session', 'visit', 'door']),
  id: z.string().min(1).describe('session id, visit id, or id of the door or alarm event: `<thing>#<ep>#<seq>`'),
})
export type IncidentSubject = z.infer<typeof IncidentSubject>

/** What a person found out (T20). */
export const Disposition = z.enum(['staff_logged', 'carrier_confirmed_none', 'false_sensor', 'other'])
export type Disposition = z.infer<typeof Disposition>

/** How an incident ended: by a person, because a later revision of the verdict took it back, or because the door was closed. */
export const ResolutionKind = z.enum([...Disposition.options, 'revised', 'door_closed'])
export type ResolutionKind = z.infer<typeof ResolutionKind>

/** Body of a resolution by a person. */
export const NewResolution = z
  .strictObject({
    disposition: Disposition,
    reason: z.string().trim().min(1).max(500),
    packages: z.int().min(1).max(500).optional().describe('staff_logged: how many packages staff logged'),
    evidenceIds: z.array(EvidenceId).max(20).default([]),
  })
  .refine((v) => v.disposition !== 'staff_logged' || v.packages !== undefined, {
    path: ['packages'],
    message: 'staff_logged needs the number of packages that staff logged',
  })
export type NewResolution = z.infer<typeof NewResolution>

export const IncidentAcknowledgement = z.strictObject({
  by: z.string().describe('principal: user id or contact'),
  at: Instant,
  note: z.string(),
  deadlineAt: Instant.nullable().describe(
    'by when the owner is expected to resolve it; null: no deadline on this rung',
  ),
})
export type IncidentAcknowledgement = z.infer<typeof IncidentAcknowledgement>

export const IncidentResolution = z.strictObject({
  kind: ResolutionKind,
  by: z.string().nullable().describe('principal; null: Vestibule itself'),
  at: Instant,
  reason: z.string(),
  packages: z.int().nullable(),
  evidenceIds: z.array(EvidenceId),
})
export type IncidentResolution = z.infer<typeof IncidentResolution>

/** One line of an incident's history; `at` is when it happened, `recordedAt` when it was written. */
export const TimelineEntry = z.strictObject({
  kind: z.enum(['opened', 'rung', 'acknowledged', 'resolved', 'reopened', 'severity_changed', 'ladder_ended', 'note']),
  at: Instant,
  recordedAt: Instant,
  by: z.string().nullable().describe('principal; null: Vestibule itself'),
  text: z.string(),
})
export type TimelineEntry = z.infer<typeof TimelineEntry>

/** The rung an incident stands on. `index` counts from 0 in the ladder of its kind. */
export const RungState = z.strictObject({
  index: z.int().min(0),
  to: Rung.shape.to,
  reachedAt: Instant,
  ackBy: Instant.nullable().describe('shown deadline of this rung'),
})
export type RungState = z.infer<typeof RungState>

/** An incident: one key (subject + kind), a severity, a timeline, the rung it stands on. */
export const Incident = z.strictObject({
  id: IncidentId,
  key: z.string().describe('`<subject type>:<subject id>:<kind>`, unique per portfolio'),
  kind: IncidentKind,
  severity: Severity,
  status: IncidentStatus,
  propertyId: PropertyId,
  roomId: RoomId,
  subject: IncidentSubject,
  sessionId: z.string().nullable().describe('the access session, where one is concerned'),
  carrierId: CarrierId.nullable().describe('the carrier asked to explain; null where nobody is accused'),
  title: z.string(),
  openedAt: Instant.describe('when it became true'),
  detectedAt: Instant.describe('when Vestibule wrote it; the ladder counts from the later of both'),
  updatedAt: Instant,
  rung: RungState.nullable().describe('null: nobody has been told yet'),
  nextRungAt: Instant.nullable().describe('when the ladder climbs next; null: it stands still or is at its end'),
  acknowledgement: IncidentAcknowledgement.nullable(),
  resolution: IncidentResolution.nullable(),
  evidenceIds: z.array(EvidenceId),
  timeline: z.array(TimelineEntry),
  rev: z.int().min(1).describe('rises by one with every change'),
})
export type Incident = z.infer<typeof Incident>
