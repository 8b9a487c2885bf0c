import { join } from 'node:path'
import { TEST_DATA } from '../local/demo/portfolio.ts'
import { readPicture } from '../local/live-room.ts'
import { until } from '../local/until.ts'
import type { Package } from '../shared/contracts/package.ts'
import {
  type Activity,
  activityBetween,
  type Cost,
  computingOf,
  costOf,
  functionOf,
  OWN_PARTS,
  onlyParts,
  PARTS,
  type Part,
} from './delivery-cost.ts'
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
const SETTLE_MS = 90_000

/** Real labels. Those of the first column name a resident; the other goes to the same resident while the first waits. */
const WARM_UP = 'usps_easypost_sparrow.png'
const BY_EMAIL = [
  ['usps_karrio_martin.png', 'fedex_zebrash.png'],
  ['usps_johndoe.png', 'dhl_karrio_us.png'],
] as const
/** Residents whom these labels name, by the directory’s numbers: their phones are taken away. */
const EMAIL_ONLY = ['R-0002', 'R-0003']
const BY_TEXT_AND_EMAIL = [
  ['ups_zebrash.png', 'amazon_spapi.png'],
  ['dhl_karrio_paris.png', 'ups_binarykits.png'],
] as const

/** Calls and units. */
export interface Units {
  readonly calls: Figure
  readonly writeUnits: Figure
  readonly readUnits: Figure
}

/** Figures of one kind of delivery, medians over `deliveries`. */
export interface DeliveryScenario {
  readonly deliveries: number
  /** intake, notice and pickup: what the design's budget is about */
  readonly delivery: Units
  /** with the reading of the label, the code, the stream at 25 changes a batch, and the look-up of callers */
  readonly everything: Units
  readonly parts: Readonly<Partial<Record<Part | 'streamBatchOf25', Units>>>
  /** everything, stream at 25; a push instead of the messages that were sent, or an e-mail */
  readonly usdPer1000: { readonly push: Figure; readonly email: Figure }
  /** of one delivery, stream batches as they were */
  readonly breakdown: readonly string[]
  /** of the same delivery, by function */
  readonly computing: readonly string[]
  readonly bill: readonly string[]
}

/** Figures of {@link benchDelivery}; `hasCode`: the resident's code is on the controller, another package waits. */
export interface DeliveryBench {
  readonly prices: string
  readonly byEmail: { readonly hasCode: DeliveryScenario; readonly newCode: DeliveryScenario }
  readonly byTextAndEmail: { readonly hasCode: DeliveryScenario; readonly newCode: DeliveryScenario }
  readonly excluded: string
}

interface Span {
  readonly beganAt: number
  readonly endedAt: number
}
/** Deliveries by kind: each with its package and when it was under way. */
type Played = Record<'newCode' | 'hasCode', { readonly packageId: string; readonly spans: readonly Span[] }[]>
type Look = (entries: readonly MeterEntry[]) => boolean

/** Waits until the functions have nothing more to do. */
const settled = async (room: MeteredRoom, isDone: Look): Promise<void> => {
  await until(
    'the functions to have done their work',
    async () => {
      const entries = await room.installation.entries()
      const last = Math.max(0, ...entries.filter(room.isOfDelivery).map(({ endedAt }) => endedAt))
      return isDone(entries) && Date.now() - last > QUIET_MS
    },
    { withinMs: SETTLE_MS, everyMs: 300 },
  )
}

/** Told, and no message of this delivery waits in a queue to come back. */
const isTold =
  (beganAt: number): Look =>
  (all) => {
    const notices = all.filter((entry) => entry.beganAt >= beganAt && functionOf(entry.fn) === 'NotifyRecipient')
    const calls = notices.filter((entry) => entry.kind === 'call')
    const last = (list: readonly MeterEntry[]) => Math.max(0, ...list.map((entry) => entry.endedAt))
    const putOff = last(calls.filter(({ operation }) => operation === 'ChangeMessageVisibility'))
    const cameBack = notices.some((entry) => entry.kind === 'invocation' && entry.beganAt > putOff + QUIET_MS)
    return calls.some(({ service }) => service === 'sns' || service === 'ses') && (putOff === 0 || cameBack)
  }

/** One delivery from the picture to the notice; `to` null takes whom the label names. `collect` is its pickup. */
const deliver = async (room: MeteredRoom, picture: string, to: Package['residentId']) => {
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
      residentId: to ?? (match.residentId as Package['residentId']),
      zone: 'A1',
    },
  })
  if (!received.residentId) throw new Error(`the label ${picture} was not matched`)
  await settled(room, isTold(beganAt))
  const arrival: Span = { beganAt, endedAt: Date.now() }
  const collect = async (): Promise<Span> => {
    const from = Date.now()
    await kioskApi.call('pickUpPackage', { params: { packageId: received.id }, body: { method: 'keypad' } })
    await settled(room, () => true)
    return { beganAt: from, endedAt: Date.now() }
  }
  return { packageId: received.id, arrival, residentId: received.residentId, collect }
}

