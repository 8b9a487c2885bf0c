import { median } from './figure.ts'
import type { MeteredCall } from './meter/billing.ts'
import type { InvocationEntry, MeterEntry } from './meter/entries.ts'
import type { Uses } from './prices.ts'

/**
 * Parts of a delivery: the label is read, the package taken in, the resident told, the package picked up; a code is brought
 * onto the controller and taken off; read models and the bus follow the stream; callers are recognised.
 */
export const PARTS = ['reading', 'intake', 'notice', 'pickup', 'code', 'stream', 'callers'] as const
/** See {@link PARTS}. */
export type Part = (typeof PARTS)[number]

/** The way of the package itself, which the budget of the design is about. */
export const OWN_PARTS: readonly Part[] = ['intake', 'notice', 'pickup']

/** What functions did for one delivery. */
export interface Activity {
  readonly invocations: readonly (InvocationEntry & { readonly part: Part })[]
  readonly calls: readonly (MeteredCall & { readonly part: Part })[]
}

/** Calls and units, and how often each thing with a price was used. */
export interface Cost {
  readonly calls: number
  readonly uses: Uses
  /** one line for each part, function and operation */
  readonly lines: readonly string[]
}

/** A span of time, epoch ms. */
interface Span {
  readonly beganAt: number
  readonly endedAt: number
}

const PART_OF: Readonly<Record<string, Part>> = {
  ReadLabel: 'reading',
  ApiReadings: 'reading',
  ApiIntake: 'intake',
  NotifyRecipient: 'notice',
  ApiPackages: 'pickup',
  SyncCredentials: 'code',
  RecordShadows: 'code',
  IngestRequests: 'code',
  Project: 'stream',
  Publish: 'stream',
  Authorize: 'callers',
}

/** Read once in the life of a process and kept: not of a delivery. */
const PER_PROCESS = ['AssumeRole', 'GetSecretValue']
const isPerProcess = ({ operation }: MeteredCall) => PER_PROCESS.includes(operation) || operation.endsWith('jwks.json')

/** Name of a function as the stacks give it, without stack and hash: `Project`, `ApiIntake`. */
export const functionOf = (fn: string): string =>
  /^Vestibule-[a-z0-9]+-[A-Za-z]+-([A-Za-z]+?)[0-9A-F]{8}-/.exec(fn)?.[1] ?? fn

const isWithin = (span: Span, { beganAt }: Span): boolean => beganAt >= span.beganAt && beganAt <= span.endedAt

/**
 * Everything of a delivery that began within the spans; what no part is made of (rooms’ facts, schedules) is left out, and
 * notices that ask for the packages of `others` (they come again later and find nothing to do).
 */
export const activityBetween = (
  spans: readonly Span[],
  entries: readonly MeterEntry[],
  metered: readonly MeteredCall[],
  others: readonly string[],
): Activity => {
  const isOf = (entry: Span & { fn: string }) =>
    functionOf(entry.fn) in PART_OF && spans.some((span) => isWithin(span, entry))
  const began = entries.filter((entry) => entry.kind === 'invocation' && isOf(entry)) as InvocationEntry[]
  const asked = (one: InvocationEntry) => metered.filter((call) => call.fn === one.fn && isWithin(one, call))
  const foreign = began.filter(
    (one) =>
      functionOf(one.fn) === 'NotifyRecipient' &&
      asked(one).some(({ request }) => others.some((id) => request.includes(id))),
  )
  const invocations = began.filter((one) => !foreign.includes(one))
  const isForeign = (call: MeteredCall) => foreign.some((one) => call.fn === one.fn && isWithin(one, call))
  const calls = metered.filter((call) => isOf(call) && !isPerProcess(call) && !isForeign(call))
  const partOf = ({ fn }: { readonly fn: string }) => PART_OF[functionOf(fn)] as Part
  return {
    invocations: invocations.map((one) => ({ ...one, part: partOf(one) })),
    calls: calls.map((call) => ({ ...call, part: partOf(call) })),
  }
}

/** The part of a delivery's activity that is of these parts. */
export const onlyParts = ({ invocations, calls }: Activity, parts: readonly Part[]): Activity => ({
  invocations: invocations.filter(({ part }) => parts.includes(part)),
  calls: calls.filter(({ part }) => parts.includes(part)),
})

/**
 * The share of a call that one change of a batch bears. The stream's functions make theirs once a batch; the audit trail's
 * writes stay one for each change, events go ten to a call.
 */
const shareOf = (call: Activity['calls'][number], batch: number): { call: number; units: number } => {
  if (call.part !== 'stream') return { call: 1, units: 1 }
  if (call.operation === 'PutEvents') return { call: 1 / Math.min(batch, 10), units: 1 }
  return { call: 1 / batch, units: call.operation === 'BatchWriteItem' ? 1 : 1 / batch }
}

/** The kiosk’s own upload of the picture, which no function makes. */
const UPLOADS = 1

const eventsIn = (call: MeteredCall): number =>
  (JSON.parse(call.request) as { Entries?: unknown[] }).Entries?.length ?? 0

/** Memory that buys one whole processor, MB (AWS Lambda, configuring memory). */
const MB_OF_A_PROCESSOR = 1769

/** Length of the union of spans, ms. */
const covered = (spans: readonly Span[]): number => {
  let [sum, until] = [0, 0]
  for (const { beganAt, endedAt } of [...spans].sort((a, b) => a.beganAt - b.beganAt)) {
    sum += Math.max(0, endedAt - Math.max(beganAt, until))
    until = Math.max(until, endedAt)
  }
  return sum
}

