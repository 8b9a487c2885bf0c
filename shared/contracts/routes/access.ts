import * as z from 'zod'
import { AccessGrant, CreatedAccessGrant, NewAccessGrant } from '../access.ts'
import { AccessSession } from '../access-session.ts'
import { listQuery, page } from '../common.ts'
import {
  Command,
  Device,
  DeviceClaim,
  DeviceDetail,
  NewCommand,
  NewDevice,
  NewDeviceClaim,
  RegisteredDevice,
} from '../device.ts'
import { AccessGrantId, CommandId, PropertyId, RoomId, ThingName } from '../ids.ts'
import { route } from './route.ts'

/** Access grants and what became of them on the controller. */
export const accessRoutes = [
  route({
    operationId: 'createAccessGrant',
    area: 'access',
    method: 'POST',
    path: '/v1/access-grants',
    scope: 'grants:write',
    idempotency: 'key',
    summary: 'Let somebody open a room; the typed code is shown once',
    body: NewAccessGrant,
    responses: { 201: { description: 'The grant with its code', schema: CreatedAccessGrant } },
    refusals: [
      'room.unknown',
      'room.no_controller',
      'carrier.unknown',
      'resident.unknown',
      'resident.moved_out',
      'resident.not_yet',
      'credential.slots_full',
      'grant.window_invalid',
    ],
  }),
  route({
    operationId: 'listAccessGrants',
    area: 'access',
    method: 'GET',
    path: '/v1/access-grants',
    scope: 'grants:read',
    idempotency: 'natural',
    summary: 'Grants of a room',
    query: z.object({ ...listQuery, roomId: RoomId }),
    responses: { 200: { description: 'Grants', schema: page(AccessGrant) } },
  }),
  route({
    operationId: 'getAccessGrant',
    area: 'access',
    method: 'GET',
    path: '/v1/access-grants/{accessGrantId}',
    scope: 'grants:read',
    idempotency: 'natural',
    summary: 'A grant and how far it has reached the device',
    params: z.object({ accessGrantId: AccessGrantId }),
    responses: { 200: { description: 'The grant', schema: AccessGrant } },
  }),
  route({
    operationId: 'revokeAccessGrant',
    area: 'access',
    method: 'DELETE',
    path: '/v1/access-grants/{accessGrantId}',
    scope: 'grants:write',
    idempotency: 'natural',
    summary: 'Revoke a grant; `removing` until the device confirms',
    params: z.object({ accessGrantId: AccessGrantId }),
    responses: { 200: { description: 'The grant', schema: AccessGrant } },
  }),
] as const

/** Devices as the operator sees them. */
export const deviceRoutes = [
  route({
    operationId: 'registerDevice',
    area: 'devices',
    method: 'POST',
    path: '/v1/devices',
    scope: 'devices:write',
    idempotency: 'key',
    summary: 'Register a device; the claim code is shown once and lives 30 minutes',
    body: NewDevice,
    responses: { 201: { description: 'The device with its claim code', schema: RegisteredDevice } },
    refusals: ['room.unknown'],
  }),
  route({
    operationId: 'listDevices',
    area: 'devices',
    method: 'GET',
    path: '/v1/devices',
    scope: 'devices:read',
    idempotency: 'natural',
    summary: 'Devices',
    query: z.object({ ...listQuery, propertyId: PropertyId.optional(), roomId: RoomId.optional() }),
    responses: { 200: { description: 'Devices', schema: page(Device) } },
  }),
  route({
    operationId: 'getDevice',
    area: 'devices',
    method: 'GET',
    path: '/v1/devices/{thing}',
    scope: 'devices:read',
    idempotency: 'natural',
    summary: 'A device with its last reported state and what was odd about it',
    params: z.object({ thing: ThingName }),
    responses: { 200: { description: 'The device', schema: DeviceDetail } },
  }),
  route({
    operationId: 'sendCommand',
    area: 'devices',
    method: 'POST',
    path: '/v1/devices/{thing}/commands',
    scope: 'devices:command',
    idempotency: 'key',
    summary: 'Unlock the door once, or identify or resynchronise the device; runs within 15 s or not at all',
    params: z.object({ thing: ThingName }),
    body: NewCommand,
    responses: { 202: { description: 'Sent', schema: Command } },
    refusals: ['device.not_claimed', 'device.wrong_class'],
  }),
  route({
    operationId: 'getCommand',
    area: 'devices',
    method: 'GET',
    path: '/v1/devices/{thing}/commands/{commandId}',
    scope: 'devices:read',
    idempotency: 'natural',
    summary: 'What became of a command',
    params: z.object({ thing: ThingName, commandId: CommandId }),
    responses: { 200: { description: 'The command', schema: Command } },
  }),
] as const

/** The device’s own first call, with the claim code instead of a token. */
export const claimRoutes = [
  route({
    operationId: 'claimDevice',
    area: 'claims',
    method: 'POST',
    path: '/v1/device-claims',
    scope: 'public',
    idempotency: 'natural',
    summary: 'A device exchanges its claim code and CSR for a certificate and its keys',
    body: NewDeviceClaim,
    responses: { 201: { description: 'Certificate, endpoint and wrapped keys', schema: DeviceClaim } },
    refusals: ['claim.unknown', 'claim.csr_invalid'],
  }),
] as const

/** Access sessions with their verdicts. */
export const sessionRoutes = [
  route({
    operationId: 'listAccessSessions',
    area: 'incidents',
    method: 'GET',
    path: '/v1/access-sessions',
    scope: 'incidents:read',
    idempotency: 'natural',
    summary: 'Access sessions of a room, newest first, with verdict, reason and revisions',
    query: z.object({ ...listQuery, roomId: RoomId }),
    responses: { 200: { description: 'Sessions', schema: page(AccessSession) } },
  }),
] as const