const unitsOf = (costs: readonly Cost[], judged: boolean): Units => {
  const of = (pick: (cost: Cost) => number, goal: number, unit: string) => {
    const value = median(costs.map(pick))
    return judged ? atMost(value, goal, unit) : reported(value)
  }
  return {
    calls: of(({ calls }) => calls, GOAL_CALLS, 'calls'),
    writeUnits: of(({ uses }) => uses.writeUnits, GOAL_WRITES, 'WRU'),
    readUnits: of(({ uses }) => uses.readUnits, GOAL_READS, 'RRU'),
  }
}

const scenarioOf = (activities: readonly Activity[]): DeliveryScenario => {
  const costs = (parts: readonly Part[], batch: number) =>
    activities.map((activity) => costOf(onlyParts(activity, parts), batch))
  const all = costs(PARTS, 25)
  const usd = (sent: 'pushes' | 'emails') =>
    median(all.map(({ uses }) => 1000 * billOf({ ...uses, pushes: 0, emails: 0, [sent]: 1 }).usd))
  const first = all[0] as Cost
  return {
    deliveries: activities.length,
    delivery: unitsOf(costs(OWN_PARTS, 1), true),
    everything: unitsOf(all, true),
    parts: {
      ...Object.fromEntries(PARTS.map((part) => [part, unitsOf(costs([part], 1), false)])),
      streamBatchOf25: unitsOf(costs(['stream'], 25), false),
    },
    usdPer1000: {
      push: atMost(usd('pushes'), GOAL_USD_PER_1000, 'USD'),
      email: atMost(usd('emails'), GOAL_USD_PER_1000, 'USD'),
    },
    breakdown: costOf(activities[0] as Activity, 1).lines,
    computing: computingOf(activities[0] as Activity),
    bill: billOf(first.uses).lines.map(
      ({ use, count, usd: each }) =>
        `${use}: ${reported(count).value} a delivery, $${(1000 * each).toFixed(5)} per 1,000`,
    ),
  }
}

/** Takes the phones from some residents, so that they are told by e-mail alone. */
const leaveEmailOnly = async (room: MeteredRoom): Promise<void> => {
  const { api, live } = room.portfolio
  const propertyId = live.onboarded.property.id
  const { items } = await api.call('listResidents', { params: { propertyId }, query: { limit: 100 } })
  const chosen = items.filter(({ externalId }) => externalId !== undefined && EMAIL_ONLY.includes(externalId))
  if (chosen.length !== EMAIL_ONLY.length) throw new Error(`${chosen.length} of ${EMAIL_ONLY} live there`)
  for (const { id } of chosen)
    await api.call('updateResident', {
      params: { propertyId, residentId: id },
      body: { phone: null, preferredChannel: 'email' },
    })
}

/** Plays deliveries on a metered room, without any visit, and counts what each took. */
export const benchDelivery = async (room: MeteredRoom, say: (line: string) => void): Promise<DeliveryBench> => {
  await leaveEmailOnly(room)
  say('warming up')
  const first = await deliver(room, WARM_UP, null)
  await first.collect()

  const play = async (pairs: readonly (readonly [string, string])[], isByEmail: boolean) => {
    const played: Played = { newCode: [], hasCode: [] }
    for (const [i, [own, other]] of pairs.entries()) {
      say(`${isByEmail ? 'by e-mail' : 'by text and e-mail'}, ${i + 1} of ${pairs.length}: a first and another package`)
      const one = await deliver(room, own, null)
      const two = await deliver(room, other, one.residentId)
      played.hasCode.push({ packageId: two.packageId, spans: [two.arrival, await two.collect()] })
      played.newCode.push({ packageId: one.packageId, spans: [one.arrival, await one.collect()] })
    }
    return played
  }

  const spans = { byEmail: await play(BY_EMAIL, true), byTextAndEmail: await play(BY_TEXT_AND_EMAIL, false) }
  const entries = await room.installation.entries()
  const calls = meter(entries)
  const ids = Object.values(spans).flatMap(({ newCode, hasCode }) =>
    [...newCode, ...hasCode].map((one) => one.packageId),
  )
  const scenarios = (played: Played) => {
    const scenario = (kind: keyof Played) =>
      scenarioOf(
        played[kind].map((one) => {
          const others = [first.packageId, ...ids].filter((id) => id !== one.packageId)
          return activityBetween(one.spans, entries, calls, others)
        }),
      )
    return { hasCode: scenario('hasCode'), newCode: scenario('newCode') }
  }
  return {
    prices: `${PRICES.region}, list prices of ${PRICES.version}`,
    byEmail: scenarios(spans.byEmail),
    byTextAndEmail: scenarios(spans.byTextAndEmail),
    excluded:
      'the access session (facts of rooms, reconciliation), schedules, what a process reads once (credentials of the tenant role, the secret, keys of the issuer), storage, logs and traces',
  }
}
