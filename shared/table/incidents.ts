import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { Entity } from 'electrodb'
import type { DomainEvent } from '../contracts/domain-event.ts'
import { IncidentId, type PortfolioId } from '../contracts/ids.ts'
import { type Incident, IncidentStatus } from '../contracts/incident.ts'
import { idFrom } from '../runtime/ids.ts'
import type { Write } from './commit.ts'
import { type Page, primary, REGISTRY, secondary, type Table } from './table.ts'

/** An incident and the number of its execution of the ladder: each start after an end is a new run. */
export interface IncidentRecord {
  readonly incident: Incident
  readonly run: number
}

/** An open incident whose next rung is due, by its keys alone. */
export interface DueLadder {
  readonly portfolioId: PortfolioId
  readonly propertyId: string
  readonly incidentId: string
}

const PHASES = ['unresolved', 'resolved'] as const
const phaseOf = (status: IncidentStatus): (typeof PHASES)[number] => (status === 'resolved' ? 'resolved' : 'unresolved')

const LADDERS = `PF#${REGISTRY}#LADDERS`

const entity = (table: Table) =>
  new Entity(
    {
      model: { entity: 'incident', version: '1', service: 'vestibule' },
      attributes: {
        portfolioId: { type: 'string', required: true },
        propertyId: { type: 'string', required: true },
        id: { type: 'string', required: true },
        roomId: { type: 'string', required: true },
        status: { type: IncidentStatus.options, required: true },
        phase: { type: PHASES, required: true },
        // '' where it does not climb: the index wants to be told either way.
        climbsAt: { type: 'string', required: true },
        incident: { type: 'any', required: true },
        rev: { type: 'number', required: true },
        run: { type: 'number', required: true },
        event: { type: 'any' },
      },
      indexes: {
        byProperty: primary('PF#${portfolioId}#PROP#${propertyId}#INC', ['portfolioId', 'propertyId'], '${id}', ['id']),
        // What still needs somebody lies apart, so that finding it does not grow with history.
        byPhase: secondary('gsi1', 'PF#${portfolioId}#INC#${phase}', ['portfolioId', 'phase'], '${id}', ['id']),
        // Only what still climbs, of all portfolios: what the schedule looks through, and nobody else can read.
        byDue: {
          ...secondary('gsi2', LADDERS, [], '${climbsAt}#${id}', ['climbsAt', 'id']),
          condition: ({ climbsAt }: { climbsAt?: string }) => climbsAt !== '',
        },
      },
    },
    { client: table.client, table: table.name },
  )

const toRecord = ({ incident, run }: Record<string, unknown>): IncidentRecord => ({
  incident: incident as Incident,
  run: run as number,
})

/** The incident of an item or of a stream image that was unmarshalled. */
export const toIncident = (image: Record<string, unknown>): Incident => toRecord(image).incident

const PREFIX = 'inc_'
/** Ten characters of an id hold its time, so ids of incidents since then are not below this. */
const since = (ms: number) => idFrom('incident', '', ms).slice(0, PREFIX.length + 10)

/** Id of the one incident of a key; `atMs` is when the event happened that its subject is named by, which never changes. */
export const incidentIdOf = (key: string, atMs: number): string => idFrom('incident', key, atMs)

/** What a list is narrowed by; `propertyIds` null: all properties. */
export interface IncidentFilter {
  readonly propertyIds: readonly string[] | null
  readonly status?: IncidentStatus | undefined
}

/** Items that a read of a list asks for where a filter may leave most of them out, and reads of one page of it. */
const READ = 100
const READS = 4
/** Behind every id. */
const NEWEST = `${PREFIX}~`

const toCursor = (id: string) => Buffer.from(id).toString('base64url')
const fromCursor = (cursor: string) => IncidentId.parse(Buffer.from(cursor, 'base64url').toString('utf8'))

/** Some incidents of a source, newest first; `isWhole` where none is older. */
interface Read {
  readonly items: readonly Incident[]
  readonly isWhole: boolean
}

const toRead = (found: { data: Record<string, unknown>[]; cursor: string | null }): Read => ({
  items: found.data.map(toIncident),
  isWhole: found.cursor === null,
})

/** What several sources hold together, newest first, down to where each of them has been read. */
const merged = (reads: readonly Read[]): { items: Incident[]; downTo: string | null } => {
  const ends = reads.flatMap(({ items, isWhole }) => (isWhole ? [] : [items.at(-1)?.id ?? NEWEST]))
  const downTo = ends.toSorted().at(-1) ?? null
  // An incident that changes its source right now may be in both.
  const items = [...new Map(reads.flatMap((read) => read.items.map((item) => [item.id, item]))).values()]
    .filter(({ id }) => downTo === null || id >= downTo)
    .toSorted((a, b) => (a.id < b.id ? 1 : -1))
  return { items, downTo }
}

