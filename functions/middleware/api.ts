import middy from '@middy/core'
import jsonBodyParser from '@middy/http-json-body-parser'
import httpRouter from '@middy/http-router'
import type { APIGatewayProxyEventV2WithLambdaAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import * as z from 'zod'
import { Principal } from '../../shared/contracts/principal.ts'
import { isRefusal, type Problem, REFUSALS, type Refusal, refuse } from '../../shared/contracts/problem.ts'
import type { Route } from '../../shared/contracts/routes/route.ts'
import { logger } from '../../shared/runtime/logger.ts'
import { type Answer, answer, type Once } from '../../shared/table/commit.ts'
import { bodyHash } from '../../shared/table/table.ts'

type HttpEvent = APIGatewayProxyEventV2WithLambdaAuthorizer<Record<string, unknown>>
type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined

/** What a handler gets: everything parsed by the route’s declaration. Public routes have no principal. */
export interface ApiRequest<R extends Route> {
  readonly route: R
  readonly principal: R['scope'] extends 'public' ? undefined : Principal
  readonly params: Parsed<R['params']>
  readonly query: Parsed<R['query']>
  readonly body: Parsed<R['body']>
  /** Present on routes with an Idempotency-Key; hand it to `commit` with the answer. */
  readonly once: R['idempotency'] extends 'key' ? Once : undefined
  /** Instant of the request, epoch ms. */
  readonly now: number
}

/** A route’s handler: a sentence that ends in an answer or a refusal. */
export type ApiHandler<R extends Route> = (request: ApiRequest<R>) => Promise<Answer | Refusal>

/** A handler for each route of an area, by operationId; the compiler finds a missing one. */
export type ApiHandlers<Routes extends readonly Route[]> = {
  readonly [R in Routes[number] as R['operationId']]: ApiHandler<R>
}

const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

const problem = (refusal: Refusal, instance: string): APIGatewayProxyStructuredResultV2 => {
  const [status, title] = REFUSALS[refusal.refused]
  const body: Problem = {
    type: `https://vestibule.dev/problems/${refusal.refused}`,
    title,
    status,
    code: refusal.refused,
    detail: refusal.detail,
    instance,
    ...(refusal.errors ? { errors: [...refusal.errors] } : {}),
  }
  return {
    statusCode: status,
    headers: { ...headers, 'content-type': 'application/problem+json' },
    body: JSON.stringify(body),
  }
}

const json = ({ status, body, text }: Answer): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: { ...headers, 'content-type': 'application/json' },
  body: text ?? JSON.stringify(body ?? null),
})

const parse = <S extends z.ZodType>(
  schema: S | undefined,
  value: unknown,
  where: string,
): z.output<S> | undefined | Refusal => {
  if (!schema) return undefined
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues
    .slice(0, 20)
    .map((issue) => ({ path: [where, ...issue.path.map(String)].join('.'), message: issue.message }))
  return refuse(
    'request.invalid',
    `${errors[0]?.path ?? where}: ${errors[0]?.message ?? 'is not valid'}. Send what the OpenAPI document declares.`,
    errors,
  )
}

const unauthenticated = z.object({ refused: z.enum(['auth.unauthenticated', 'link.expired']), detail: z.string() })

/** Who asks, as the authorizer handed it on; a refusal where it found nobody. Without either nothing is served. */
const principalOf = (event: HttpEvent, now: number): Principal | Refusal => {
  const handed = event.requestContext.authorizer?.lambda ?? {}
  if ('refused' in handed) return unauthenticated.parse(handed)
  const principal = Principal.parse(JSON.parse(String(handed.principal)))
  const { endsAt } = principal.subject
  // The authorizer’s answer is cached, so a link may have ended since.
  if (principal.kind === 'link' && endsAt !== undefined && now >= Date.parse(endsAt))
    return refuse('link.expired', `The link ended at ${endsAt}. Ask the property for a new message.`)
  return principal
}

/** Why the principal may not call the route at all; null where it may. */
const barredFrom = (route: Route, { kind, name, scopes, propertyIds }: Principal): Refusal | null => {
  if (route.scope !== 'public' && !scopes.includes(route.scope))
    return refuse('auth.forbidden', `This needs the scope ${route.scope}; ${kind} ${name} does not have it.`)
  if (route.portfolioWide && propertyIds !== null)
    return refuse(
      'auth.portfolio_wide',
      `This concerns the whole portfolio; ${kind} ${name} sees only some of its properties. Ask somebody who sees all.`,
    )
  return null
}

