import type { GrantHolder } from '../../../shared/contracts/access.ts'
import type { PortfolioId } from '../../../shared/contracts/ids.ts'
import { type Refusal, refuse } from '../../../shared/contracts/problem.ts'
import type { Property } from '../../../shared/contracts/property.ts'
import { unitDigits } from '../../../shared/domain/credentials/secret.ts'
import { freeSlot } from '../../../shared/domain/credentials/selectors.ts'
import { dayIn, livesThereUntilMs, notLivingThere } from '../../../shared/domain/packages/residency.ts'
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
  /** Epoch ms beyond which no code of the holder may live. */
  readonly untilMs: number
  /** Credential that the holder has there already. */
  readonly replaces?: string
}

/** Where a code is wanted and from when on. */
interface CodeWanted {
  readonly property: Property
  readonly roomId: string
  readonly startsAtMs: number
}

const forResident = async (
  table: Table,
  portfolioId: PortfolioId,
  { property, roomId, startsAtMs }: CodeWanted,
  residentId: string,
): Promise<CodePlace | Refusal> => {
  const resident = await makeResidents(table).get(portfolioId, property.id, residentId)
  if (!resident) return refuse('resident.unknown', `The property has no resident ${residentId}.`)
  const absent = notLivingThere(
    resident,
    dayIn(property.timeZone, startsAtMs),
    'Let the code begin while they live there.',
  )
  if (absent) return absent
  const unit = await makeUnits(table).byNumber(portfolioId, property.id, resident.unit)
  if (!unit) return refuse('resident.unknown', `The unit ${resident.unit} of the resident is not in the property.`)
  const key = residentKey(residentId)
  const live = await makeCredentials(table).get(portfolioId, roomId, key)
  return {
    selector: unit.selector,
    key,
    doorDigits: unitDigits(unit.number, unit.selector),
    untilMs: livesThereUntilMs(resident, property.timeZone),
    ...(live ? { replaces: live.credentialId } : {}),
  }
}

/** Checks whom a grant is for, and finds the place of the code in the room. */
export const findHolder = async (
  table: Table,
  portfolioId: PortfolioId,
  at: CodeWanted,
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
    : { selector, key: slotKey(selector), doorDigits: [], untilMs: Number.POSITIVE_INFINITY }
}
