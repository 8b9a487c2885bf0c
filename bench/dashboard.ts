import { marshall } from '@aws-sdk/util-dynamodb'
import { PropertyId, RoomId, ThingName } from '../shared/contracts/ids.ts'
import { applyChange } from '../shared/domain/property-state/apply-change.ts'
import type { Change } from '../shared/domain/property-state/change.ts'
import { emptyState, type StoredPropertyState, viewOf } from '../shared/domain/property-state/state.ts'
import { newId, newThing } from '../shared/runtime/ids.ts'
import { atMost, type Figure, reported } from './figure.ts'
import { itemBytes, readUnitsOf, type WireItem, writeUnitsOf } from './metering.ts'

const PACKAGES = [1, 10, 1000] as const
const ROOMS = 3
const DEVICES = 4
const ITEM_BYTES = 4096

/** What a property’s dashboard takes to read and to keep, by the number of packages inside. */
export interface DashboardBench {
  readonly rooms: number
  readonly devicesPerRoom: number
  readonly byPackages: Readonly<
    Record<
      string,
      {
        readonly itemBytes: Figure
        readonly answerBytes: Figure
        readonly readUnits: Figure
        readonly writeUnits: Figure
      }
    >
  >
  /** bytes that 999 more packages add to the item; digits of the counters only */
  readonly growthBytes: Figure
}

const NOW = Date.UTC(2026, 10, 23, 18)

/** A property with rooms, devices and so many packages, by the changes that the table’s stream would bring. */
const stateWith = (packages: number): StoredPropertyState => {
  const at = new Date(NOW).toISOString()
  const propertyId = PropertyId.parse(newId('property'))
  const rooms = Array.from({ length: ROOMS }, () => RoomId.parse(newId('room')))
  let sequence = 10n ** 20n
  const next = () => String(++sequence)
  const changes: Change[] = rooms.flatMap((id, n): Change[] => [
    {
      kind: 'room',
      source: 'ROOMS',
      sequence: next(),
      at,
      after: { id, name: `Package room ${n + 1}`, capacity: 400 },
    },
    ...Array.from({ length: DEVICES }, (_, d): Change[] => {
      const thing = ThingName.parse(newThing('rc'))
      const name = `Controller ${n + 1}.${d + 1}`
      const after = { thing, name, roomId: id, status: 'claimed' as const, beatMs: 60_000, door: null, lock: null }
      return [
        { kind: 'device', source: `DEV#${thing}`, sequence: next(), at, after },
        { kind: 'heard', source: `HEARD#${thing}`, sequence: next(), at, after: { thing, roomId: id, heardMs: NOW } },
      ]
    }).flat(),
  ])
  const intakes = Array.from(
    { length: packages },
    (_, n): Change => ({
      kind: 'package',
      source: 'PKG',
      sequence: next(),
      at,
      before: null,
      after: {
        roomId: rooms[n % ROOMS] as (typeof rooms)[number],
        status: 'stored',
        receivedAtMs: NOW - n * 1000,
        collectedAtMs: null,
      },
    }),
  )
  return [...changes, ...intakes].reduce(
    (state, change) => applyChange(state, change),
    emptyState({ id: propertyId, timeZone: 'America/Chicago', createdAt: at }) as StoredPropertyState,
  )
}

/** Sizes of the one item that a property’s dashboard reads, and of the API’s answer. */
export const benchDashboard = (): DashboardBench => {
  const found = PACKAGES.map((packages) => {
    const state = stateWith(packages)
    const view = viewOf(state, NOW)
    if (view.packages.inside !== packages)
      throw new Error(`${view.packages.inside} of ${packages} packages were counted`)
    const bytes = itemBytes(
      marshall({
        pk: `PF#${newId('portfolio')}#PROP#${state.propertyId}#STATE`,
        sk: 'STATE',
        __edb_e__: 'property_state',
        state,
        rev: packages,
      }) as unknown as WireItem,
    )
    return {
      packages,
      bytes,
      figures: {
        itemBytes: atMost(bytes, ITEM_BYTES, 'bytes'),
        answerBytes: reported(JSON.stringify(view).length),
        readUnits: atMost(readUnitsOf(bytes, 'eventual'), 0.5, 'RRU'),
        writeUnits: reported(writeUnitsOf(bytes)),
      },
    }
  })
  const growth = (found.at(-1)?.bytes ?? 0) - (found[0]?.bytes ?? 0)
  return {
    rooms: ROOMS,
    devicesPerRoom: DEVICES,
    byPackages: Object.fromEntries(found.map(({ packages, figures }) => [String(packages), figures])),
    growthBytes: atMost(growth, 16, 'bytes'),
  }
}
