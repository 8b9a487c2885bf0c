import type { PortfolioId } from '../../../shared/contracts/ids.ts'
import type { RoomMemory } from '../../../shared/domain/access-sessions/window.ts'
import { makeAccessSessions } from '../../../shared/table/access-sessions.ts'
import { commit, type Write } from '../../../shared/table/commit.ts'
import { makeIncidents } from '../../../shared/table/incidents.ts'
import type { Table } from '../../../shared/table/table.ts'
import type { LoadedRoom } from './load-room.ts'
import type { RoomChanges } from './room-changes.ts'

/** Items of one transaction, less one for what the room remembers. */
const LARGEST = 99

/** Packs groups of writes that belong together into transactions. */
const packed = (groups: readonly Write[][]): Write[][] => {
  const transactions: Write[][] = [[]]
  for (const group of groups) {
    if ((transactions.at(-1)?.length ?? 0) + group.length > LARGEST) transactions.push([])
    transactions.at(-1)?.push(...group)
  }
  return transactions
}

/** Whether another write of the same items came in between, which reading again settles. */
const isCollision = (error: unknown): boolean => error instanceof Error && error.name === 'TransactionCanceledException'

/**
 * Writes a reconciliation: each session together with the incidents that follow from its verdict, under the room’s lock.
 * False where somebody else wrote meanwhile: then nothing of what was refused is written, and the room is read again.
 */
export const makeSaveRoom = (table: Table) => {
  const sessions = makeAccessSessions(table)
  const incidents = makeIncidents(table)
  return async (
    portfolioId: PortfolioId,
    { stored, window }: LoadedRoom,
    changes: RoomChanges,
    memory: RoomMemory,
  ): Promise<boolean> => {
    const incidentWrite = ({ record, seenRev, event }: RoomChanges['incidents'][number]): Write =>
      seenRev === null
        ? incidents.open(portfolioId, record, event)
        : incidents.change(portfolioId, record, seenRev, event)
    const ofSessions = changes.sessions.map(({ session, event }) => [
      sessions.put(portfolioId, session, event),
      ...changes.incidents.filter(({ record }) => record.incident.sessionId === session.id).map(incidentWrite),
    ])
    const written = new Set(changes.sessions.map(({ session }) => session.id))
    const others = changes.incidents
      .filter(({ record }) => record.incident.sessionId === null || !written.has(record.incident.sessionId))
      .map((change) => [incidentWrite(change)])
    const transactions = packed([...ofSessions, ...others])
    for (const [i, writes] of transactions.entries()) {
      // Until the last part is written the room remembers what it did before, so that a crash begins again.
      const kept = i === transactions.length - 1 ? memory : stored.memory
      const lock = sessions.putMemory(portfolioId, window.room.roomId, kept, stored.v + i)
      try {
        const saved = await commit(table, undefined, { status: 200 }, [lock, ...writes])
        if ('failed' in saved) return false
      } catch (error) {
        if (isCollision(error)) return false
        throw error
      }
    }
    return true
  }
}
