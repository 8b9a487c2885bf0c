import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { REFUSALS, type RefusalCode } from '../../shared/contracts/problem.ts'
import { ROUTES } from '../../shared/contracts/routes/all.ts'
import { PICKUP_LINK_SCOPES, ROLE_SCOPES, type Route, type Scope } from '../../shared/contracts/routes/route.ts'
import { answers, type Refused } from './fake-answers.ts'
import { answerSimulator } from './fake-simulator.ts'
import { type FakeWorld, labelPicture } from './fake-world.ts'

const PAGES = fileURLToPath(new URL('../../dist/web/', import.meta.url))
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}
/** The header that the distribution sends with the pages; what breaks it here breaks there. */
const CSP =
  "default-src 'self'; img-src 'self' data: blob:; connect-src 'self' ws:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

/** The pages over an API that answers from memory, for states that the real system reaches slowly or never. */
export interface FakeApi {
  readonly origin: string
  world: FakeWorld
  /** While set, every call of these operations is answered with 500. */
  readonly failing: Set<string>
  /** Idempotency keys and operations of the writes, in order. */
  readonly writes: { readonly operationId: string; readonly key: string | undefined }[]
  stop(): Promise<void>
}

const found = (method: string, path: string): { route: Route; params: Record<string, string> } | undefined => {
  for (const route of ROUTES) {
    if (route.method !== method) continue
    const names: string[] = []
    const pattern = route.path.replace(/\{(\w+)\}/g, (_, name: string) => {
      names.push(name)
      return '([^/]+)'
    })
    const match = new RegExp(`^${pattern}$`).exec(path)
    if (!match) continue
    return { route, params: Object.fromEntries(names.map((name, n) => [name, decodeURIComponent(match[n + 1] ?? '')])) }
  }
  return undefined
}

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString('utf8'))
}

const problem = (code: RefusalCode | 'server', status: number, detail: string) => ({
  type: 'about:blank',
  title: code === 'server' ? 'Internal error' : REFUSALS[code][1],
  status,
  code,
  detail,
})

/** Starts the fake on a free port. Requests and answers are held to the route declarations: neither side can drift. */
export const startFakeApi = async (world: FakeWorld): Promise<FakeApi> => {
  const failing = new Set<string>()
  const writes: FakeApi['writes'] = []

  const answerApi = async (request: IncomingMessage, url: URL, fake: FakeApi): Promise<[number, unknown]> => {
    const match = found(request.method ?? 'GET', url.pathname)
    if (!match) return [404, problem('resource.not_found', 404, `There is no ${request.method} ${url.pathname}.`)]
    const { route, params } = match
    if (failing.has(route.operationId)) return [500, problem('server', 500, 'boom')]
    const authorization = request.headers.authorization ?? ''
    const expected = route.scope === 'public' ? '' : route.scope === 'link:pickup' ? 'Link good' : 'Bearer '
    if (!authorization.startsWith(expected)) {
      const code = route.scope === 'link:pickup' ? 'link.expired' : 'auth.unauthenticated'
      return [401, problem(code, 401, 'No valid token.')]
    }
    const scopes: readonly Scope[] = [...ROLE_SCOPES[fake.world.role], ...PICKUP_LINK_SCOPES]
    if (route.scope !== 'public' && !scopes.includes(route.scope))
      return [403, problem('auth.forbidden', 403, `This needs the scope ${route.scope}.`)]
    const key = request.headers['idempotency-key']
    if (request.method !== 'GET') writes.push({ operationId: route.operationId, key: key as string | undefined })
    if (route.idempotency === 'key' && route.method === 'POST' && !key) {
      return [400, problem('idempotency.key_missing', 400, 'Send an Idempotency-Key.')]
    }
    route.params?.parse(params)
    const query = route.query?.parse(Object.fromEntries(url.searchParams)) ?? {}
    const given = await bodyOf(request)
    const body = route.body?.safeParse(given)
    if (body && !body.success) {
      const errors = body.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }))
      return [400, { ...problem('request.invalid', 400, 'Some fields are wrong.'), errors }]
    }
    const reply = answers[route.operationId]
    if (!reply) throw new Error(`the fake API does not answer ${route.operationId}`)
    const result = reply({ world: fake.world, params, query, body: body?.data })
    if (typeof result === 'object' && result !== null && 'refused' in result) {
      const { refused, detail } = result as Refused
      return [REFUSALS[refused][0], problem(refused, REFUSALS[refused][0], detail)]
    }
    const [status, response] = Object.entries(route.responses)[0] ?? ['200', undefined]
    return [Number(status), response?.schema?.parse(result)]
  }

  const file = async (pathname: string, response: ServerResponse) => {
    const page = /^\/[rk]\/?$/.test(pathname) ? `${pathname[1]}/index.html` : 'index.html'
    const name = extname(pathname) === '' ? page : normalize(pathname).replace(/^(\.\.[/\\])+/, '')
    const bytes = await readFile(join(PAGES, name)).catch(() => null)
    response.writeHead(bytes === null ? 404 : 200, {
      'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
      'content-security-policy': CSP,
    })
    response.end(bytes)
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake')
    const json = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': randomUUID() })
      response.end(JSON.stringify(body))
    }
    if (url.pathname === '/config.json') {
      json(200, { simulator: true, stage: 'test' })
    } else if (url.pathname === '/fake/label.png') {
      response.writeHead(200, { 'content-type': 'image/png' }).end(labelPicture())
    } else if (url.pathname.startsWith('/sim/')) {
      void bodyOf(request).then((body) =>
        json(200, answerSimulator(fake.world, request.method ?? 'GET', url.pathname, body)),
      )
    } else if (url.pathname.startsWith('/v1/')) {
      answerApi(request, url, fake).then(
        ([status, body]) => json(status, body),
        (error: unknown) => json(599, problem('server', 599, String(error))),
      )
    } else void file(url.pathname, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const fake: FakeApi = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    world,
    failing,
    writes,
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
  return fake
}
