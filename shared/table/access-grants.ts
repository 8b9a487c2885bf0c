import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { Entity } from 'electrodb'
import type * as z from 'zod'
import type { AccessGrant, GrantHolder } from '../contracts/access.ts'
import type { DomainEvent } from '../contracts/domain-event.ts'
import type { PortfolioId } from '../contracts/ids.ts'
import type { RoomCredential } from '../domain/access-sessions/model.ts'
import { credentialIdOf, grantIdOf } from '../domain/credentials/grant-id.ts'
import type { StoredState } from '../domain/credentials/grant-state.ts'
import type { Write } from './commit.ts'
import { shortEvent } from './events.ts'
import { getAll } from './get-all.ts'
import { type Page, primary, secondary, type Table } from './table.ts'

type Shown = z.infer<typeof AccessGrant>

/** A grant as stored; its view (status, warnings) depends on the controller and the time, see `grantView`. */
export type GrantRecord = Omit<
  Shown,
  'credentialId' | 'status' | 'credentialState' | 'errors' | 'warnings' | 'pendingMutations'
> & {
  readonly state: StoredState
  /** Why it could not be placed. */
  readonly failure: string | null
  /** When the cloud last changed it. */
  readonly wantedAt: string
}

const entity = (table: Table) =>
  new Entity(
    {
      model: { entity: 'access_grant', version: '1', service: 'vestibule' },
      attributes: {
        portfolioId: { type: 'string', required: true },
        id: { type: 'string', required: true },
        propertyId: { type: 'string', required: true },
        roomId: { type: 'string', required: true },
        holder: { type: 'any', required: true },
        startsAt: { type: 'string', required: true },
        endsAt: { type: 'string', required: true },
        window: { type: 'any' },
        thing: { type: 'string', required: true },
        selector: { type: 'string', required: true },
        state: { type: 'string', required: true },
        failure: { type: 'string' },
        wantedAt: { type: 'string', required: true },
        createdAt: { type: 'string', required: true },
        setAt: { type: 'string' },
        revokedAt: { type: 'string' },
        removedAt: { type: 'string' },
        event: { type: 'any' },
      },
      indexes: {
        byRoom: primary('PF#${portfolioId}#ROOM#${roomId}#GRANTS', ['portfolioId', 'roomId'], '${id}', ['id']),
        byId: secondary('gsi2', 'PF#${portfolioId}#GRANT#${id}', ['portfolioId', 'id'], 'GRANT', []),
      },
    },
    { client: table.client, table: table.name },
  )

const keyOf = (portfolioId: string, roomId: string, id: string) => ({
  pk: `PF#${portfolioId}#ROOM#${roomId}#GRANTS`,
  sk: id,
})

/** A change of a grant’s state: from which states it may come, and what is set with it. */
export interface GrantChange {
  readonly from: readonly StoredState[]
  readonly set: Partial<
    Pick<GrantRecord, 'state' | 'failure' | 'wantedAt' | 'setAt' | 'revokedAt' | 'removedAt' | 'endsAt'>
  >
  readonly event?: DomainEvent
}

/** Access grants of a room: who may open it, and how far their codes have reached the controller. */
export const makeAccessGrants = (table: Table) => {
  const grants = entity(table)

  const change = (portfolioId: PortfolioId, roomId: string, id: string, { from, set, event }: GrantChange) => {
    const fields = Object.entries({ ...set, ...(event ? { event: shortEvent(event) } : {}) })
    return {
      TableName: table.name,
      Key: keyOf(portfolioId, roomId, id),
      UpdateExpression: `SET ${fields.map(([name]) => `#${name} = :${name}`).join(', ')}`,
      ConditionExpression: `#state IN (${from.map((_, i) => `:from${i}`).join(', ')})`,
      ExpressionAttributeNames: {
        '#state': 'state',
        ...Object.fromEntries(fields.map(([name]) => [`#${name}`, name])),
      },
      ExpressionAttributeValues: {
        ...Object.fromEntries(fields.map(([name, value]) => [`:${name}`, value])),
        ...Object.fromEntries(from.map((state, i) => [`:from${i}`, state])),
      },
    }
  }

  return {
    /** The write that adds a grant; fails where the id exists. */
    create: (portfolioId: PortfolioId, grant: GrantRecord, event: DomainEvent): Write =>
      ({
        Put: grants.create({ portfolioId, ...withoutNulls(grant), event: shortEvent(event) } as never).params(),
      }) as Write,
    /** The write that changes a grant; fails where its state is not one of `from`. */
    change: (portfolioId: PortfolioId, roomId: string, id: string, what: GrantChange): Write => ({
      Update: change(portfolioId, roomId, id, what),
    }),
    /** Changes a grant at once; false where its state is not one of `from`, so that a repeat changes nothing. */
    apply: async (portfolioId: PortfolioId, roomId: string, id: string, what: GrantChange): Promise<boolean> => {
      try {
        await table.client.send(new UpdateCommand(change(portfolioId, roomId, id, what)))
        return true
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false
        throw error
      }
    },
    /** A grant of a room, or null. */
    ofRoom: async (portfolioId: PortfolioId, roomId: string, id: string): Promise<GrantRecord | null> => {
      const { data } = await grants.get({ portfolioId, roomId, id }).go({ consistent: true })
      return data ? toGrant(data) : null
    },
    /** A grant by its id alone, or null. */
    get: async (portfolioId: PortfolioId, id: string): Promise<GrantRecord | null> => {
      const { data } = await grants.query.byId({ portfolioId, id }).go({ hydrate: true })
      return data[0] ? toGrant(data[0]) : null
    },
    /** Grants of a room, newest first. */
    list: async (
      portfolioId: PortfolioId,
      roomId: string,
      { limit, cursor }: { limit: number; cursor?: string | undefined },
    ): Promise<Page<GrantRecord>> => {
      const found = await grants.query
        .byRoom({ portfolioId, roomId })
        .go({ limit, cursor: cursor ?? null, order: 'desc' })
      return { items: found.data.map(toGrant), ...(found.cursor ? { cursor: found.cursor } : {}) }
    },
    /** Whose credentials these are, by credential id, ended ones too; unknown ids are missing. */
    holders: async (
      portfolioId: PortfolioId,
      roomId: string,
      credentialIds: readonly string[],
    ): Promise<ReadonlyMap<string, RoomCredential & { readonly residentId: string | null }>> => {
      const ids = [...new Set(credentialIds)]
      const found = new Map<string, RoomCredential & { readonly residentId: string | null }>()
      const keys = ids.map((id) => keyOf(portfolioId, roomId, grantIdOf(id)))
      const items = await getAll(table, keys, { attributes: 'id, holder' })
      for (const { id, holder } of items as { id: string; holder: GrantHolder }[])
        found.set(credentialIdOf(id), {
          role: holder.kind,
          carrierId: holder.kind === 'carrier' ? holder.carrierId : null,
          residentId: holder.kind === 'resident' ? holder.residentId : null,
          grantId: id,
          credentialId: credentialIdOf(id),
        })
      return found
    },
  }
}

const withoutNulls = (record: object) =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null))

const toGrant = ({ portfolioId: _, event: __, ...grant }: Record<string, unknown>): GrantRecord =>
  ({
    window: null,
    failure: null,
    setAt: null,
    revokedAt: null,
    removedAt: null,
    ...grant,
  }) as unknown as GrantRecord
