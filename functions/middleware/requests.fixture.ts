import type { Context } from 'aws-lambda'
import type { Principal } from '../../shared/contracts/principal.ts'
import { type Problem, REFUSALS, type RefusalCode } from '../../shared/contracts/problem.ts'

/** What a test sends to an area’s handler. */
export interface TestRequest {
  readonly method: string
  readonly path: string
  readonly query?: Record<string, string>
  /** Text goes as it is, anything else as JSON. */
  readonly body?: unknown
  readonly headers?: Record<string, string>
  /** What the authorizer handed on; none: the gateway called without one. */
  readonly authorizer?: Record<string, unknown>
}

/** What it answered, parsed. */
export interface TestAnswer {
  readonly status: number
  readonly contentType: string
  readonly body: unknown
  readonly text: string
}

/** What the authorizer hands on for a principal. */
export const handedOn = (principal: Principal) => ({ principal: JSON.stringify(principal) })

type Handler = (event: never, context: Context) => Promise<unknown>

/** Calls an area’s handler as the HTTP API does (payload 2.0). */
export const send = async (handler: unknown, request: TestRequest): Promise<TestAnswer> => {
  const { method, path, query = {}, body, headers = {}, authorizer } = request
  const event = {
    version: '2.0',
    rawPath: path,
    headers: { 'content-type': 'application/json', ...headers },
    queryStringParameters: query,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
    requestContext: {
      requestId: 'request-1',
      http: { method, path },
      ...(authorizer ? { authorizer: { lambda: authorizer } } : {}),
    },
  }
  const context = { functionName: 'test', getRemainingTimeInMillis: () => 10_000 } as unknown as Context
  const result = (await (handler as Handler)(event as never, context)) as {
    statusCode: number
    headers: Record<string, string>
    body: string
  }
  return {
    status: result.statusCode,
    contentType: result.headers['content-type'] ?? '',
    body: JSON.parse(result.body),
    text: result.body,
  }
}

/** What a refusal must look like from outside. */
export const problemOf = (code: RefusalCode) => ({
  status: REFUSALS[code][0],
  contentType: 'application/problem+json',
  body: { code, status: REFUSALS[code][0], instance: 'request-1' } satisfies Partial<Problem>,
})
