import type { Problem } from '../../shared/contracts/problem.ts'
import type { Answer, Endpoint, Input } from './endpoints.ts'

/** Why a call did not succeed: the API's problem document, or `network.unreachable` where there was no answer. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly errors: readonly { path: string; message: string }[]
  /** Request id of the answer, for a support call; empty where there was none. */
  readonly reference: string

  constructor(problem: Pick<Problem, 'status' | 'code' | 'detail' | 'errors'>, reference: string) {
    super(`${problem.code}: ${problem.detail}`)
    this.name = 'ApiProblem'
    this.status = problem.status
    this.code = problem.code
    this.detail = problem.detail
    this.errors = problem.errors ?? []
    this.reference = reference
  }
}

/** Calls a route; throws {@link ApiProblem}. */
export type Call = <E extends Endpoint>(endpoint: E, input: Input<E>) => Promise<Answer<E>>

interface Parts {
  readonly params?: Record<string, string>
  readonly query?: Record<string, unknown>
  readonly body?: unknown
  readonly idempotencyKey?: string
}

const addressOf = (path: string, { params = {}, query = {} }: Parts): string => {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  }
  return search.size === 0 ? filled : `${filled}?${search}`
}

const problemOf = async (response: Response): Promise<ApiProblem> => {
  const reference = response.headers.get('x-request-id') ?? response.headers.get('apigw-requestid') ?? ''
  const body: unknown = await response.json().catch(() => null)
  if (typeof body === 'object' && body !== null && 'code' in body && 'detail' in body) {
    return new ApiProblem(body as Problem, reference)
  }
  // The authorizer's own refusals are not problem documents.
  const code = response.status === 401 ? 'auth.unauthenticated' : response.status === 403 ? 'auth.forbidden' : 'server'
  return new ApiProblem({ status: response.status, code, detail: '' }, reference)
}

/**
 * The client of the HTTP API. `authorization` gives the header for each call, null for none. Reads are not repeated
 * here; a caller that repeats a write keeps its `idempotencyKey`.
 */
export const makeCall =
  (deps: { readonly authorization: () => Promise<string | null>; readonly fetch?: typeof fetch }): Call =>
  async (endpoint, input) => {
    const [method = 'GET', path = ''] = endpoint.split(' ')
    const parts = input as Parts
    const headers: Record<string, string> = { accept: 'application/json' }
    if (parts.body !== undefined) headers['content-type'] = 'application/json'
    if (parts.idempotencyKey !== undefined) headers['idempotency-key'] = parts.idempotencyKey
    const authorization = await deps.authorization()
    if (authorization !== null) headers.authorization = authorization
    const init: RequestInit = { method, headers, cache: 'no-store' }
    if (parts.body !== undefined) init.body = JSON.stringify(parts.body)
    const response = await (deps.fetch ?? fetch)(addressOf(path, parts), init).catch((cause: unknown) => {
      throw new ApiProblem({ status: 0, code: 'network.unreachable', detail: String(cause) }, '')
    })
    if (!response.ok) throw await problemOf(response)
    return (await response.json()) as Answer<typeof endpoint>
  }
