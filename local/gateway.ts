import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Agent, request } from 'node:https'
import type { Duplex } from 'node:stream'
import { connect } from 'node:tls'
import type { Outputs } from './deploy.ts'

/** What the gateway stands in front of. */
export interface GatewayOptions {
  /** `https://localhost:<port>` of the emulator. */
  readonly endpoint: string
  /** PEM of the certificate that the emulator shows. */
  readonly certificate: string
  readonly outputs: Pick<Outputs, 'ApiId' | 'LiveApiId' | 'EvidenceBucket' | 'DistributionDomain'>
  /** Port on 127.0.0.1; functions were told it as their pages' origin. */
  readonly port: number
  /** Asked first; answers what is on this machine only (simulated rooms) and says whether it did. @default - nobody */
  readonly first?: (from: IncomingMessage, to: ServerResponse) => Promise<boolean>
}

/** A running gateway. */
export interface Gateway {
  /** `http://127.0.0.1:<port>`: one origin for pages, API, live pages and evidence. */
  readonly url: string
  stop(): Promise<void>
}

/** Where a request goes: the path there, and the Host header it is asked under. */
interface Target {
  readonly path: string
  readonly host?: string
}

const targetOf = (url: string, { outputs }: GatewayOptions): Target => {
  if (url.startsWith('/v1/')) return { path: `/_aws/execute-api/${outputs.ApiId}/$default${url}` }
  if (/^\/live(\/|\?|$)/.test(url)) return { path: `/_aws/execute-api/${outputs.LiveApiId}${url}` }
  return { path: url, host: outputs.DistributionDomain }
}

/**
 * What CloudFront does on AWS and cannot do in the emulator: one origin in front of the pages' distribution, the API, the
 * live pages' WebSocket. It also passes presigned addresses of the evidence bucket on, which functions here sign for this
 * origin (its Host header is part of the signature and stays as it is), because a browser does not trust the emulator.
 */
export const startGateway = async (options: GatewayOptions): Promise<Gateway> => {
  const upstream = new URL(options.endpoint)
  const agent = new Agent({ keepAlive: true, ca: options.certificate, maxSockets: 64 })
  const evidence = `/${options.outputs.EvidenceBucket}/`

  const pass = (from: IncomingMessage, to: ServerResponse): void => {
    const url = from.url ?? '/'
    const target: Target = url.startsWith(evidence)
      ? { path: url, host: from.headers.host ?? '' }
      : targetOf(url, options)
    const forward = request(
      {
        agent,
        hostname: upstream.hostname,
        port: upstream.port,
        servername: 'localhost',
        method: from.method,
        path: target.path,
        headers: { ...from.headers, host: target.host ?? upstream.host },
      },
      (answer) => {
        to.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(to)
      },
    )
    forward.on('error', (error) => {
      if (to.headersSent) to.destroy()
      else to.writeHead(502, { 'content-type': 'text/plain' }).end(`The local AWS did not answer: ${error.message}\n`)
    })
    to.on('close', () => forward.destroy())
    from.pipe(forward)
  }

  /** A WebSocket is handed through byte by byte after its opening request, whose path alone is changed. */
  const tunnel = (from: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const { path } = targetOf(from.url ?? '/', options)
    const remote = connect(
      { host: upstream.hostname, port: Number(upstream.port), ca: options.certificate, servername: 'localhost' },
      () => {
        const headers = Object.entries({ ...from.headers, host: upstream.host })
        remote.write(`GET ${path} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`)
        remote.write(head)
        remote.pipe(socket).pipe(remote)
      },
    )
    const end = () => {
      remote.destroy()
      socket.destroy()
    }
    for (const side of [remote, socket]) side.on('error', end).on('close', end)
    open.add(socket)
    socket.on('close', () => open.delete(socket))
  }

  const open = new Set<Duplex>()
  const server = createServer(async (from, to) => {
    if (!(await options.first?.(from, to))) pass(from, to)
  })
  server.on('upgrade', tunnel)
  server.listen(options.port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${options.port}`,
    stop: async () => {
      for (const socket of open) socket.destroy()
      const closed = new Promise((done) => server.close(done))
      server.closeAllConnections()
      await closed
      agent.destroy()
    },
  }
}