/** Incidents: a partition a property, newest first by what they are about; the portfolio’s by `gsi1`, in two partitions. */
export const makeIncidents = (table: Table) => {
  const incidents = entity(table)
  const itemOf = (portfolioId: PortfolioId, { incident, run }: IncidentRecord, event: DomainEvent | null) => ({
    portfolioId,
    propertyId: incident.propertyId,
    id: incident.id,
    roomId: incident.roomId,
    status: incident.status,
    phase: phaseOf(incident.status),
    climbsAt: incident.status === 'open' ? (incident.nextRungAt ?? '') : '',
    incident,
    rev: incident.rev,
    run,
    ...(event ? { event } : {}),
  })
  const inProperty = async (
    portfolioId: PortfolioId,
    propertyId: string,
    id: string,
  ): Promise<IncidentRecord | null> => {
    const { data } = await incidents.get({ portfolioId, propertyId, id }).go({ consistent: true })
    return data ? toRecord(data) : null
  }
  /** Where incidents of a filter lie, older than one: with one of the two phases, or in the one property. */
  const readsOf = (
    portfolioId: PortfolioId,
    { propertyIds, status }: IncidentFilter,
    before: string,
    limit: number,
  ): Promise<Read>[] => {
    const options = { limit, order: 'desc' } as const
    const [only, another] = propertyIds ?? []
    if (only !== undefined && another === undefined && (!status || status === 'resolved'))
      return [incidents.query.byProperty({ portfolioId, propertyId: only }).lt({ id: before }).go(options).then(toRead)]
    const phases = status ? [phaseOf(status)] : PHASES
    return phases.map((phase) =>
      incidents.query.byPhase({ portfolioId, phase }).lt({ id: before }).go(options).then(toRead),
    )
  }
  return {
    /** The write that opens an incident; fails where there is one of this id. */
    open: (portfolioId: PortfolioId, record: IncidentRecord, event: DomainEvent): Write =>
      ({ Put: incidents.create(itemOf(portfolioId, record, event)).params() }) as Write,

    /** The write that changes an incident; fails where it is not as it was read (`seenRev`). */
    change: (portfolioId: PortfolioId, record: IncidentRecord, seenRev: number, event: DomainEvent | null): Write =>
      ({
        Put: incidents
          .put(itemOf(portfolioId, record, event))
          .where(({ rev }, { eq }) => eq(rev, seenRev))
          .params(),
      }) as Write,

    /** One incident of a property, or null; read consistently. */
    inProperty,

    /** One incident by id alone, or null: its property by the index, then the item, consistently. */
    get: async (portfolioId: PortfolioId, id: string): Promise<IncidentRecord | null> => {
      for (const phase of PHASES) {
        const { data } = await incidents.query.byPhase({ portfolioId, phase, id }).go({ limit: 1 })
        if (data[0]) return inProperty(portfolioId, data[0].propertyId, id)
      }
      return null
    },

    /** Incidents of a room about what happened at or after an instant; read consistently. */
    ofRoomSince: async (
      portfolioId: PortfolioId,
      propertyId: string,
      roomId: string,
      fromMs: number,
    ): Promise<IncidentRecord[]> => {
      const { data } = await incidents.query
        .byProperty({ portfolioId, propertyId })
        .gte({ id: since(fromMs) })
        .where((item, { eq }) => eq(item.roomId, roomId))
        .go({ pages: 'all', consistent: true })
      return data.map(toRecord)
    },

    /** Incidents, newest first. A page may be short of `limit` and still have a cursor. */
    list: async (
      portfolioId: PortfolioId,
      { propertyIds, status }: IncidentFilter,
      { limit, cursor }: { limit: number; cursor?: string | undefined },
    ): Promise<Page<Incident>> => {
      if (propertyIds?.length === 0) return { items: [] }
      const size = propertyIds === null && !status ? Math.min(READ, limit + 1) : READ
      const items: Incident[] = []
      let before = cursor === undefined ? NEWEST : fromCursor(cursor)
      for (let i = 0; i < READS; i++) {
        const found = merged(await Promise.all(readsOf(portfolioId, { propertyIds, status }, before, size)))
        for (const one of found.items) {
          if (status && one.status !== status) continue
          if (propertyIds && !propertyIds.includes(one.propertyId)) continue
          if (items.length === limit) return { items, cursor: toCursor(items.at(-1)?.id ?? before) }
          items.push(one)
        }
        if (found.downTo === null) return { items }
        before = found.downTo
      }
      return { items, cursor: toCursor(before) }
    },

    /** Open incidents of all portfolios whose next rung was due before an instant, longest ago first. */
    due: async (before: string, limit: number): Promise<DueLadder[]> => {
      const { Items = [] } = await table.client.send(
        new QueryCommand({
          TableName: table.name,
          IndexName: 'gsi2',
          KeyConditionExpression: 'gsi2pk = :pk AND gsi2sk < :before',
          ExpressionAttributeValues: { ':pk': LADDERS, ':before': before },
          Limit: limit,
        }),
      )
      return Items.flatMap(({ pk, sk }) => {
        const [, portfolioId, propertyId] = /^PF#([^#]+)#PROP#([^#]+)#INC$/.exec(String(pk)) ?? []
        return portfolioId && propertyId
          ? [{ portfolioId: portfolioId as PortfolioId, propertyId, incidentId: String(sk) }]
          : []
      })
    },
  }
}
