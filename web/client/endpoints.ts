import type * as z from 'zod'
import type { DeclaredRoute } from '../../shared/contracts/routes/all.ts'

type Endpoints = { [R in DeclaredRoute as `${R['method']} ${R['path']}`]: R }

/** Name of a route for the client: method and path as declared, such as `GET /v1/properties/{propertyId}`. */
export type Endpoint = keyof Endpoints

type Part<R, K extends string> = R extends { readonly [P in K]: infer S extends z.ZodType }
  ? Record<never, never> extends z.input<S>
    ? { [P in K]?: z.input<S> }
    : { [P in K]: z.input<S> }
  : { [P in K]?: never }
type Key<R> = R extends { readonly idempotency: 'key'; readonly method: 'POST' }
  ? { idempotencyKey: string }
  : { idempotencyKey?: never }

/** What a call of a route takes: params, query and body as declared, and a key where the route asks for one. */
export type Input<E extends Endpoint> = Part<Endpoints[E], 'params'> &
  Part<Endpoints[E], 'query'> &
  Part<Endpoints[E], 'body'> &
  Key<Endpoints[E]>

type Schemas<R> = R extends { readonly responses: infer A }
  ? { [S in keyof A]: A[S] extends { readonly schema: infer T extends z.ZodType } ? z.output<T> : undefined }[keyof A]
  : never

/** What a route answers when it does not refuse. */
export type Answer<E extends Endpoint> = Schemas<Endpoints[E]>

/** One item of a list route. */
export type Item<E extends Endpoint> = Answer<E> extends { items: (infer T)[] } ? T : never
