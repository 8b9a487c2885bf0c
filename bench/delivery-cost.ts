import { median } from './figure.ts'
import type { MeteredCall } from './meter/billing.ts'
import type { InvocationEntry, MeterEntry } from './meter/entries.ts'
import type { Uses } from './prices.ts'

/** What functions did for one delivery. */
export interface Activity {
  readonly invocations: readonly InvocationEntry[]
  readonly calls: readonly MeteredCall[]
}

/** What one delivery took. */
export interface Cost {
  readonly calls: number
  readonly uses: Uses
  /** one line for each function and operation */
  readonly lines: readonly string[]
}

/** A span of time, epoch ms. */
interface Span {
  readonly beganAt: number
  readonly endedAt: number
}

/** Read once in the life of a process and kept: not of a delivery. */
const PER_PROCESS = ['AssumeRole', 'GetSecretValue']
const isPerProcess = ({ operation }: MeteredCall) => PER_PROCESS.includes(operation) || operation.endsWith('jwks.json')

/** Name of a function as the stacks give it, without stack and hash: `Project`, `ApiIntake`. */
export const functionOf = (fn: string): string =>
  /^Vestibule-[a-z0-9]+-[A-Za-z]+-([A-Za-z]+?)[0-9A-F]{8}-/.exec(fn)?.[1] ?? fn

/** Everything that began within the spans. */
export const activityBetween = (
  spans: readonly Span[],
  entries: readonly MeterEntry[],
  calls: readonly MeteredCall[],
): Activity => {
  const isWithin = ({ beganAt }: Span) => spans.some((span) => beganAt >= span.beganAt && beganAt <= span.endedAt)
  return {
    invocations: entries.filter((entry) => entry.kind === 'invocation' && isWithin(entry)) as InvocationEntry[],
    calls: calls.filter((call) => isWithin(call) && !isPerProcess(call)),
  }
}

const isStream = (fn: string) => ['Project', 'Publish'].includes(functionOf(fn))

/**
 * The part of a call that one change of a batch bears. Calls of the stream's functions are made once a batch; the audit
 * trail's writes stay one for each change, events go ten to a call.
 */
const shareOf = (call: MeteredCall, batch: number): { call: number; units: number } => {
  if (!isStream(call.fn)) return { call: 1, units: 1 }
  if (call.operation === 'PutEvents') return { call: 1 / Math.min(batch, 10), units: 1 }
  return { call: 1 / batch, units: call.operation === 'BatchWriteItem' ? 1 : 1 / batch }
}

/** The kiosk’s own upload of the picture, which no function makes. */
const UPLOADS = 1

const ARM = 'lambdaArmGbSeconds'
const X86 = 'lambdaX86GbSeconds'

const eventsIn = (call: MeteredCall): number =>
  (JSON.parse(call.request) as { Entries?: unknown[] }).Entries?.length ?? 0

/** Milliseconds of a warm invocation; a cold one counts as the function's warm ones do. */
const warmMs = (invocation: InvocationEntry, all: readonly InvocationEntry[]): number => {
  if (!invocation.cold) return invocation.endedAt - invocation.beganAt
  const warm = all.filter(({ fn, cold }) => fn === invocation.fn && !cold)
  return warm.length > 0
    ? median(warm.map((one) => one.endedAt - one.beganAt))
    : invocation.endedAt - invocation.beganAt
}

const usesOf = ({ invocations, calls }: Activity, batch: number): Uses => {
  const count = (test: (call: MeteredCall) => boolean) => calls.filter(test).length
  const sum = (pick: (call: MeteredCall) => number) => calls.reduce((all, call) => all + pick(call), 0)
  const share = (fn: string) => (isStream(fn) ? 1 / batch : 1)
  const gbSeconds = (isX86: boolean) =>
    invocations
      .filter(({ fn }) => (functionOf(fn) === 'ReadLabel') === isX86)
      .reduce((all, one) => all + ((share(one.fn) * warmMs(one, invocations)) / 1000) * (one.memoryMb / 1024), 0)
  const queued = invocations.filter(({ source }) => source === 'aws:sqs')
  const of = (...names: string[]) => invocations.filter(({ fn }) => names.includes(functionOf(fn)))
  const messages = (list: readonly InvocationEntry[]) => list.reduce((all, { records }) => all + records, 0)
  const fromDevices = messages(of('IngestRequests', 'RecordShadows'))
  const isS3 = (call: MeteredCall, method: string) => call.service === 's3' && call.operation.startsWith(method)
  const isShadow = (call: MeteredCall) => call.service === 'iotdata' && call.operation.includes('/shadow')
  const isPublish = (call: MeteredCall) => call.service === 'iotdata' && call.operation.includes('/topics/')
  return {
    writeUnits: sum((call) => call.writeUnits * shareOf(call, batch).units),
    readUnits: sum((call) => call.readUnits * shareOf(call, batch).units),
    lambdaRequests: invocations.reduce((all, { fn }) => all + share(fn), 0),
    [ARM]: gbSeconds(false),
    [X86]: gbSeconds(true),
    httpRequests: invocations.filter(({ fn }) => functionOf(fn).startsWith('Api')).length,
    busEvents: sum((call) => (call.operation === 'PutEvents' ? eventsIn(call) : 0)),
    // A message is sent, received and deleted; ours that are sent again later are calls of their own.
    queueRequests: 3 * messages(queued) + count(({ service }) => service === 'sqs'),
    storePuts: count((call) => isS3(call, 'PUT')) + UPLOADS,
    storeGets: count((call) => isS3(call, 'GET') || isS3(call, 'HEAD')),
    deviceMessages: count(isPublish) + messages(of('IngestRequests')),
    deviceRules: fromDevices,
    shadowOperations: count(isShadow) + messages(of('RecordShadows')),
    emails: 0,
    pushes: 0,
    stateTransitions: 0,
  }
}

/** What an activity took, with the stream's share at so many changes a batch. */
export const costOf = (activity: Activity, batch: number): Cost => {
  const byOperation = new Map<string, { calls: number; writes: number; reads: number }>()
  for (const call of activity.calls) {
    const operation = call.operation.replace(/\/[^ ]*$/, (path) => path.split('/').slice(0, 2).join('/'))
    const key = `${functionOf(call.fn)} ${call.service} ${operation}`
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
    lines: [...byOperation].map(
      ([key, { calls, writes, reads }]) => `${key}: ${calls} calls, ${writes} WRU, ${reads} RRU`,
    ),
  }
}