/**
 * Milliseconds that an invocation is billed: the processor time that was measured, at the share of a processor that the
 * function's memory buys, and what it waited for other services. So neither the load of this machine nor its whole
 * processors count. Whoever waits for another function waits for that one's own time; a cold invocation counts as warm ones do.
 */
const billedMs = (one: InvocationEntry, { invocations, calls }: Activity): number => {
  const ownMs = (each: InvocationEntry): number => {
    const own = calls.filter((call) => call.fn === each.fn && isWithin(each, call))
    const asked = own.filter(({ service }) => service === 'lambda')
    const callees = invocations.filter((other) => other.fn !== each.fn && asked.some((call) => isWithin(call, other)))
    const waitedMs = covered(own.filter((call) => !asked.includes(call)))
    const calleesMs = callees
      .filter(({ fn }) => functionOf(fn) === 'ReadLabel')
      .reduce((sum, callee) => sum + billedMs(callee, { invocations, calls }), 0)
    return waitedMs + calleesMs + (each.cpuMs * MB_OF_A_PROCESSOR) / each.memoryMb
  }
  const warm = invocations.filter(({ fn, cold }) => fn === one.fn && !cold)
  return one.cold && warm.length > 0 ? median(warm.map(ownMs)) : ownMs(one)
}

const usesOf = (activity: Activity, batch: number): Uses => {
  const { invocations, calls } = activity
  const count = (test: (call: MeteredCall) => boolean) => calls.filter(test).length
  const sum = (pick: (call: Activity['calls'][number]) => number) => calls.reduce((all, call) => all + pick(call), 0)
  const share = ({ part }: { part: Part }) => (part === 'stream' ? 1 / batch : 1)
  const gbSeconds = (isX86: boolean) =>
    invocations
      .filter(({ fn }) => (functionOf(fn) === 'ReadLabel') === isX86)
      .reduce((all, one) => all + share(one) * (billedMs(one, activity) / 1000) * (one.memoryMb / 1024), 0)
  const of = (...names: string[]) => invocations.filter(({ fn }) => names.includes(functionOf(fn)))
  const records = (list: readonly InvocationEntry[]) => list.reduce((all, one) => all + one.records, 0)
  const isS3 = (call: MeteredCall, ...methods: string[]) =>
    call.service === 's3' && methods.some((method) => call.operation.startsWith(method))
  const isShadow = (call: MeteredCall) => call.service === 'iotdata' && call.operation.includes('/shadow')
  const isPublish = (call: MeteredCall) => call.service === 'iotdata' && call.operation.includes('/topics/')
  const isRead = invocations.some(({ part }) => part === 'reading')
  return {
    writeUnits: sum((call) => call.writeUnits * shareOf(call, batch).units),
    readUnits: sum((call) => call.readUnits * shareOf(call, batch).units),
    lambdaRequests: invocations.reduce((all, one) => all + share(one), 0),
    lambdaArmGbSeconds: gbSeconds(false),
    lambdaX86GbSeconds: gbSeconds(true),
    httpRequests: invocations.filter(({ fn }) => functionOf(fn).startsWith('Api')).length,
    busEvents: sum((call) => (call.operation === 'PutEvents' ? eventsIn(call) : 0)),
    // A message is sent, received and deleted; what functions ask of a queue themselves comes on top.
    queueRequests:
      3 * records(invocations.filter(({ source }) => source === 'aws:sqs')) + count(({ service }) => service === 'sqs'),
    storePuts: count((call) => isS3(call, 'PUT')) + (isRead ? UPLOADS : 0),
    storeGets: count((call) => isS3(call, 'GET', 'HEAD')),
    deviceMessages: count(isPublish) + records(of('IngestRequests')),
    deviceRules: records(of('IngestRequests', 'RecordShadows')),
    shadowOperations: count(isShadow) + records(of('RecordShadows')),
    emails: count(({ service }) => service === 'ses'),
    pushes: 0,
    stateTransitions: 0,
  }
}

/** One line for each function: how often it ran, its processor time and what it is billed for, ms. */
export const computingOf = (activity: Activity): string[] =>
  [...Map.groupBy(activity.invocations, ({ part, fn }) => `${part}: ${functionOf(fn)}`)]
    .map(([name, all]) => {
      const sum = (pick: (one: InvocationEntry) => number) => Math.round(all.reduce((ms, one) => ms + pick(one), 0))
      const memory = all[0]?.memoryMb ?? 0
      return `${name}: ${all.length} times, ${sum(({ cpuMs }) => cpuMs)} ms of processor, ${sum((one) => billedMs(one, activity))} ms billed at ${memory} MB`
    })
    .sort()

/** What an activity took, with the stream's share at so many changes a batch. */
export const costOf = (activity: Activity, batch: number): Cost => {
  const byOperation = new Map<string, { calls: number; writes: number; reads: number }>()
  for (const call of activity.calls) {
    const operation = call.operation.replace(/\/[^ ]*$/, (path) => path.split('/').slice(0, 2).join('/'))
    const key = `${call.part}: ${functionOf(call.fn)} ${call.service} ${operation}`
    const { call: share, units } = shareOf(call, batch)
    const sum = byOperation.get(key) ?? { calls: 0, writes: 0, reads: 0 }
    byOperation.set(key, {
      calls: sum.calls + share,
      writes: sum.writes + call.writeUnits * units,
      reads: sum.reads + call.readUnits * units,
    })
  }
  return {
    calls: [...byOperation.values()].reduce((sum, { calls }) => sum + calls, 0),
    uses: usesOf(activity, batch),
    lines: [...byOperation]
      .map(([key, { calls, writes, reads }]) => `${key}: ${calls} calls, ${writes} WRU, ${reads} RRU`)
      .sort(),
  }
}
