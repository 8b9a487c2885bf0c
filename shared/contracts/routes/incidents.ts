import * as z from 'zod'
import { listQuery, page } from '../common.ts'
import { IncidentId, PropertyId } from '../ids.ts'
import { Incident, IncidentStatus, NewResolution } from '../incident.ts'
import { route } from './route.ts'

const oneIncident = z.object({ incidentId: IncidentId })

/** Incidents, their timelines and what people do about them. */
export const incidentRoutes = [
  route({
    operationId: 'listIncidents',
    area: 'incidents',
    method: 'GET',
    path: '/v1/incidents',
    scope: 'incidents:read',
    idempotency: 'natural',
    summary: 'Incidents, newest first',
    query: z.object({ ...listQuery, propertyId: PropertyId.optional(), status: IncidentStatus.optional() }),
    responses: { 200: { description: 'Incidents', schema: page(Incident) } },
  }),
  route({
    operationId: 'getIncident',
    area: 'incidents',
    method: 'GET',
    path: '/v1/incidents/{incidentId}',
    scope: 'incidents:read',
    idempotency: 'natural',
    summary: 'An incident with its timeline',
    params: oneIncident,
    responses: { 200: { description: 'The incident', schema: Incident } },
  }),
  route({
    operationId: 'acknowledgeIncident',
    area: 'incidents',
    method: 'POST',
    path: '/v1/incidents/{incidentId}/acknowledgement',
    scope: 'incidents:write',
    idempotency: 'key',
    summary: 'I take care of it: the ladder stops climbing',
    params: oneIncident,
    body: z.strictObject({ note: z.string().trim().max(500).default('') }),
    responses: { 200: { description: 'The incident', schema: Incident } },
    refusals: ['incident.closed'],
  }),
  route({
    operationId: 'resolveIncident',
    area: 'incidents',
    method: 'POST',
    path: '/v1/incidents/{incidentId}/resolution',
    scope: 'incidents:write',
    idempotency: 'key',
    summary: 'Close with a disposition and a reason',
    params: oneIncident,
    body: NewResolution,
    responses: { 200: { description: 'The incident', schema: Incident } },
    refusals: ['incident.closed', 'evidence.missing'],
  }),
] as const
