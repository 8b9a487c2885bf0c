import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { TEST_DATA } from '../local/demo/portfolio.ts'
import { readPicture } from '../local/live-room.ts'
import { until } from '../local/until.ts'
import type { Package } from '../shared/contracts/package.ts'
import { type Activity, activityBetween, type Cost, costOf } from './delivery-cost.ts'
import { atMost, type Figure, median, reported } from './figure.ts'
import { meter } from './meter/billing.ts'
import type { MeterEntry } from './meter/entries.ts'
import type { MeteredRoom } from './metered-room.ts'
import { billOf, PRICES } from './prices.ts'

const GOAL_WRITES = 10
const GOAL_READS = 4
const GOAL_CALLS = 8
const GOAL_USD_PER_1000 = 0.05
const QUIET_MS = 3_000
const SETTLE_MS = 60_000

/** Pictures of labels that each name another resident of Maple Court; the first only warms the functions up. */
const FIRST = ['usps_easypost_sparrow.png']
const WITH_NEW_CODE = ['usps_karrio_martin.png', 'usps_johndoe.png', 'ups_zebrash.png']
const WITH_CODE = ['ups_binarykits.png', 'fedex_zebrash.png', 'dhl_karrio_us.png']

/** What one kind of delivery takes: medians over its deliveries. */
export interface DeliveryFigures {
  readonly deliveries: number
  readonly calls: Figure
  readonly writeUnits: Figure
  readonly readUnits: Figure
  readonly usdPer1000: { readonly push: Figure; readonly email: Figure }
}

/** Figures of a delivery with the stream's share at one change a batch and at 25. */
export interface DeliveryScenario {
  readonly streamBatchOf1: DeliveryFigures
  readonly streamBatchOf25: DeliveryFigures
  /** calls, write and read units by function and operation, of the median delivery, stream batches of 1 */
  readonly breakdown: readonly string[]
  readonly bill: readonly string[]
}

/** Figures of {@link benchDelivery}. */
export interface DeliveryBench {
  readonly prices: string
  /** the resident’s code is on the controller already: they have another package in the room */
  readonly residentHasCode: DeliveryScenario
  /** the first package: a code is made, brought onto the controller and taken back after the pickup */
  readonly newCode: DeliveryScenario
  readonly excluded: string
}

/** Waits until the functions have nothing more to do for a delivery, and answers the whole log. */
const settled = async (
  room: MeteredRoom,
  isDone: (entries: readonly MeterEntry[]) => boolean,
): Promise<MeterEntry[]> => {
  let entries: MeterEntry[] = []
  await until(
    'the functions to have done their work',
    async () => {
      entries = await room.installation.entries()
      const last = Math.max(0, ...entries.filter(room.isOfDelivery).map(({ endedAt }) => endedAt))
      return isDone(entries) && Date.now() - last > QUIET_MS
    },
    { withinMs: SETTLE_MS, everyMs: 300 },
  )
  return entries
}

interface Delivered {
  readonly beganAt: number
  readonly endedAt: number
}

/** One delivery from the picture to the pickup; `residentId` null takes whom the label names. */
const deliver = async (
  room: MeteredRoom,
  picture: string,
  residentId: Package['residentId'],
): Promise<Delivered & { readonly package: Package; readonly collect: () => Promise<Delivered> }> => {
  const { kioskApi, onboarded } = room.portfolio.live
  const roomId = onboarded.room.id
  const beganAt = Date.now()
  const stored = await readPicture(kioskApi, roomId, join(TEST_DATA.labels, picture))
  const { carrier, trackingNumber, match } = stored.reading
  const received = await kioskApi.call('createPackage', {
    body: {
      roomId,
      labelReadingId: stored.id,
      evidenceId: stored.evidenceId,
      carrier,
      trackingNumber,
      residentId: residentId ?? (match.residentId as Package['residentId']),
      zone: 'A1',
    },
  })
  if (!received.residentId) throw new Error(`the label ${picture} was not matched`)
  const isTold = (entries: readonly MeterEntry[]) =>
    entries.some((entry) => entry.kind === 'call' && entry.beganAt >= beganAt && ['sns', 'ses'].includes(entry.service))
  await settled(room, isTold)
  const endedAt = Date.now()
  const collect = async () => {
    const from = Date.now()
    await kioskApi.call('pickUpPackage', { params: { packageId: received.id }, body: { method: 'keypad' } })
    await settled(room, () => true)
    return { beganAt: from, endedAt: Date.now() }
  }
  return { beganAt, endedAt, package: received, collect }
}

