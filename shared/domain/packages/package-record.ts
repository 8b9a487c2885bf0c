import type { Package, PackageStatus } from '../../contracts/package.ts'

/** One step of a package’s way: when it happened, when it was written down (epoch ms), and who did it. */
export interface Step {
  readonly atMs: number
  readonly recordedAtMs: number
  /** principal: `<kind>:<id>` */
  readonly by: string
}

/** How a package left the room. `once` recognises the same request sent again; see `pickup.ts`. */
interface Collected extends Step {
  readonly method: PickupMethod
  readonly once: string | null
  /** whether the access session was known already when the pickup was answered */
  readonly sessionKnown: boolean
}

/** Ways of a pickup. */
export type PickupMethod = 'keypad' | 'kiosk' | 'link' | 'desk'

/** A package as decisions and the table see it; the API’s {@link Package} is made from it by {@link packageOf}. */
export interface PackageRecord {
  readonly id: string
  readonly propertyId: string
  readonly roomId: string
  readonly residentId: string | null
  readonly recipient: string | null
  readonly unit: string | null
  readonly carrier: string | null
  readonly trackingNumber: string | null
  readonly zone: string | null
  readonly flags: readonly string[]
  readonly status: PackageStatus
  readonly evidenceId: string | null
  readonly labelReadingId: string | null
  readonly sessionId: string | null
  readonly kioskSessionId: string | null
  readonly received: Step
  readonly assigned: Step | null
  readonly collected: Collected | null
}

/** Whether a package is in the room: on the shelf, or waiting for a person to say whose it is. */
export const isInRoom = ({ status }: Pick<PackageRecord, 'status'>): boolean =>
  status === 'stored' || status === 'queued'

const instant = (ms: number) => new Date(ms).toISOString()

type Custody = Package['custody'][number]

const link = (kind: Custody['kind'], { atMs, recordedAtMs, by }: Step, note: string): Custody => ({
  kind,
  at: instant(atMs),
  recordedAt: instant(recordedAtMs),
  principal: by,
  note,
})

const WAYS: Record<PickupMethod, string> = {
  keypad: 'taken with the resident’s code',
  kiosk: 'confirmed at the kiosk',
  link: 'confirmed by the resident’s link',
  desk: 'handed out at the desk',
}

const custodyOf = ({ received, assigned, collected, residentId, unit }: PackageRecord): Custody[] => [
  link('received', received, assigned || !residentId ? 'to the queue' : unit ? `for unit ${unit}` : ''),
  ...(assigned ? [link('assigned', assigned, unit ? `to unit ${unit}` : '')] : []),
  ...(collected ? [link('collected', collected, WAYS[collected.method])] : []),
]

/** The package as the API shows it, with its chain of custody in order. */
export const packageOf = (record: PackageRecord): Package => ({
  id: record.id,
  propertyId: record.propertyId,
  roomId: record.roomId,
  residentId: record.residentId,
  recipient: record.recipient,
  unit: record.unit,
  carrier: record.carrier,
  trackingNumber: record.trackingNumber,
  zone: record.zone,
  flags: [...record.flags],
  status: record.status,
  evidenceId: record.evidenceId,
  labelReadingId: record.labelReadingId,
  sessionId: record.sessionId,
  kioskSessionId: record.kioskSessionId,
  receivedAt: instant(record.received.atMs),
  collectedAt: record.collected ? instant(record.collected.atMs) : null,
  custody: custodyOf(record),
})
