import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { Entity } from 'electrodb'
import type { Device } from '../contracts/device.ts'
import type { DomainEvent } from '../contracts/domain-event.ts'
import type { PortfolioId } from '../contracts/ids.ts'
import type { Write } from './commit.ts'
import { type Page, primary, secondary, type Table } from './table.ts'

/** A device as stored; what moves with every heartbeat is in its inbox. */
export type DeviceRecord = Omit<Device, 'online' | 'lastHeardAt' | 'drainedAt'>

/** A device’s keys, each closed with the vault’s seal for device keys; base64url inside. */
export interface DeviceKeys {
  readonly kPin: string
  readonly kSnap: string
  /** Kiosks: the closed text of their key for the HTTP API. */
  readonly apiKey?: string
}

const entity = (table: Table) =>
  new Entity(
    {
      model: { entity: 'device', version: '1', service: 'vestibule' },
      attributes: {
        portfolioId: { type: 'string', required: true },
        thing: { type: 'string', required: true },
        class: { type: 'string', required: true },
        name: { type: 'string', required: true },
        propertyId: { type: 'string', required: true },
        roomId: { type: 'string', required: true },
        points: { type: 'any', required: true },
        status: { type: 'string', required: true },
        reported: { type: 'any', required: true },
        shadowVersions: { type: 'any', required: true },
        createdAt: { type: 'string', required: true },
        claimedAt: { type: 'string' },
        event: { type: 'any' },
      },
      indexes: {
        byThing: primary('PF#${portfolioId}#THING#${thing}', ['portfolioId', 'thing'], 'DEVICE', []),
        byPlace: secondary('gsi1', 'PF#${portfolioId}#DEVICES', ['portfolioId'], '${propertyId}#${roomId}#${thing}', [
          'propertyId',
          'roomId',
          'thing',
        ]),
      },
    },
    { client: table.client, table: table.name },
  )

const keyOf = (portfolioId: string, thing: string, sk: 'DEVICE' | 'KEYS') => ({
  pk: `PF#${portfolioId}#THING#${thing}`,
  sk,
})

/** Devices of a portfolio: one item each, found by thing or by property and room, and beside it one with its keys. */
export const makeDevices = (table: Table) => {
  const devices = entity(table)
  return {
    /** The write that adds a device; fails where the thing exists. */
    create: (portfolioId: PortfolioId, { claimedAt: _, ...device }: DeviceRecord, event: DomainEvent): Write =>
      ({ Put: devices.create({ portfolioId, ...device, shadowVersions: {}, event }).params() }) as Write,
    /** One device, or null. */
    get: async (portfolioId: PortfolioId, thing: string): Promise<DeviceRecord | null> => {
      const { data } = await devices.get({ portfolioId, thing }).go()
      return data ? toDevice(data) : null
    },
    /** Devices by property and room. */
    list: async (
      portfolioId: PortfolioId,
      place: { propertyId?: string | undefined; roomId?: string | undefined },
      { limit, cursor }: { limit: number; cursor?: string | undefined },
    ): Promise<Page<DeviceRecord>> => {
      const { propertyId, roomId } = place
      const within =
        propertyId && roomId
          ? devices.query.byPlace({ portfolioId, propertyId, roomId })
          : propertyId
            ? devices.query.byPlace({ portfolioId }).begins({ propertyId })
            : devices.query.byPlace({ portfolioId })
      const found = await within.go({ limit, cursor: cursor ?? null })
      return { items: found.data.map(toDevice), ...(found.cursor ? { cursor: found.cursor } : {}) }
    },
    /** Every device of a room. */
    ofRoom: async (portfolioId: PortfolioId, propertyId: string, roomId: string): Promise<DeviceRecord[]> => {
      const { data } = await devices.query.byPlace({ portfolioId, propertyId, roomId }).go({ pages: 'all' })
      return data.map(toDevice)
    },
    /** The write that marks a device as claimed; the first time stands. */
    claim: (portfolioId: PortfolioId, thing: string, at: string, event: DomainEvent): Write => ({
      Update: {
        TableName: table.name,
        Key: keyOf(portfolioId, thing, 'DEVICE'),
        UpdateExpression: 'SET #status = :claimed, claimedAt = :at, #event = :event',
        ConditionExpression: '#status = :registered',
        ExpressionAttributeNames: { '#status': 'status', '#event': 'event' },
        ExpressionAttributeValues: { ':claimed': 'claimed', ':registered': 'registered', ':at': at, ':event': event },
      },
    }),
    /** The write that takes a device out of service for good; fails where it is not in service. */
    retire: (portfolioId: PortfolioId, thing: string, event: DomainEvent): Write => ({
      Update: {
        TableName: table.name,
        Key: keyOf(portfolioId, thing, 'DEVICE'),
        UpdateExpression: 'SET #status = :retired, #event = :event',
        ConditionExpression: '#status IN (:claimed, :ready)',
        ExpressionAttributeNames: { '#status': 'status', '#event': 'event' },
        ExpressionAttributeValues: {
          ':retired': 'retired',
          ':claimed': 'claimed',
          ':ready': 'in_service',
          ':event': event,
        },
      },
    }),
    /**
     * Keeps the reported half of a shadow, unless a newer version is kept. `isReady`: the device passed its self-test and
     * is in service. False where the report was old, or the device is retired: nothing brings it back.
     */
    report: async (
      portfolioId: PortfolioId,
      thing: string,
      shadow: { name: string; version: number; reported: object },
      isReady: boolean,
    ): Promise<boolean> => {
      try {
        await table.client.send(
          new UpdateCommand({
            TableName: table.name,
            Key: keyOf(portfolioId, thing, 'DEVICE'),
            UpdateExpression: `SET #reported.#name = :reported, #versions.#name = :version${isReady ? ', #status = :ready' : ''}`,
            ConditionExpression:
              '(attribute_not_exists(#versions.#name) OR #versions.#name < :version) AND #status <> :retired',
            ExpressionAttributeNames: {
              '#reported': 'reported',
              '#versions': 'shadowVersions',
              '#name': shadow.name,
              '#status': 'status',
            },
            ExpressionAttributeValues: {
              ':reported': shadow.reported,
              ':version': shadow.version,
              ':retired': 'retired',
              ...(isReady ? { ':ready': 'in_service' } : {}),
            },
          }),
        )
        return true
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false
        throw error
      }
    },
    /** Keeps a device’s keys, unless it has some; answers those that it has now. */
    keepKeys: async (portfolioId: PortfolioId, thing: string, keys: DeviceKeys): Promise<DeviceKeys> => {
      try {
        await table.client.send(
          new PutCommand({
            TableName: table.name,
            Item: { ...keyOf(portfolioId, thing, 'KEYS'), ...keys },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        )
        return keys
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error
        const kept = await readKeys(table, portfolioId, thing)
        if (!kept) throw error
        return kept
      }
    },
    /** A device’s keys, or null before it was claimed. */
    keys: (portfolioId: PortfolioId, thing: string): Promise<DeviceKeys | null> => readKeys(table, portfolioId, thing),
  }
}

const readKeys = async (table: Table, portfolioId: PortfolioId, thing: string): Promise<DeviceKeys | null> => {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: keyOf(portfolioId, thing, 'KEYS'), ConsistentRead: true }),
  )
  if (!Item) return null
  const { pk: _, sk: __, ...keys } = Item
  return keys as DeviceKeys
}

const toDevice = ({
  portfolioId: _,
  event: __,
  shadowVersions: ___,
  ...device
}: Record<string, unknown>): DeviceRecord => ({ claimedAt: null, ...device }) as unknown as DeviceRecord