const figuresOf = (costs: readonly Cost[]): DeliveryFigures => {
  const of = (pick: (cost: Cost) => number) => median(costs.map(pick))
  const usd = (message: 'pushes' | 'emails') => of(({ uses }) => 1000 * billOf({ ...uses, [message]: 1 }).usd)
  return {
    deliveries: costs.length,
    calls: atMost(
      of(({ calls }) => calls),
      GOAL_CALLS,
      'calls',
    ),
    writeUnits: atMost(
      of(({ uses }) => uses.writeUnits),
      GOAL_WRITES,
      'WRU',
    ),
    readUnits: atMost(
      of(({ uses }) => uses.readUnits),
      GOAL_READS,
      'RRU',
    ),
    usdPer1000: {
      push: atMost(usd('pushes'), GOAL_USD_PER_1000, 'USD'),
      email: atMost(usd('emails'), GOAL_USD_PER_1000, 'USD'),
    },
  }
}

const scenarioOf = (activities: readonly Activity[]): DeliveryScenario => {
  const one = activities.map((activity) => costOf(activity, 1))
  const many = activities.map((activity) => costOf(activity, 25))
  const middle = one.toSorted((a, b) => a.uses.writeUnits - b.uses.writeUnits)[Math.floor(one.length / 2)] as Cost
  const { lines } = billOf({ ...(many[one.indexOf(middle)] as Cost).uses, emails: 1 })
  return {
    streamBatchOf1: figuresOf(one),
    streamBatchOf25: figuresOf(many),
    breakdown: middle.lines,
    bill: lines.map(
      ({ use, count, usd }) => `${use}: ${reported(count).value} a delivery, $${(1000 * usd).toFixed(5)} per 1,000`,
    ),
  }
}

/** Plays deliveries on a metered room, without any visit, and counts what each took. */
export const benchDelivery = async (room: MeteredRoom, say: (line: string) => void): Promise<DeliveryBench> => {
  say('warming up: one delivery')
  for (const picture of FIRST) await (await deliver(room, picture, null)).collect()
  const kinds: Record<'newCode' | 'residentHasCode', Delivered[][]> = { newCode: [], residentHasCode: [] }
  for (const [i, picture] of WITH_NEW_CODE.entries()) {
    say(`delivery with a new code, ${i + 1} of ${WITH_NEW_CODE.length}`)
    const first = await deliver(room, picture, null)
    say(`another delivery to the same resident, ${i + 1} of ${WITH_CODE.length}`)
    const second = await deliver(room, WITH_CODE[i] as string, first.package.residentId)
    kinds.residentHasCode.push([second, await second.collect()])
    kinds.newCode.push([first, await first.collect()])
  }
  await pause(QUIET_MS)
  const entries = (await room.installation.entries()).filter((entry) => room.isOfDelivery(entry))
  const calls = meter(await room.installation.entries()).filter((call) => room.isOfDelivery(call))
  const scenario = (kind: keyof typeof kinds) =>
    scenarioOf(kinds[kind].map((parts) => activityBetween(parts, entries, calls)))
  return {
    prices: `${PRICES.region}, list prices of ${PRICES.version}`,
    residentHasCode: scenario('residentHasCode'),
    newCode: scenario('newCode'),
    excluded:
      'the access session (facts of rooms, reconciliation), what a process reads once (credentials of the tenant role, the secret, keys of the issuer), logs and traces',
  }
}
