import type * as z from 'zod'
import type { NewPackage } from '../../contracts/package.ts'
import { type Refusal, refuse } from '../../contracts/problem.ts'
import type { Resident } from '../../contracts/resident.ts'
import { noEvidence } from './evidence-id.ts'
import { pictureOfReading, readingIdOf } from './package-id.ts'
import type { PackageRecord } from './package-record.ts'
import { dayIn, nameOf, notLivingThere } from './residency.ts'

/** How long a kiosk may have been offline with an intake. */
const LATE_MS = 30 * 24 * 3_600_000

/**
 * When something that a client reports happened, clamped to now: a clock that runs ahead is no reason to lose a package.
 * Refuses `request.invalid` where it is too long ago.
 */
export const happenedAt = (occurredAt: string | undefined, nowMs: number): number | Refusal => {
  if (occurredAt === undefined) return nowMs
  const atMs = Date.parse(occurredAt)
  if (atMs < nowMs - LATE_MS)
    return refuse(
      'request.invalid',
      `occurredAt ${occurredAt} is more than 30 days ago. Record such a package as of today, with what is known about it.`,
    )
  return Math.min(atMs, nowMs)
}

/** Everything that an intake is decided from. `newIdAt` makes a package id that sorts at an instant. */
export interface Intake {
  readonly wanted: z.output<typeof NewPackage>
  readonly propertyId: string
  readonly timeZone: string
  /** the resident of `wanted.residentId`, null where the property has none */
  readonly resident: Resident | null
  /** number of the unit that `wanted.unit` names, null where the property has none */
  readonly unit: string | null
  /** whether the wanted picture or reading is one of the room; true where none is wanted */
  readonly isPictureOfRoom: boolean
  readonly principal: string
  readonly nowMs: number
  readonly newIdAt: (atMs: number) => string
}

const pictures = ({
  wanted: { evidenceId, labelReadingId },
  isPictureOfRoom,
}: Intake): Pick<PackageRecord, 'evidenceId' | 'labelReadingId'> | Refusal => {
  if (evidenceId && labelReadingId && readingIdOf(evidenceId) !== labelReadingId)
    return refuse(
      'request.invalid',
      `The label reading ${labelReadingId} is of another picture than ${evidenceId}. Leave evidenceId out: a reading brings its picture.`,
    )
  if (!isPictureOfRoom) return noEvidence(String(labelReadingId ?? evidenceId))
  return { evidenceId: evidenceId ?? (labelReadingId ? pictureOfReading(labelReadingId) : null), labelReadingId }
}

/**
 * Decides an intake: `stored` for a resident who lives there on that day, `queued` where the client does not know whose it
 * is; or a refusal. Whether the tracking number is in the room already is decided by the table in the same write.
 */
export const decideIntake = (intake: Intake): PackageRecord | Refusal => {
  const { wanted, resident, unit, propertyId, principal, nowMs } = intake
  const atMs = happenedAt(wanted.occurredAt, nowMs)
  if (typeof atMs !== 'number') return atMs
  if (wanted.unit !== null && unit === null)
    return refuse('unit.unknown', `The property has no unit ${wanted.unit}. Leave unit out, or add the unit first.`)
  if (wanted.residentId !== null && resident === null)
    return refuse(
      'resident.unknown',
      `The property has no resident ${wanted.residentId}. Leave residentId out to put the package into the queue.`,
    )
  const absent = resident && notLivingThere(resident, dayIn(intake.timeZone, atMs))
  if (absent) return absent
  const picture = pictures(intake)
  if ('refused' in picture) return picture
  return {
    id: intake.newIdAt(atMs),
    propertyId,
    roomId: wanted.roomId,
    residentId: resident?.id ?? null,
    recipient: resident ? nameOf(resident) : null,
    unit: resident?.unit ?? unit,
    carrier: wanted.carrier,
    trackingNumber: wanted.trackingNumber,
    zone: wanted.zone,
    flags: [...new Set(wanted.flags)],
    status: resident ? 'stored' : 'queued',
    ...picture,
    sessionId: null,
    kioskSessionId: wanted.kioskSessionId,
    received: { atMs, recordedAtMs: nowMs, by: principal },
    assigned: null,
    collected: null,
  }
}

/** The refusal of a tracking number that a package in the room has. */
export const duplicateTracking = (trackingNumber: string, packageId: string): Refusal =>
  refuse(
    'package.duplicate_tracking',
    `The package ${packageId} with the tracking number ${trackingNumber} is in the room. If this is another parcel, leave the number out.`,
  )
