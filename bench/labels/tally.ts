import type { LabelReading } from '../../shared/contracts/label.ts'
import type { GeneratedPicture } from './generate.ts'
import { isUnit } from './pictures.ts'

/** Counts of readings of generated labels. */
export type Tally = {
  labels: number
  trackingRight: number
  trackingWrong: number
  carrierRight: number
  carrierWrong: number
  unitPrinted: number
  unitRight: number
  /** Labels for a resident who lives there and whom name and unit tell apart. */
  assignable: number
  assignedRight: number
  /** Labels assigned to somebody they are not for: the figure that must stay zero. */
  assignedWrong: number
}

/** A tally of nothing. */
export const emptyTally = (): Tally => ({
  labels: 0,
  trackingRight: 0,
  trackingWrong: 0,
  carrierRight: 0,
  carrierWrong: 0,
  unitPrinted: 0,
  unitRight: 0,
  assignable: 0,
  assignedRight: 0,
  assignedWrong: 0,
})

/** Counts one reading. */
export function count(tally: Tally, { addressee, label }: GeneratedPicture, reading: LabelReading): void {
  tally.labels++
  if (reading.trackingNumber === label.trackingNumber) tally.trackingRight++
  else if (reading.trackingNumber !== null) tally.trackingWrong++
  if (reading.carrier === label.carrier) tally.carrierRight++
  else if (reading.carrier !== null && reading.carrier !== 'other') tally.carrierWrong++
  if (addressee.unit !== null) {
    tally.unitPrinted++
    if (isUnit(reading.unit, addressee.unit)) tally.unitRight++
  }
  const { residentId } = reading.match
  if (addressee.residentId !== null) {
    tally.assignable++
    if (residentId === addressee.residentId) tally.assignedRight++
  }
  if (residentId !== null && residentId !== addressee.residentId) tally.assignedWrong++
}
