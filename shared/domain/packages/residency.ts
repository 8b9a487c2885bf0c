import { type Refusal, refuse } from '../../contracts/problem.ts'
import type { Resident } from '../../contracts/resident.ts'

/** The calendar day (`2026-03-29`) of an instant in a time zone. */
export const dayIn = (timeZone: string, atMs: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(atMs)

const QUEUE_INSTEAD = 'Leave residentId out to put the package into the queue.'

/**
 * Why a resident gets nothing on a day (a package, a code), or null. `moveIn` is the first day lived there, `moveOut` the
 * first day no longer; `day` is in the property’s time zone. `fix` says what to do instead.
 */
export const notLivingThere = (
  resident: Pick<Resident, 'id' | 'moveIn' | 'moveOut'>,
  day: string,
  fix = QUEUE_INSTEAD,
): Refusal | null => {
  if (resident.moveOut !== null && resident.moveOut <= day)
    return refuse('resident.moved_out', `The resident ${resident.id} moved out on ${resident.moveOut}. ${fix}`)
  if (resident.moveIn > day)
    return refuse('resident.not_yet', `The resident ${resident.id} moves in on ${resident.moveIn}. ${fix}`)
  return null
}

/** More than any zone is away from UTC. */
const AWAY_MS = 15 * 3_600_000

/** The instant from which a resident does not live there any more: the start of the day of moving out; Infinity without one. */
export const livesThereUntilMs = ({ moveOut }: Pick<Resident, 'moveOut'>, timeZone: string): number => {
  if (moveOut === null) return Number.POSITIVE_INFINITY
  const utc = Date.parse(`${moveOut}T00:00:00Z`)
  let [before, at] = [utc - AWAY_MS, utc + AWAY_MS]
  while (at - before > 1) {
    const middle = Math.floor((before + at) / 2)
    if (dayIn(timeZone, middle) < moveOut) before = middle
    else at = middle
  }
  return at
}

/** A resident’s name as lists and messages show it. */
export const nameOf = ({ firstName, lastName }: Pick<Resident, 'firstName' | 'lastName'>): string =>
  `${firstName} ${lastName}`
