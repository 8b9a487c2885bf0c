import type * as z from 'zod'
import type { RefusalCode } from '../problem.ts'

/** API areas: one Lambda each (`functions/api/<area>/handler.ts`). */
export const AREAS = [
  'public',
  'claims',
  'portfolio',
  'properties',
  'residents',
  'carriers',
  'access',
  'devices',
  'readings',
  'intake',
  'packages',
  'links',
  'incidents',
] as const
export type Area = (typeof AREAS)[number]

/**
 * What a principal may do. A role (owner, manager, attendant, viewer), an API key, a device key and a signed link each
 * carry a set of these; a route names the one it needs.
 */
export const SCOPES = [
  'portfolio:read',
  'portfolio:write',
  'keys:write',
  'audit:read',
  'properties:read',
  'properties:write',
  'residents:read',
  'residents:write',
  'carriers:read',
  'carriers:write',
  'grants:read',
  'grants:write',
  'devices:read',
  'devices:write',
  'devices:command',
  'packages:read',
  'packages:write',
  'labels:write',
  'incidents:read',
  'incidents:write',
  'link:pickup',
] as const
export type Scope = (typeof SCOPES)[number]

/** Roles of users; scoped to all properties or to a list. */
export const ROLES = ['owner', 'manager', 'attendant', 'viewer'] as const
export type Role = (typeof ROLES)[number]

const READ = [
  'portfolio:read',
  'properties:read',
  'residents:read',
  'carriers:read',
  'grants:read',
  'devices:read',
  'packages:read',
  'incidents:read',
] as const satisfies Scope[]
const ATTEND = ['packages:write', 'labels:write', 'incidents:write', 'devices:command'] as const satisfies Scope[]
const MANAGE = [
  'properties:write',
  'residents:write',
  'carriers:write',
  'grants:write',
  'devices:write',
  'audit:read',
] as const satisfies Scope[]

/** Scopes of each role. */
export const ROLE_SCOPES: Record<Role, readonly Scope[]> = {
  viewer: READ,
  attendant: [...READ, ...ATTEND],
  manager: [...READ, ...ATTEND, ...MANAGE],
  owner: [...READ, ...ATTEND, ...MANAGE, 'portfolio:write', 'keys:write'],
}
/** Scopes of a kiosk’s own key: what a device in the room does over HTTP. */
export const KIOSK_SCOPES: readonly Scope[] = ['packages:write', 'labels:write']
/** Scopes of a resident’s signed pickup link. */
export const PICKUP_LINK_SCOPES: readonly Scope[] = ['link:pickup']

/** Answer of a route: HTTP status to what it means and its schema (absent for an empty answer). */
export type Responses = Readonly<Record<number, { readonly description: string; readonly schema?: z.ZodType }>>

/**
 * One declaration per route. It feeds the router, the OpenAPI document, the CDK route, the authorizer’s scope check, what
 * the pages offer, and the tenant-matrix test.
 */
export interface Route {
  readonly operationId: string
  readonly area: Area
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Path with `{param}` segments, beginning with /v1. */
  readonly path: string
  readonly summary: string
  /** `public` routes have no authorizer. */
  readonly scope: Scope | 'public'
  /** Concerns the whole portfolio: refused (`auth.portfolio_wide`) to whoever sees only some of its properties. */
  readonly portfolioWide?: true
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  readonly responses: Responses
  /** Refusals specific to this route, beside the general ones. */
  readonly refusals?: readonly RefusalCode[]
  /** Every POST needs an Idempotency-Key, except where repeating is harmless by nature (tokens, uploads, presigns). */
  readonly idempotency: 'key' | 'natural'
}

/** Keeps the literal types of a declaration. */
export const route = <const R extends Route>(declaration: R): R => declaration
