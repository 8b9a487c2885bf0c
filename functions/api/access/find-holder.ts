import type { GrantHolder } from '../../../shared/contracts/access.ts'
import type { PortfolioId } from '../../../shared/contracts/ids.ts'
import { type Refusal, refuse } from '../../../shared/contracts/problem.ts'
import type { Property } from '../../../shared/contracts/property.ts'
import { unitDigits } from '../../../shared/domain/credentials/secret.ts'
import { freeSlot } from '../../../shared/domain/credentials/selectors.ts'
import { makeCarriers } from '../../../shared/table/carriers.ts'
import { residentKey, slotKey } from '../../../shared/table/credential-item.ts'
import { makeCredentials } from '../../../shared/table/credentials.ts'
import { makeResidents } from '../../../shared/table/residents.ts'
import type { Table } from '../../../shared/table/table.ts'
import { makeUnits } from '../../../shared/table/units.ts'

/** Where the code of a holder goes: its selector, its key within the room, and digits that its secret must not hold. */
export interface CodePlace {
  readonly selector: string
  readonly key: string
  readonly doorDigits: readonly string[]
  /** Credential that the holder has there already. */
  readonly replaces?: string
}

/** The calendar day (`YYYY-MM-DD`) at an instant in a time zone. */
const dayIn = (timeZone: string, atMs: number) => new Intl.DateTimeFormat('en-CA', { timeZone }).format(atMs)

const forResident = async (
  table: Table,
  portfolioId: PortfolioId,
  { property, roomId, now }: { property: Property; roomId: string; now: number },
  residentId: string,
): Promise<CodePlace | Refusal> => {
  const resident = await makeResidents(table).get(portfolioId, property.id, residentId)
  if (!resident) return refuse('resident.unknown', `The property has no resident ${residentId}.`)
  if (resident.moveOut !== null && resident.moveOut < dayIn(property.timeZone, now))
    return refuse('resident.moved_out', `The resident moved out on ${resident.moveOut}.`)
  const unit = await makeUnits(table).byNumber(portfolioId, property.id, resident.unit)
  if (!unit) return refuse('resident.unknown', `The unit ${resident.unit} of the resident is not in the property.`)
  const key = residentKey(residentId)
  const live = await makeCredentials(table).get(portfolioId, roomId, key)
  return {
    selector: unit.selector,
    key,
    doorDigits: unitDigits(unit.number, unit.selector),
    ...(live ? { replaces: live.credentialId } : {}),
  }
}

/** Checks whom a grant is for, and finds the place of the code in the room. */
export const findHolder = async (
  table: Table,
  portfolioId: PortfolioId,
  at: { property: Property; roomId: string; now: number },
  holder: GrantHolder,
): Promise<CodePlace | Refusal> => {
  if (holder.kind === 'resident') return forResident(table, portfolioId, at, holder.residentId)
  if (holder.kind === 'carrier' && !(await makeCarriers(table).get(portfolioId, holder.carrierId)))
    return refuse('carrier.unknown', `There is no carrier ${holder.carrierId}. Add it first.`)
  const taken = await makeCredentials(table).slots(portfolioId, at.roomId)
  const selector = freeSlot(holder.kind, taken, Math.random())
  return selector === null
    ? refuse(
        'credential.slots_full',
        `Every ${holder.kind} slot of the room is in use. Revoke a grant that is not needed.`,
      )
    : { selector, key: slotKey(selector), doorDigits: [] }
}
