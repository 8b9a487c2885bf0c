// Loaded with --import into every function's process by the metered installation. It watches from outside: what goes to AWS
// over HTTP, and what the runtime hands in and gets back. Functions run as deployed and know nothing of it.
import { appendFileSync } from 'node:fs'
import http, { type ClientRequest, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import readline from 'node:readline'
import type { CallEntry, InvocationEntry, MeterEntry, StreamRecord } from './entries.ts'

const file = process.env.VESTIBULE_METER
const fnOf = () => process.env.AWS_LAMBDA_FUNCTION_NAME ?? ''

const write = (entry: MeterEntry) => {
  if (file) appendFileSync(file, `${JSON.stringify(entry)}\n`)
}

const MOST_BYTES = 500_000

const textOf = (chunks: readonly unknown[]): string => {
  const bytes = Buffer.concat(
    chunks.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk as Uint8Array))),
  )
  return bytes.length > MOST_BYTES ? '' : bytes.toString('utf8')
}

const isChunk = (value: unknown) => typeof value === 'string' || value instanceof Uint8Array

const watchCall = (call: ClientRequest): void => {
  const beganAt = Date.now()
  const sent: unknown[] = []
  const [writeOn, endOn] = [call.write.bind(call), call.end.bind(call)]
  call.write = ((chunk: unknown, ...rest: never[]) => {
    if (isChunk(chunk)) sent.push(chunk)
    return writeOn(chunk as never, ...rest)
  }) as typeof call.write
  call.end = ((chunk: unknown, ...rest: never[]) => {
    if (isChunk(chunk)) sent.push(chunk)
    return endOn(chunk as never, ...rest)
  }) as typeof call.end
  call.once('response', (answer: IncomingMessage) => {
    const got: unknown[] = []
    const pushOn = answer.push.bind(answer)
    // Listening to `data` would start the flow before the SDK is ready, so the parser's own pushes are watched.
    answer.push = (chunk: unknown, ...rest: never[]) => {
      if (chunk) got.push(chunk)
      else finish()
      return pushOn(chunk as never, ...rest)
    }
    let done = false
    const finish = () => {
      if (done) return
      done = true
      const scope = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(String(call.getHeader('authorization') ?? ''))
      const target = String(call.getHeader('x-amz-target') ?? '')
      const body = textOf(sent)
      const action = /(?:^|&)Action=(\w+)/.exec(body)?.[1]
      const entry: CallEntry = {
        kind: 'call',
        fn: fnOf(),
        beganAt,
        endedAt: Date.now(),
        service: scope?.[1] ?? '',
        operation: target ? (target.split('.').at(-1) ?? '') : (action ?? `${call.method} ${call.path.split('?')[0]}`),
        status: answer.statusCode ?? 0,
        request: body,
        response: textOf(got),
      }
      write(entry)
    }
  })
}

// Evidence is reached through the gateway of one machine, which speaks plain HTTP.
for (const client of [http, https]) {
  const request = client.request as (...args: unknown[]) => ClientRequest
  client.request = (...args: unknown[]) => {
    const call = request(...args)
    watchCall(call)
    return call
  }
}
syncBuiltinESMExports()

// The runtime hands invocations in as lines of JSON, and takes answers as lines on standard output.
let current: Omit<InvocationEntry, 'endedAt' | 'ok' | 'cpuMs'> | undefined
let usedBefore = process.cpuUsage()
let invoked = 0
const createInterface = readline.createInterface
readline.createInterface = ((...args: Parameters<typeof createInterface>) => {
  const lines = createInterface(...args)
  lines.on('line', (line: string) => {
    const message = JSON.parse(line) as { ctx?: unknown; event?: { Records?: Record<string, unknown>[] } }
    if (message.ctx === undefined) return
    const records = message.event?.Records ?? []
    const source = String(records[0]?.eventSource ?? '') || null
    usedBefore = process.cpuUsage()
    current = {
      kind: 'invocation',
      fn: fnOf(),
      beganAt: Date.now(),
      memoryMb: Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE),
      cold: invoked++ === 0,
      source,
      records: records.length,
      stream: source === 'aws:dynamodb' ? records.map(({ dynamodb }) => dynamodb as StreamRecord) : [],
    }
  })
  return lines
}) as typeof createInterface

const print = process.stdout.write.bind(process.stdout)
process.stdout.write = ((chunk: unknown, ...rest: never[]) => {
  if (current && typeof chunk === 'string' && chunk.startsWith('{"status"')) {
    const { user, system } = process.cpuUsage(usedBefore)
    const ok = chunk.startsWith('{"status":"ok"')
    write({ ...current, endedAt: Date.now(), cpuMs: (user + system) / 1000, ok })
    current = undefined
  }
  return print(chunk as never, ...rest)
}) as typeof process.stdout.write
