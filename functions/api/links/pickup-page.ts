import type * as z from 'zod'
import type { EvidenceBucket } from '../../../shared/adapters/evidence-bucket.ts'
import type { Seal } from '../../../shared/adapters/vault.ts'
import type { PortfolioId } from '../../../shared/contracts/ids.ts'
import type { PickupPage } from '../../../shared/contracts/package.ts'
import type { Principal } from '../../../shared/contracts/principal.ts'
import { type Refusal, refuse } from '../../../shared/contracts/problem.ts'
import { codeStatus } from '../../../shared/domain/notifications/notice.ts'
import { packagesShown, roomShown, shownOnPage } from '../../../shared/domain/packages/pickup-page.ts'
import { nameOf } from '../../../shared/domain/packages/residency.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import { makeCredentials } from '../../../shared/table/credentials.ts'
import { oncePerTable } from '../../../shared/table/once-per-table.ts'
import { makePackages } from '../../../shared/table/packages.ts'
import { makeResidents } from '../../../shared/table/residents.ts'
import type { Table } from '../../../shared/table/table.ts'
import type { Places } from '../../middleware/places.ts'

const residentsOf = oncePerTable(makeResidents)

/** What drawing the page needs; `codes` gives the seal that codes are closed with. */
export interface PickupPageDeps {
  readonly places: Places
  readonly evidence: EvidenceBucket
  readonly table: (portfolioId: PortfolioId) => Promise<Table>
  readonly codes: (portfolioId: PortfolioId) => Promise<Seal>
}

type Page = z.infer<typeof PickupPage>
type Code = Pick<Page, 'code' | 'codeStatus' | 'codeEndsAt'>

/** Whom a link is for; a link without a subject is a fault of the authorizer. */
export const subjectOf = ({ subject }: Principal): { readonly residentId: string; readonly propertyId: string } => {
  const { residentId, propertyId } = subject
  if (!residentId || !propertyId) throw new Error('the link names no resident')
  return { residentId, propertyId }
}

/** Draws a resident’s page from what the table says now. */
export const makePickupPage = ({ places, evidence, table: open, codes }: PickupPageDeps) => {
  const codeOf = async (
    table: Table,
    portfolioId: PortfolioId,
    roomId: string | null,
    residentId: string,
    now: number,
  ): Promise<Code> => {
    const found = roomId && (await makeCredentials(table).residentCode(portfolioId, roomId, residentId, now))
    const status = codeStatus(found ? { state: found.state, endsAtMs: Date.parse(found.endsAt) } : null, now)
    if (!found || status === 'none') return { code: null, codeStatus: 'none', codeEndsAt: null }
    const secret = (await codes(portfolioId)).open(found.sealed)
    return { code: found.selector + secret, codeStatus: status, codeEndsAt: instant(Date.parse(found.endsAt)) }
  }

  return async (principal: Principal, now: number): Promise<Page | Refusal> => {
    const { portfolioId } = principal
    const { residentId, propertyId } = subjectOf(principal)
    const table = await open(portfolioId)
    const [property, resident, records] = await Promise.all([
      places.property(portfolioId, propertyId),
      residentsOf(table).get(portfolioId, propertyId, residentId),
      makePackages(table).ofResident(portfolioId, residentId),
    ])
    if (!property || !resident) return refuse('resource.not_found', 'There is nothing behind this link any more.')
    const shown = packagesShown(records, propertyId, now)
    const roomId = roomShown(shown)
    const [place, code, packages] = await Promise.all([
      roomId && places.place(portfolioId, roomId),
      codeOf(table, portfolioId, roomId, residentId, now),
      Promise.all(
        shown.map(async (record) =>
          shownOnPage(record, record.evidenceId && (await evidence.pictureUrl(portfolioId, record.evidenceId))),
        ),
      ),
    ])
    return {
      property: property.name,
      timeZone: property.timeZone,
      room: place ? place.room.name : '',
      resident: nameOf(resident),
      ...code,
      packages,
    }
  }
}
