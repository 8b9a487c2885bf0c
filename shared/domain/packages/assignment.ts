import { type Refusal, refuse } from '../../contracts/problem.ts'
import type { Resident } from '../../contracts/resident.ts'
import type { PackageRecord } from './package-record.ts'
import { dayIn, nameOf, notLivingThere } from './residency.ts'

/** Decides to give a queued package to a resident, who must live there today. The packages of others are not given away. */
export const decideAssignment = (
  record: PackageRecord,
  assignment: {
    readonly residentId: string
    readonly resident: Resident | null
    readonly timeZone: string
    readonly principal: string
    readonly nowMs: number
  },
): PackageRecord | Refusal => {
  const { resident, residentId, principal, nowMs } = assignment
  if (record.status !== 'queued')
    return refuse(
      'package.not_in_room',
      `The package ${record.id} is ${record.status}; only a package in the queue is given to a resident.`,
    )
  if (!resident) return refuse('resident.unknown', `The property has no resident ${residentId}.`)
  const absent = notLivingThere(resident, dayIn(assignment.timeZone, nowMs))
  if (absent) return absent
  return {
    ...record,
    status: 'stored',
    residentId: resident.id,
    recipient: nameOf(resident),
    unit: resident.unit,
    assigned: { atMs: nowMs, recordedAtMs: nowMs, by: principal },
  }
}
