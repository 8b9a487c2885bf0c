import * as z from 'zod'
import { AccessGrantId, CarrierId, CredentialId, Instant, PropertyId, RoomId } from './ids.ts'
import { Severity } from './standard.ts'

/** The answer to "did the carrier who entered log the packages?" */
export const Verdict = z.enum(['logged', 'no_intake', 'mismatch', 'unverified', 'no_entry'])
export type Verdict = z.infer<typeof Verdict>

/** State of a session: open states first, then RECONCILING, then `closed` (has a final verdict, may be revised for 72 h). */
export const SessionState = z.enum(['granted', 'inside', 'reconciling', 'closed'])
export type SessionState = z.infer<typeof SessionState>

/** Whose credential opened the session. */
export const SessionRole = z.enum(['carrier', 'resident', 'staff', 'break_glass', 'unknown'])
export type SessionRole = z.infer<typeof SessionRole>

/** What is odd about a session, visit or room. */
export const AnomalyKind = z.enum([
  'no_intake',
  'forced',
  'held_open',
  'dwell_outlier',
  'probing',
  'clock_suspect',
  'data_gap',
  'late_after_close',
  'integrity_conflict',
  'visit_overlap',
  'unattributed_entry',
])
export type AnomalyKind = z.infer<typeof AnomalyKind>

export const Anomaly = z.strictObject({ kind: AnomalyKind, severity: Severity, at: Instant, note: z.string() })
export type Anomaly = z.infer<typeof Anomaly>

/** One use of one credential, from grant to exit, with its verdict. `id` = `<thing>#<ep>#<seq>` of the grant event. */
export const AccessSession = z.strictObject({
  id: z.string(),
  propertyId: PropertyId,
  roomId: RoomId,
  role: SessionRole,
  credentialId: CredentialId.nullable(),
  grantId: AccessGrantId.nullable(),
  carrierId: CarrierId.nullable(),
  state: SessionState,
  grantedAt: Instant,
  entryAt: Instant.nullable(),
  exitAt: Instant.nullable(),
  regrants: z.int(),
  intakes: z.int().describe('packages taken in that were attributed to this session'),
  attestations: z.int(),
  pickups: z.int(),
  verdict: Verdict.nullable().describe('null while the session is open'),
  verdictReason: z.string().describe('why, in words an operator understands; for unverified: what is missing'),
  verdictAt: Instant.nullable().describe('the event-time instant at which the verdict became due'),
  confidence: z.enum(['low', 'normal']),
  visitId: z
    .string()
    .nullable()
    .describe(
      'sessions that were inside together share a visit: the id of its first session; null while nobody entered',
    ),
  rev: z
    .int()
    .describe('0 while no verdict was given; rises by one whenever the verdict changes; earlier revisions are kept'),
  revisions: z.array(z.strictObject({ rev: z.int(), verdict: Verdict, reason: z.string(), decidedAt: Instant })),
  anomalies: z.array(Anomaly),
  dueAt: Instant.nullable().describe('when the session next needs a look, null when nothing is pending'),
})
export type AccessSession = z.infer<typeof AccessSession>
