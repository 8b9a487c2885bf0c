import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { Entity } from 'electrodb'
import type { DomainEvent } from '../contracts/domain-event.ts'
import type { PortfolioId } from '../contracts/ids.ts'
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
        // '' where it does not climb: the index wants to be told either way.
        climbsAt: { type: 'string', required: true },
        incident: { type: 'any', required: true },
        rev: { type: 'number', required: true },
        run: { type: 'number', required: true },
        event: { type: 'any' },
      },
      indexes: {
        byProperty: primary('PF#${portfolioId}#PROP#${propertyId}#INC', ['portfolioId', 'propertyId'], '${id}', ['id']),
        byPortfolio: secondary('gsi1', 'PF#${portfolioId}#INC', ['portfolioId'], '${id}', ['id']),
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

/** Incidents: a partition a property, newest first by what they are about; the portfolio’s by `gsi1`, since they are rare. */
export const makeIncidents = (table: Table) => {
  const incidents = entity(table)
  const itemOf = (portfolioId: PortfolioId, { incident, run }: IncidentRecord, event: DomainEvent | null) => ({
    portfolioId,
    propertyId: incident.propertyId,
    id: incident.id,
    roomId: incident.roomId,
    status: incident.status,
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
      const { data } = await incidents.query.byPortfolio({ portfolioId, id }).go({ limit: 1 })
      const found = data[0]
      return found ? inProperty(portfolioId, found.propertyId, id) : null
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

    /** Incidents, newest first. */
    list: async (
      portfolioId: PortfolioId,
      { propertyIds, status }: IncidentFilter,
      { limit, cursor }: { limit: number; cursor?: string | undefined },
    ): Promise<Page<Incident>> => {
      const [only, another] = propertyIds ?? []
      if (propertyIds && only === undefined) return { items: [] }
      const query =
        only !== undefined && another === undefined
          ? incidents.query.byProperty({ portfolioId, propertyId: only })
          : incidents.query.byPortfolio({ portfolioId })
      const found = await query
        .where((item, { eq }) => {
          const places = (another === undefined ? [] : (propertyIds ?? [])).map((id) => eq(item.propertyId, id))
          const terms = [
            ...(places.length > 0 ? [`(${places.join(' OR ')})`] : []),
            ...(status ? [eq(item.status, status)] : []),
          ]
          return terms.join(' AND ')
        })
        .go({ count: limit, cursor: cursor ?? null, order: 'desc' })
      return { items: found.data.map(toIncident), ...(found.cursor ? { cursor: found.cursor } : {}) }
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
