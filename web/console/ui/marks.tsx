import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator'
import type { ReactNode } from 'react'
import type { Item } from '../../client/endpoints.ts'
import { t } from '../messages.ts'
import { words } from '../words.ts'

type Verdict = NonNullable<Item<'GET /v1/access-sessions'>['verdict']>
type Severity = Item<'GET /v1/incidents'>['severity']
type IncidentStatus = Item<'GET /v1/incidents'>['status']
type PackageStatus = Item<'GET /v1/packages'>['status']
type GrantStatus = Item<'GET /v1/access-grants'>['status']
type Shape = StatusIndicatorProps.Type

// `wrapText` would break a status in the middle of a word.
const Mark = ({ type, children }: { type: Shape; children: ReactNode }) => (
  <StatusIndicator type={type} wrapText={false}>
    {children}
  </StatusIndicator>
)

const VERDICT: Record<Verdict, Shape> = {
  logged: 'success',
  no_intake: 'error',
  mismatch: 'warning',
  unverified: 'pending',
  no_entry: 'stopped',
}
/** A verdict; null while the session is open. */
export const VerdictMark = ({ verdict }: { verdict: Verdict | null }): ReactNode =>
  verdict === null ? (
    <Mark type="in-progress">{t.overview.verdictPending}</Mark>
  ) : (
    <Mark type={VERDICT[verdict]}>{words.verdict[verdict]}</Mark>
  )

const SEVERITY: Record<Severity, Shape> = { high: 'error', medium: 'warning', low: 'info' }
/** Severity of an incident, as a word beside its sign. */
export const SeverityMark = ({ severity }: { severity: Severity }): ReactNode => (
  <Mark type={SEVERITY[severity]}>{words.severity[severity]}</Mark>
)

const INCIDENT: Record<IncidentStatus, Shape> = { open: 'error', acknowledged: 'in-progress', resolved: 'success' }
/** Where an incident stands. */
export const IncidentMark = ({ status }: { status: IncidentStatus }): ReactNode => (
  <Mark type={INCIDENT[status]}>{words.incidentStatus[status]}</Mark>
)

const PACKAGE: Record<PackageStatus, Shape> = {
  queued: 'warning',
  stored: 'info',
  collected: 'success',
  returned: 'stopped',
}
/** Where a package stands. */
export const PackageMark = ({ status }: { status: PackageStatus }): ReactNode => (
  <Mark type={PACKAGE[status]}>{words.packageStatus[status]}</Mark>
)

const GRANT: Record<GrantStatus, Shape> = {
  setting: 'in-progress',
  set: 'success',
  removing: 'in-progress',
  unset: 'stopped',
  unknown: 'warning',
}
/** How far a grant has reached the lock. */
export const GrantMark = ({ status }: { status: GrantStatus }): ReactNode => (
  <Mark type={GRANT[status]}>{words.grantStatus[status]}</Mark>
)

/** Whether a device is heard from. */
export const OnlineMark = ({ online }: { online: boolean }): ReactNode => (
  <Mark type={online ? 'success' : 'error'}>{online ? t.overview.online : t.overview.offline}</Mark>
)
