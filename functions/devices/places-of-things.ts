import { assignmentAt } from '../../shared/domain/devices/assignment.ts'
import { remembered } from '../../shared/runtime/remembered.ts'
import { makeAssignments, type ThingAssignment } from '../../shared/table/assignments.ts'
import type { Table } from '../../shared/table/table.ts'

const TTL_MS = 60_000

/** Where things belong, remembered for a minute in this process. */
export const makePlacesOfThings = ({ table, now }: { readonly table: Table; readonly now: () => number }) => {
  const kept = remembered<ThingAssignment[] | null>({ ttlMs: TTL_MS, now })
  /** Every assignment of a thing, or null where nobody claimed it. */
  const of = (thing: string) =>
    kept(thing, async () => {
      const found = await makeAssignments(table).of(thing)
      return found.length > 0 ? found : null
    })
  return {
    of,
    /** Where a thing belongs now, or null where nobody claimed it. */
    now: async (thing: string): Promise<ThingAssignment | null> => {
      const found = await of(thing)
      return found && assignmentAt(found, now())
    },
  }
}

/** See {@link makePlacesOfThings}. */
export type PlacesOfThings = ReturnType<typeof makePlacesOfThings>