const onceOf = (
  route: Route,
  principal: Principal | undefined,
  event: HttpEvent,
  now: number,
  seal: Once['seal'],
): Once | Refusal | undefined => {
  if (route.idempotency === 'natural' || !principal) return undefined
  const key = event.headers['idempotency-key']
  if (!key || key.length > 128)
    return refuse(
      'idempotency.key_missing',
      `${route.method} ${route.path} needs an Idempotency-Key header of 1 to 128 characters. Send a fresh UUID for each new request.`,
    )
  const hash = bodyHash({ path: event.rawPath, body: event.body ?? null })
  return {
    portfolioId: principal.portfolioId,
    operationId: route.operationId,
    key,
    bodyHash: hash,
    now,
    ...(seal ? { seal } : {}),
  }
}

const serve =
  <R extends Route>(
    route: R,
    handle: ApiHandler<R>,
    seal: ((portfolioId: string) => Promise<NonNullable<Once['seal']>>) | undefined,
  ) =>
  async (event: HttpEvent): Promise<APIGatewayProxyStructuredResultV2> => {
    const now = Date.now()
    const instance = event.requestContext.requestId
    const principal = route.scope === 'public' ? undefined : principalOf(event, now)
    if (isRefusal(principal)) return problem(principal, instance)
    const barred = principal && barredFrom(route, principal)
    if (barred) return problem(barred, instance)
    const parts = {
      params: parse(route.params, event.pathParameters ?? {}, 'path'),
      query: parse(route.query, event.queryStringParameters ?? {}, 'query'),
      body: parse(route.body, event.body, 'body'),
    }
    // A malformed id in the path names nothing that exists.
    if (isRefusal(parts.params)) return problem(refuse('resource.not_found', 'There is no such resource.'), instance)
    if (isRefusal(parts.query)) return problem(parts.query, instance)
    if (isRefusal(parts.body)) return problem(parts.body, instance)
    const once = onceOf(
      route,
      principal,
      event,
      now,
      principal && route.idempotency === 'key' ? await seal?.(principal.portfolioId) : undefined,
    )
    if (isRefusal(once)) return problem(once, instance)
    const result = await handle({ route, principal, ...parts, once, now } as unknown as ApiRequest<R>)
    if (isRefusal(result)) return problem(result, instance)
    checkAnswer(route, result)
    return json(result)
  }

/** Outside production an answer that its declaration does not allow is a fault, so that no test can miss it. */
const checkAnswer = (route: Route, result: Answer): void => {
  if (process.env.STAGE === 'prod' || result.text !== undefined) return
  const declared = route.responses[result.status]
  if (!declared) throw new Error(`${route.operationId} answered ${result.status}, which it does not declare`)
  declared.schema?.parse(JSON.parse(JSON.stringify(result.body ?? null)))
}

/** Faults become one problem document without internals; the log has the stack and the request id that the caller sees. */
const faults = (): middy.MiddlewareObj => ({
  onError: (request) => {
    const event = request.event as HttpEvent
    const instance = event.requestContext?.requestId ?? ''
    const error = request.error as Error & { cause?: { package?: string } }
    // Only what these two say is about the request; whatever else carries a status or fails to parse is a fault.
    const from = error.cause?.package
    if (from === '@middy/http-router')
      request.response = problem(
        refuse(
          'resource.not_found',
          `There is no ${event.requestContext.http.method} ${event.rawPath}. /v1/openapi.json lists what there is.`,
        ),
        instance,
      )
    else if (from === '@middy/http-json-body-parser')
      request.response = problem(
        refuse('request.not_json', 'The body must be JSON with content-type application/json.'),
        instance,
      )
    else {
      logger.error('fault', { error: { name: error.name, message: error.message, stack: error.stack }, instance })
      request.response = {
        statusCode: 500,
        headers: { ...headers, 'content-type': 'application/problem+json' },
        body: JSON.stringify({
          type: 'https://vestibule.dev/problems/internal',
          title: 'Something went wrong on our side',
          status: 500,
          code: 'internal',
          detail: `Try again; if it stays, tell support this reference: ${instance}`,
          instance,
        }),
      }
    }
  },
})

/**
 * The Lambda handler of one API area: router, JSON parser, scope check, schemas, idempotency and problem documents from the
 * route declarations. `seal` is given by areas whose answers show secrets.
 */
export const apiArea = <const Routes extends readonly Route[]>(
  routes: Routes,
  handlers: ApiHandlers<Routes>,
  options: { readonly seal?: (portfolioId: string) => Promise<NonNullable<Once['seal']>> } = {},
) => {
  const withBody = (route: Route) => {
    const served = middy(
      serve(
        route,
        (handlers as unknown as Record<string, ApiHandler<Route>>)[route.operationId] as ApiHandler<Route>,
        options.seal,
      ),
    )
    return route.body ? served.use(jsonBodyParser()) : served
  }
  return middy()
    .use(faults())
    .handler(
      httpRouter(
        routes.map((route) => ({ method: route.method, path: route.path, handler: withBody(route) as never })),
      ) as never,
    )
}

export { answer }
