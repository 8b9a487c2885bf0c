import { writeFile } from 'node:fs/promises'
import * as z from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import { AccessGrant, CreatedAccessGrant } from '../shared/contracts/access.ts'
import { AccessSession } from '../shared/contracts/access-session.ts'
import { Carrier, CarrierContact } from '../shared/contracts/carrier.ts'
import { Name } from '../shared/contracts/common.ts'
import { Command, Device, DeviceClaim, DeviceDetail, RegisteredDevice } from '../shared/contracts/device.ts'
import {
  AccessGrantId,
  ApiKeyId,
  CarrierContactId,
  CarrierId,
  CredentialId,
  EvidenceId,
  IncidentId,
  Instant,
  IsoDuration,
  LabelReadingId,
  PackageId,
  PortfolioId,
  PropertyId,
  ResidentId,
  RoomId,
  ThingName,
  UnitId,
  UserId,
} from '../shared/contracts/ids.ts'
import { Incident } from '../shared/contracts/incident.ts'
import { LabelReading } from '../shared/contracts/label.ts'
import { EvidenceUpload, Message, Package, PackageDetail, PickupPage } from '../shared/contracts/package.ts'
import { ApiKey, AuditEntry, CreatedApiKey, Me, Portfolio, User } from '../shared/contracts/portfolio.ts'
import { Problem, REFUSALS, type RefusalCode } from '../shared/contracts/problem.ts'
import { Property, PropertyState, Room, RoomState, Unit, UnitNumber } from '../shared/contracts/property.ts'
import { Email, ImportReport, Phone, Resident } from '../shared/contracts/resident.ts'
import { ROUTES } from '../shared/contracts/routes/all.ts'
import type { Route } from '../shared/contracts/routes/route.ts'
import { Standard } from '../shared/contracts/standard.ts'
import { StoredLabelReading } from '../shared/contracts/stored-label-reading.ts'

/** Words and resources that stand under `components.schemas` by name; everything else is written out where it is used. */
const schemas = {
  AccessGrantId,
  ApiKeyId,
  CarrierContactId,
  CarrierId,
  CredentialId,
  Email,
  EvidenceId,
  IncidentId,
  Instant,
  IsoDuration,
  LabelReadingId,
  Name,
  PackageId,
  Phone,
  PortfolioId,
  PropertyId,
  ResidentId,
  RoomId,
  ThingName,
  UnitId,
  UnitNumber,
  UserId,

  AccessGrant,
  AccessSession,
  ApiKey,
  AuditEntry,
  Carrier,
  CarrierContact,
  Command,
  CreatedAccessGrant,
  CreatedApiKey,
  Device,
  DeviceDetail,
  DeviceClaim,
  EvidenceUpload,
  ImportReport,
  Incident,
  LabelReading,
  Me,
  Message,
  Package,
  PackageDetail,
  PickupPage,
  Portfolio,
  Problem,
  Property,
  PropertyState,
  RegisteredDevice,
  Resident,
  Room,
  RoomState,
  Standard,
  StoredLabelReading,
  Unit,
  User,
}

/** Refusals that any route of a kind may answer, beside its own. */
const generalRefusals = (route: Route): RefusalCode[] => [
  ...(route.body ? (['request.invalid', 'request.not_json'] as const) : []),
  ...(route.query ? (['request.invalid'] as const) : []),
  ...(route.query && 'cursor' in route.query.shape ? (['request.cursor_invalid'] as const) : []),
  ...(route.params ? (['resource.not_found'] as const) : []),
  ...(route.scope === 'public' ? [] : (['auth.unauthenticated', 'auth.forbidden'] as const)),
  ...(route.portfolioWide ? (['auth.portfolio_wide'] as const) : []),
  ...(route.idempotency === 'key' ? (['idempotency.key_missing', 'idempotency.mismatch'] as const) : []),
  'rate.limited',
]

const problems = (route: Route) => {
  const codes = [...new Set([...generalRefusals(route), ...(route.refusals ?? [])])]
  const byStatus = Map.groupBy(codes, (code) => REFUSALS[code][0])
  return Object.fromEntries(
    [...byStatus].map(([status, found]) => [
      String(status),
      {
        description: found.map((code) => `\`${code}\`: ${REFUSALS[code][1]}.`).join(' '),
        content: { 'application/problem+json': { schema: Problem } },
      },
    ]),
  )
}

const IdempotencyKey = z
  .string()
  .min(1)
  .max(128)
  .describe('A fresh UUID for each new request. The same key again, within 24 hours, gets the first answer again.')

const operation = (route: Route): ZodOpenApiOperationObject => ({
  operationId: route.operationId,
  summary: route.summary,
  tags: [route.area],
  ...(route.scope === 'public'
    ? { security: [] }
    : {
        description: `Scope: \`${route.scope}\`.`,
        security: route.scope.startsWith('link:') ? [{ link: [] }] : [{ bearer: [] }],
      }),
  requestParams: {
    ...(route.params ? { path: route.params } : {}),
    ...(route.query ? { query: route.query } : {}),
    ...(route.idempotency === 'key' ? { header: z.object({ 'Idempotency-Key': IdempotencyKey }) } : {}),
  },
  ...(route.body ? { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } } : {}),
  responses: {
    ...Object.fromEntries(
      Object.entries(route.responses).map(([status, { description, schema }]) => [
        status,
        { description, ...(schema ? { content: { 'application/json': { schema } } } : {}) },
      ]),
    ),
    ...problems(route),
  },
})

/** The OpenAPI 3.1 document of the API, made from the route declarations and nothing else. */
export const openApiDocument = () => {
  const paths: ZodOpenApiPathsObject = {}
  for (const route of ROUTES)
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route) }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Vestibule',
      version: '1',
      description:
        'The operating system of a package room. Errors are RFC 9457 problem documents with a stable `code`. Lists take `limit` and an opaque `cursor`. Times are RFC 3339 in UTC, durations ISO 8601.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'An access token of /v1/tokens, or an API key (`vk_…`).',
        },
        link: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: '`Link <token>`: the token of the link in a resident’s message.',
        },
      },
    },
  })
}

/** The document as it is committed in docs/openapi.json. */
export const openApiText = (): string => `${JSON.stringify(openApiDocument(), null, 2)}\n`

if (import.meta.main) await writeFile(new URL('../docs/openapi.json', import.meta.url), openApiText())
