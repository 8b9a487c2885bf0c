import type { PortfolioId } from '../../shared/contracts/ids.ts'
import { applyChange, isWorthWriting } from '../../shared/domain/property-state/apply-change.ts'
import { type Change, roomOf } from '../../shared/domain/property-state/change.ts'
import { emptyState, type StoredPropertyState } from '../../shared/domain/property-state/state.ts'
import { logger } from '../../shared/runtime/logger.ts'
import { makeCarriers } from '../../shared/table/carriers.ts'
import { makeProperties } from '../../shared/table/properties.ts'
import { carrierOf, propertyChangeOf } from '../../shared/table/property-change.ts'
import { makePropertyStates, type ReadState } from '../../shared/table/property-state.ts'
import { makeRooms } from '../../shared/table/rooms.ts'
import type { StreamRecord } from '../../shared/table/stream-record.ts'
import type { Table } from '../../shared/table/table.ts'

/** Other shards of the stream write the same states, so a write may come too late this often. */
const TRIES = 8
/** States of properties that the process remembers. */
const REMEMBERED = 1000

/** A property whose state was written. */
export interface FollowedProperty {
  readonly portfolioId: PortfolioId
  readonly propertyId: string
}

interface Changed extends FollowedProperty {
  readonly changes: Change[]
}

/**
 * Brings the states of properties up to a batch of the stream: one write for each property, whatever the number of its
 * changes, and a read where the process does not know the state. The same batch again changes nothing. Answers the
 * properties whose state was written.
 */
export const makeFollowProperties = ({ table }: { table: Table }) => {
  const [states, properties, rooms] = [makePropertyStates(table), makeProperties(table), makeRooms(table)]
  const nameCarrier = makeCarrierNames(table)

  const changesOf = async (records: readonly StreamRecord[]): Promise<Changed[]> => {
    const found = new Map<string, Changed>()
    for (const record of records) {
      const carrierId = carrierOf(record)
      const carrier = carrierId ? await nameCarrier(record.portfolioId, carrierId) : null
      const meant = propertyChangeOf(record, ({ role }) => carrier ?? role)
      if (!meant) continue
      const key = `${record.portfolioId}#${meant.propertyId}`
      const of = found.get(key) ?? { portfolioId: record.portfolioId, propertyId: meant.propertyId, changes: [] }
      of.changes.push(meant.change)
      found.set(key, of)
    }
    return [...found.values()]
  }

  const knownRooms = async (portfolioId: PortfolioId, state: StoredPropertyState, changes: readonly Change[]) => {
    const unseen = [...new Set(changes.map(roomOf))].filter((id) => id !== '' && !(id in state.rooms))
    const found = await Promise.all(unseen.map((id) => rooms.get(portfolioId, id)))
    return new Map(found.flatMap((room) => (room ? [[room.id as string, room] as const] : [])))
  }

  // States as this process wrote them last. Another may have written since: a write of ours then fails, and before it is
  // said that a change brings nothing new the table is asked.
  const remembered = new Map<string, ReadState>()

  const read = async (portfolioId: PortfolioId, propertyId: string): Promise<ReadState | null> => {
    const found = await states.read(portfolioId, propertyId)
    if (found) return found
    const property = await properties.get(portfolioId, propertyId)
    return property && { state: emptyState(property), rev: 0 }
  }

  const follow = async ({ portfolioId, propertyId, changes }: Changed): Promise<boolean> => {
    for (let tries = 0; tries < TRIES; tries++) {
      const own = remembered.get(propertyId)
      remembered.delete(propertyId)
      const before = own ?? (await read(portfolioId, propertyId))
      if (!before) {
        logger.warn('a change of a property that is not there', { portfolioId, propertyId })
        return false
      }
      const known = await knownRooms(portfolioId, before.state, changes)
      const state = changes.reduce((s, change) => applyChange(s, change, known), before.state)
      const isNew = before.rev === 0 || isWorthWriting(before.state, state)
      if (!isNew && !own) return false
      if (isNew && (await states.write(portfolioId, state, before.rev))) {
        if (remembered.size >= REMEMBERED) remembered.clear()
        remembered.set(propertyId, { state, rev: before.rev + 1 })
        return true
      }
    }
    throw new Error(`the state of ${propertyId} was written by others ${TRIES} times in a row`)
  }

  return async (records: readonly StreamRecord[]): Promise<FollowedProperty[]> => {
    const changed = await changesOf(records)
    const isWritten = await Promise.all(changed.map(follow))
    return changed.filter((_, i) => isWritten[i])
  }
}

/** Names of carriers, which never change, kept in the process. */
const makeCarrierNames = (table: Table) => {
  const carriers = makeCarriers(table)
  const names = new Map<string, string>()
  return async (portfolioId: PortfolioId, carrierId: string): Promise<string | null> => {
    const name = names.get(carrierId) ?? (await carriers.get(portfolioId, carrierId))?.name
    if (name) names.set(carrierId, name)
    return name ?? null
  }
}
