import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Input } from '../client/endpoints.ts'
import { api } from './api.ts'
import type { Topic } from './live.ts'

type PackageFilter = NonNullable<Input<'GET /v1/packages'>['query']>
type IncidentFilter = NonNullable<Input<'GET /v1/incidents'>['query']>
type ResidentFilter = NonNullable<Input<'GET /v1/properties/{propertyId}/residents'>['query']>

/** Lists are read in pages of this size. */
export const PAGE = 50

interface Page<T> {
  readonly items: readonly T[]
  readonly cursor?: string | undefined
}

/** A list that is read page by page; while another filter loads, the rows of the last one stay. */
const paged = <T>(queryKey: readonly unknown[], read: (cursor: string | undefined) => Promise<Page<T>>) =>
  infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.cursor,
    placeholderData: keepPreviousData,
  })

/** A list that is needed whole: page after page, until its end or until there is enough. */
const whole = async <T>(
  read: (cursor: string | undefined) => Promise<Page<T>>,
  enough = Number.POSITIVE_INFINITY,
): Promise<{ readonly items: readonly T[]; readonly more: boolean }> => {
  const items: T[] = []
  let cursor: string | undefined
  do {
    const page = await read(cursor)
    items.push(...page.items)
    cursor = page.cursor
  } while (cursor !== undefined && items.length < enough)
  return { items, more: cursor !== undefined }
}

/** So many incidents that need somebody are shown at once. */
const ENOUGH = 100
const unresolved = (status: 'open' | 'acknowledged') =>
  queryOptions({
    queryKey: ['incidents', status],
    queryFn: () => whole((cursor) => api('GET /v1/incidents', { query: { status, limit: 100, cursor } }), ENOUGH),
  })

/** The reads of the console. The first part of a key is what a pushed topic makes stale. */
export const queries = {
  me: () => queryOptions({ queryKey: ['me'], queryFn: () => api('GET /v1/me', {}), staleTime: 300_000 }),
  users: () =>
    queryOptions({
      queryKey: ['users'],
      queryFn: () => whole((cursor) => api('GET /v1/users', { query: { limit: 100, cursor } })),
      staleTime: 300_000,
    }),
  properties: () =>
    queryOptions({
      queryKey: ['properties'],
      queryFn: () => whole((cursor) => api('GET /v1/properties', { query: { limit: 100, cursor } })),
    }),
  state: (propertyId: string) =>
    queryOptions({
      queryKey: ['state', propertyId],
      queryFn: () => api('GET /v1/properties/{propertyId}/state', { params: { propertyId } }),
    }),
  rooms: (propertyId: string) =>
    queryOptions({
      queryKey: ['rooms', propertyId],
      queryFn: () =>
        whole((cursor) =>
          api('GET /v1/properties/{propertyId}/rooms', { params: { propertyId }, query: { limit: 100, cursor } }),
        ),
    }),
  sessions: (roomId: string) =>
    paged(['sessions', roomId], (cursor) => api('GET /v1/access-sessions', { query: { roomId, limit: PAGE, cursor } })),
  incidents: (query: IncidentFilter) =>
    paged(['incidents', query], (cursor) => api('GET /v1/incidents', { query: { limit: PAGE, ...query, cursor } })),
  openIncidents: () => unresolved('open'),
  acknowledgedIncidents: () => unresolved('acknowledged'),
  incident: (incidentId: string) =>
    queryOptions({
      queryKey: ['incident', incidentId],
      queryFn: () => api('GET /v1/incidents/{incidentId}', { params: { incidentId } }),
    }),
  packages: (query: PackageFilter) =>
    paged(['packages', query.propertyId, query], (cursor) =>
      api('GET /v1/packages', { query: { limit: PAGE, ...query, cursor } }),
    ),
  package: (packageId: string) =>
    queryOptions({
      queryKey: ['package', packageId],
      queryFn: () => api('GET /v1/packages/{packageId}', { params: { packageId } }),
    }),
  reading: (labelReadingId: string) =>
    queryOptions({
      queryKey: ['reading', labelReadingId],
      queryFn: () => api('GET /v1/label-readings/{labelReadingId}', { params: { labelReadingId } }),
    }),
  grants: (roomId: string) =>
    paged(['grants', roomId], (cursor) => api('GET /v1/access-grants', { query: { roomId, limit: PAGE, cursor } })),
  grant: (accessGrantId: string) =>
    queryOptions({
      queryKey: ['grant', accessGrantId],
      queryFn: () => api('GET /v1/access-grants/{accessGrantId}', { params: { accessGrantId } }),
    }),
  carriers: () =>
    queryOptions({
      queryKey: ['carriers'],
      queryFn: () => whole((cursor) => api('GET /v1/carriers', { query: { limit: 100, cursor } })),
    }),
  devices: (propertyId: string) =>
    paged(['devices', propertyId], (cursor) => api('GET /v1/devices', { query: { propertyId, limit: PAGE, cursor } })),
  device: (thing: string) =>
    queryOptions({
      queryKey: ['device', thing],
      queryFn: () => api('GET /v1/devices/{thing}', { params: { thing } }),
    }),
  residents: (propertyId: string, query: ResidentFilter) =>
    paged(['residents', propertyId, query], (cursor) =>
      api('GET /v1/properties/{propertyId}/residents', {
        params: { propertyId },
        query: { limit: PAGE, ...query, cursor },
      }),
    ),
  /** Beside the lists of residents, so that a change of the property's residents reads it again too. */
  resident: (propertyId: string, residentId: string) =>
    queryOptions({
      queryKey: ['residents', propertyId, residentId],
      queryFn: () =>
        api('GET /v1/properties/{propertyId}/residents/{residentId}', { params: { propertyId, residentId } }),
    }),
}

const STALE_BY: Record<Topic['kind'], (topic: Topic) => readonly (readonly string[])[]> = {
  room: (t) => [
    ['state', t.propertyId],
    ['sessions', t.id],
    ['rooms', t.propertyId],
  ],
  package: (t) => [
    ['packages', t.propertyId],
    ['package', t.id],
    ['state', t.propertyId],
  ],
  incident: (t) => [['incidents'], ['incident', t.id], ['state', t.propertyId], ['sessions']],
  grant: (t) => [['grants'], ['grant', t.id]],
  device: (t) => [
    ['devices', t.propertyId],
    ['device', t.id],
    ['state', t.propertyId],
  ],
  property: (t) => [['properties'], ['state', t.propertyId], ['rooms', t.propertyId], ['residents', t.propertyId]],
}

/** Reads again what the pushed topics touch, each key once. */
export const refreshTopics = (client: QueryClient, topics: readonly Topic[]): void => {
  const keys = new Map(
    topics.flatMap((topic) => (STALE_BY[topic.kind]?.(topic) ?? []).map((key) => [key.join(' '), key] as const)),
  )
  for (const queryKey of keys.values()) void client.invalidateQueries({ queryKey })
}
