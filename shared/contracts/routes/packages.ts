import * as z from 'zod'
import { listQuery, page } from '../common.ts'
import { LabelReadingId, PackageId, PropertyId, RoomId } from '../ids.ts'
import {
  EvidenceUpload,
  NewAssignment,
  NewEvidence,
  NewLabelReading,
  NewPackage,
  NewPickup,
  Package,
  PackageDetail,
  PackageStatus,
  PickupPage,
} from '../package.ts'
import { StoredLabelReading } from '../stored-label-reading.ts'
import { route } from './route.ts'

/** The picture of a package’s label, and what is read on it. */
export const readingRoutes = [
  route({
    operationId: 'createEvidenceUpload',
    area: 'readings',
    method: 'POST',
    path: '/v1/evidence-uploads',
    scope: 'labels:write',
    idempotency: 'natural',
    summary: 'Get a signed address to upload a picture to; type and size are fixed by the signature',
    body: NewEvidence,
    responses: { 201: { description: 'Where to PUT the file', schema: EvidenceUpload } },
    refusals: ['room.unknown', 'evidence.type', 'evidence.size'],
  }),
  route({
    operationId: 'createLabelReading',
    area: 'readings',
    method: 'POST',
    path: '/v1/label-readings',
    scope: 'labels:write',
    idempotency: 'natural',
    summary: 'Read an uploaded picture and match it to a resident',
    body: NewLabelReading,
    responses: { 201: { description: 'The reading', schema: StoredLabelReading } },
    refusals: ['room.unknown', 'evidence.missing', 'label.unreadable'],
  }),
  route({
    operationId: 'getLabelReading',
    area: 'readings',
    method: 'GET',
    path: '/v1/label-readings/{labelReadingId}',
    scope: 'packages:read',
    idempotency: 'natural',
    summary: 'A reading with its picture',
    params: z.object({ labelReadingId: LabelReadingId }),
    responses: { 200: { description: 'The reading', schema: StoredLabelReading } },
  }),
] as const

/** A package enters. */
export const intakeRoutes = [
  route({
    operationId: 'createPackage',
    area: 'intake',
    method: 'POST',
    path: '/v1/packages',
    scope: 'packages:write',
    idempotency: 'key',
    summary: 'Intake: record a package; without a resident it goes to the queue with its picture',
    body: NewPackage,
    responses: { 201: { description: 'The package', schema: Package } },
    refusals: [
      'room.unknown',
      'unit.unknown',
      'resident.unknown',
      'resident.moved_out',
      'resident.not_yet',
      'evidence.missing',
      'package.duplicate_tracking',
    ],
  }),
] as const

/** Packages from the shelf to the resident. */
export const packageRoutes = [
  route({
    operationId: 'listPackages',
    area: 'packages',
    method: 'GET',
    path: '/v1/packages',
    scope: 'packages:read',
    idempotency: 'natural',
    summary: 'Packages of a property, newest first',
    query: z.object({
      ...listQuery,
      propertyId: PropertyId,
      roomId: RoomId.optional(),
      status: PackageStatus.optional(),
      unit: z.string().max(10).optional(),
      trackingNumber: z.string().max(40).optional(),
      receivedFrom: z.iso.datetime().optional(),
      receivedTo: z.iso.datetime().optional(),
    }),
    responses: { 200: { description: 'Packages', schema: page(Package) } },
  }),
  route({
    operationId: 'getPackage',
    area: 'packages',
    method: 'GET',
    path: '/v1/packages/{packageId}',
    scope: 'packages:read',
    idempotency: 'natural',
    summary: 'A package with its chain of custody, messages and picture',
    params: z.object({ packageId: PackageId }),
    responses: { 200: { description: 'The package', schema: PackageDetail } },
  }),
  route({
    operationId: 'assignPackage',
    area: 'packages',
    method: 'POST',
    path: '/v1/packages/{packageId}/assignment',
    scope: 'packages:write',
    idempotency: 'key',
    summary: 'Give a queued package to a resident',
    params: z.object({ packageId: PackageId }),
    body: NewAssignment,
    responses: { 200: { description: 'The package', schema: Package } },
    refusals: ['package.not_in_room', 'resident.unknown', 'resident.moved_out', 'resident.not_yet'],
  }),
  route({
    operationId: 'pickUpPackage',
    area: 'packages',
    method: 'POST',
    path: '/v1/packages/{packageId}/pickup',
    scope: 'packages:write',
    idempotency: 'key',
    summary: 'The resident has taken the package',
    params: z.object({ packageId: PackageId }),
    body: NewPickup,
    responses: { 200: { description: 'The package', schema: Package } },
    refusals: ['package.not_in_room'],
  }),
] as const

/** What a resident reaches with the signed link of a message. */
export const linkRoutes = [
  route({
    operationId: 'getPickupPage',
    area: 'links',
    method: 'GET',
    path: '/v1/links/pickup',
    scope: 'link:pickup',
    idempotency: 'natural',
    summary: 'The packages, their photos and the code',
    responses: { 200: { description: 'The page', schema: PickupPage } },
    refusals: ['link.expired'],
  }),
  route({
    operationId: 'confirmPickup',
    area: 'links',
    method: 'POST',
    path: '/v1/links/pickup/confirmations',
    scope: 'link:pickup',
    idempotency: 'natural',
    summary: 'The resident confirms having taken a package',
    body: z.strictObject({ packageId: PackageId }),
    responses: { 200: { description: 'The page', schema: PickupPage } },
    refusals: ['link.expired', 'package.not_in_room'],
  }),
] as const
