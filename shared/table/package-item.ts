import type { DomainEvent } from '../contracts/domain-event.ts'
import type { PortfolioId } from '../contracts/ids.ts'
import type { PackageStatus } from '../contracts/package.ts'
import { readingIdOf } from '../domain/packages/package-id.ts'
import type { PackageRecord, PickupMethod, Step } from '../domain/packages/package-record.ts'

/** Key of a package. */
export const packageKey = (portfolioId: PortfolioId, propertyId: string, packageId: string) => ({
  pk: `PF#${portfolioId}#PROP#${propertyId}#PKG`,
  sk: packageId,
})

/** Partition of a resident’s packages in `gsi2`. */
export const residentPartition = (portfolioId: PortfolioId, residentId: string): string =>
  `PF#${portfolioId}#RES#${residentId}#PKG`

interface StepItem {
  at: number
  by: string
  /** recorded at, where that is not `at` */
  rec?: number
}

/** A package as it lies in the table. Names are short and what the key says is left out: the item stays under 1 KB. */
interface PackageItem {
  room: string
  res?: string
  name?: string
  unit?: string
  car?: string
  trk?: string
  zone?: string
  flags?: string[]
  status: PackageStatus
  evd?: string
  /** the picture was read; the reading’s id follows from the picture’s */
  read?: true
  sess?: string
  ks?: string
  in: StepItem
  asg?: StepItem
  out?: StepItem & { how: PickupMethod; once?: string; known?: boolean }
}

/** The part of an id behind its prefix, which follows from the attribute that it lies in. */
export const bare = (id: string): string => id.slice(id.indexOf('_') + 1)
const bareOrNull = (id: string | null) => (id === null ? null : bare(id))

const step = ({ atMs, recordedAtMs, by }: Step): StepItem => ({
  at: atMs,
  by,
  ...(recordedAtMs === atMs ? {} : { rec: recordedAtMs }),
})

const toStep = ({ at, by, rec }: StepItem): Step => ({ atMs: at, recordedAtMs: rec ?? at, by })

/** The item of a package, with the event of the change that it is written for. */
export const packageItem = (portfolioId: PortfolioId, record: PackageRecord, event: DomainEvent) => ({
  ...packageKey(portfolioId, record.propertyId, record.id),
  ...(record.residentId === null
    ? {}
    : { gsi2pk: residentPartition(portfolioId, record.residentId), gsi2sk: bare(record.id) }),
  ...fields(record),
  event,
})

const fields = (record: PackageRecord): PackageItem => {
  const { collected: out } = record
  const optional = {
    res: bareOrNull(record.residentId),
    name: record.recipient,
    unit: record.unit,
    car: record.carrier,
    trk: record.trackingNumber,
    zone: record.zone,
    flags: record.flags.length > 0 ? [...record.flags] : null,
    evd: bareOrNull(record.evidenceId),
    read: record.labelReadingId === null ? null : true,
    sess: record.sessionId,
    ks: record.kioskSessionId,
  }
  return {
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== null)) as Partial<PackageItem>),
    room: bare(record.roomId),
    status: record.status,
    in: step(record.received),
    ...(record.assigned ? { asg: step(record.assigned) } : {}),
    ...(out
      ? {
          out: {
            ...step(out),
            how: out.method,
            ...(out.once === null ? {} : { once: out.once }),
            ...(out.sessionKnown ? { known: true } : {}),
          },
        }
      : {}),
  }
}

const propertyIn = (pk: unknown): string => /#PROP#([^#]+)#PKG$/.exec(String(pk))?.[1] ?? ''

/** The package of an item or of a stream image that was unmarshalled. */
export const packageFrom = (image: Record<string, unknown>): PackageRecord => {
  const item = image as unknown as PackageItem
  const { out } = item
  const evidenceId = item.evd === undefined ? null : `evd_${item.evd}`
  return {
    id: String(image.sk),
    propertyId: propertyIn(image.pk),
    roomId: `room_${item.room}`,
    residentId: item.res === undefined ? null : `res_${item.res}`,
    recipient: item.name ?? null,
    unit: item.unit ?? null,
    carrier: item.car ?? null,
    trackingNumber: item.trk ?? null,
    zone: item.zone ?? null,
    flags: item.flags ?? [],
    status: item.status,
    evidenceId,
    labelReadingId: item.read && evidenceId ? readingIdOf(evidenceId) : null,
    sessionId: item.sess ?? null,
    kioskSessionId: item.ks ?? null,
    received: toStep(item.in),
    assigned: item.asg ? toStep(item.asg) : null,
    collected: out
      ? { ...toStep(out), method: out.how, once: out.once ?? null, sessionKnown: out.known ?? false }
      : null,
  }
}
