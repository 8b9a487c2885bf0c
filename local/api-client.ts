import { randomUUID } from 'node:crypto'
import type * as z from 'zod'
import { Problem } from '../shared/contracts/problem.ts'
import { type DeclaredRoute, ROUTES } from '../shared/contracts/routes/all.ts'

/** The declarations by operation, so that a look-up by name stays cheap for the compiler. */
type ByOperation = { [R in DeclaredRoute as R['operationId']]: R }
/** Names of the API's operations. */
export type OperationId = keyof ByOperation

/** What an operation is called with. */
export type Call<Id extends OperationId> = {
  /** @default - a fresh UUID */
  readonly idempotencyKey?: string
} & (ByOperation[Id] extends { readonly params: infer P extends z.ZodType }
  ? { readonly params: z.input<P> }
  : unknown) &
  (ByOperation[Id] extends { readonly query: infer Q extends z.ZodType }
    ? { readonly query?: Partial<z.input<Q>> }
    : unknown) &
  (ByOperation[Id] extends { readonly body: infer B extends z.ZodType } ? { readonly body: z.input<B> } : unknown)

type Success<R> = R extends { readonly responses: infer A } ? A[keyof A] : never
/** What an operation answers. */
export type Result<Id extends OperationId> =
  Success<ByOperation[Id]> extends { readonly schema: infer S extends z.ZodType } ? z.output<S> : unknown

/** The API refused: the problem document, whole. */
export class ApiRefusal extends Error {
  readonly problem: Problem
  constructor(operationId: string, problem: Problem) {
    super(`${operationId}: ${problem.status} ${problem.code}: ${problem.detail}`)
    this.name = 'ApiRefusal'
    this.problem = problem
  }
}

/** A client of the API, typed by the route declarations. */
export interface ApiClient {
  /** Calls an operation; throws {@link ApiRefusal} on a problem document. */
  call<const Id extends OperationId>(operationId: Id, call?: Call<Id>): Promise<Result<Id>>
  /** The same client with other credentials. */
  as(authorization: string | undefined): ApiClient
  /** Round trips in milliseconds so far, by operation. */
  readonly times: Map<string, number[]>
}

const byId = new Map(ROUTES.map((route) => [route.operationId, route]))

/** Makes a client of the API at `origin`; `authorization` is the whole header value (`Bearer …`, `Link …`). */
export const makeApiClient = (
  origin: string,
  authorization?: string,
  times = new Map<string, number[]>(),
): ApiClient => ({
  times,
  as: (other) => makeApiClient(origin, other, times),
  call: async (operationId, call) => {
    const route = byId.get(operationId)
    if (!route) throw new Error(`no operation ${operationId}`)
    const { params, query, body, idempotencyKey } = (call ?? {}) as {
      params?: Record<string, string>
      query?: Record<string, unknown>
      body?: unknown
      idempotencyKey?: string
    }
    const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params?.[name] ?? ''))
    const search = new URLSearchParams(
      Object.entries(query ?? {})
        .filter(([, v]) => v !== undefined)
        .map(([k, v]): [string, string] => [k, String(v)]),
    )
    const started = performance.now()
    const response = await fetch(`${origin}${path}${search.size > 0 ? `?${search}` : ''}`, {
      method: route.method,
      headers: {
        ...(authorization ? { authorization } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(route.idempotency === 'key' ? { 'idempotency-key': idempotencyKey ?? randomUUID() } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    times.set(operationId, [...(times.get(operationId) ?? []), performance.now() - started])
    if (response.ok) return JSON.parse(text) as never
    const problem = Problem.safeParse(safeJson(text))
    throw new ApiRefusal(
      operationId,
      problem.data ?? {
        type: 'about:blank',
        title: response.statusText,
        status: response.status,
        code: 'http',
        detail: text.slice(0, 300),
      },
    )
  },
})

const safeJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
