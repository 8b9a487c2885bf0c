import type { TellOnce, Told } from '../../shared/adapters/tell-once.ts'
import type { Seal } from '../../shared/adapters/vault.ts'
import type { DomainEvent } from '../../shared/contracts/domain-event.ts'
import { durationMs, type PortfolioId } from '../../shared/contracts/ids.ts'
import type { Resident } from '../../shared/contracts/resident.ts'
import type { Standard } from '../../shared/contracts/standard.ts'
import { type LinkSigner, makePickupLink } from '../../shared/domain/links/pickup-link.ts'
import { packageReceivedText } from '../../shared/domain/notifications/message-text.ts'
import { addressesOf, type CodeStatus, decideNotice } from '../../shared/domain/notifications/notice.ts'
import type { PackageRecord } from '../../shared/domain/packages/package-record.ts'
import { makeCredentials, type ResidentCode } from '../../shared/table/credentials.ts'
import { makePackages } from '../../shared/table/packages.ts'
import { readTogether } from '../../shared/table/read-together.ts'
import { makeResidents } from '../../shared/table/residents.ts'
import type { Table } from '../../shared/table/table.ts'
import type { Place } from '../middleware/places.ts'

/** What telling a resident needs. `pagesUrl` is the public origin of the pages. */
export interface TellRecipientDeps {
  readonly table: Table
  readonly tellOnce: TellOnce
  readonly place: (portfolioId: PortfolioId, roomId: string) => Promise<Place | null>
  readonly standard: (portfolioId: PortfolioId) => Promise<Standard>
  readonly codes: (portfolioId: PortfolioId) => Promise<Seal>
  readonly links: (portfolioId: PortfolioId) => Promise<LinkSigner>
  readonly pagesUrl: string
  readonly now: () => number
}

/** A package to tell about, by its ids. */
interface Waiting {
  readonly portfolioId: PortfolioId
  readonly propertyId: string
  readonly roomId: string
  readonly packageId: string
  readonly residentId: string
}

interface Facts {
  readonly record: PackageRecord
  readonly resident: Resident
  readonly code: ResidentCode | null
}

const DONE: Told = { done: true }
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/**
 * Tells a resident of a package when an event says that there may be something to tell: the package came or was given to
 * them, or their code reached the room’s device. `done: false` asks to be given the same event again later.
 */
export const makeTellRecipient = (deps: TellRecipientDeps) => {
  const { table, now } = deps
  const together = readTogether(table)
  const packages = makePackages(together)
  const residents = makeResidents(together)
  const credentials = makeCredentials(together)

  const factsOf = async (waiting: Waiting): Promise<Facts | null> => {
    const { portfolioId, propertyId, roomId, packageId, residentId } = waiting
    const [record, resident, code] = await Promise.all([
      packages.get(portfolioId, propertyId, packageId),
      residents.get(portfolioId, propertyId, residentId),
      credentials.residentCode(portfolioId, roomId, residentId, now()),
    ])
    return record && resident ? { record, resident, code } : null
  }

  const newsOf = async (portfolioId: PortfolioId, { record, resident, code }: Facts, codeStatus: CodeStatus) => {
    const [place, standard, seal, signer] = await Promise.all([
      deps.place(portfolioId, record.roomId),
      deps.standard(portfolioId),
      deps.codes(portfolioId),
      deps.links(portfolioId),
    ])
    const endsAtMs = record.received.recordedAtMs + durationMs(standard.packages.linkMaxAge)
    const { propertyId } = record
    const link = makePickupLink(signer, { portfolioId, residentId: resident.id, propertyId, endsAtMs })
    return packageReceivedText({
      language: resident.language,
      firstName: resident.firstName,
      property: place?.property.name ?? '',
      room: place?.room.name ?? '',
      carrier: record.carrier,
      zone: record.zone,
      codeStatus,
      code: code && codeStatus !== 'none' ? code.selector + seal.open(code.sealed) : null,
      link: `${deps.pagesUrl}/r/#${link}`,
    })
  }

  const tell = async (waiting: Waiting): Promise<Told> => {
    const { portfolioId } = waiting
    const facts = await factsOf(waiting)
    if (!facts) return DONE
    const { code, record, resident } = facts
    const known = code && { state: code.state, endsAtMs: Date.parse(code.endsAt) }
    const { placeWithin } = (await deps.standard(portfolioId)).credentials
    const notice = decideNotice(record, known, durationMs(placeWithin), now())
    if (notice.do === 'nothing') return DONE
    if (notice.do === 'wait') return { done: false, untilMs: notice.untilMs }
    return deps.tellOnce(portfolioId, {
      about: record.id,
      reason: 'package_received',
      to: addressesOf(resident),
      text: await newsOf(portfolioId, facts, notice.code),
    })
  }

  /** The code reached the device: everything that waited for it in that room is told now. */
  const onPlaced = async (portfolioId: PortfolioId, roomId: string, residentId: string): Promise<Told> => {
    const open = await makePackages(table).openOf(portfolioId, residentId)
    const waiting = open.filter((record) => record.roomId === roomId && record.status === 'stored')
    for (const { id: packageId, propertyId } of waiting) {
      await tell({ portfolioId, propertyId, roomId, packageId, residentId })
      // What could not be told now is asked for again by its own event, which is kept until it is done.
    }
    return DONE
  }

  return async ({ type, portfolioId, propertyId, resource, data }: DomainEvent): Promise<Told> => {
    const [roomId, residentId] = [text(data.roomId), text(data.residentId)]
    if (roomId === null || residentId === null) return DONE
    if (type === 'credential.placed') return onPlaced(portfolioId, roomId, residentId)
    if (type !== 'package.received' && type !== 'package.assigned') return DONE
    return tell({ portfolioId, propertyId: propertyId ?? '', roomId, packageId: resource, residentId })
  }
}
