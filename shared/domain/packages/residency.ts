import { type Refusal, refuse } from '../../contracts/problem.ts'
import type { Resident } from '../../contracts/resident.ts'

/** The calendar day (`2026-03-29`) of an instant in a time zone. */
export const dayIn = (timeZone: string, atMs: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(atMs)

/**
 * Why a resident cannot get a package on a day, or null. `moveIn` is the first day lived there, `moveOut` the first day no
 * longer; `day` is in the property’s time zone.
 */
export const notLivingThere = (resident: Pick<Resident, 'id' | 'moveIn' | 'moveOut'>, day: string): Refusal | null => {
  if (resident.moveOut !== null && resident.moveOut <= day)
    return refuse(
      'resident.moved_out',
      `The resident ${resident.id} moved out on ${resident.moveOut}. Leave residentId out to put the package into the queue.`,
    )
  if (resident.moveIn > day)
    return refuse(
      'resident.not_yet',
      `The resident ${resident.id} moves in on ${resident.moveIn}. Leave residentId out to put the package into the queue.`,
    )
  return null
}

/** A resident’s name as lists and messages show it. */
export const nameOf = ({ firstName, lastName }: Pick<Resident, 'firstName' | 'lastName'>): string =>
  `${firstName} ${lastName}`
