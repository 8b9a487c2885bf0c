import type { RefusalCode } from '../../shared/contracts/problem.ts'
import { ROLE_SCOPES } from '../../shared/contracts/routes/route.ts'
import { type FakeWorld, idOf } from './fake-world.ts'

/** A refusal of the fake API. */
export interface Refused {
  readonly refused: RefusalCode
  readonly detail: string
}

/** One request of the fake API, held to the route's schemas before. */
interface Asked {
  readonly world: FakeWorld
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, unknown>>
  // biome-ignore lint/suspicious/noExplicitAny: parsed by the route's own schema, which the compiler cannot follow here
  readonly body: any
}

/** The signed-in user, as the API names principals. */
const PRINCIPAL = `user:${idOf('user', 1)}`

const refuse = (refused: RefusalCode, detail: string): Refused => ({ refused, detail })
const notFound = refuse('resource.not_found', 'There is no such resource.')
const now = () => new Date().toISOString()
const day = () => now().slice(0, 10)

/** A page of a list; the cursor is the place of the next item. With `fits` a page may be empty and still have a cursor. */
const paged = <T>(
  items: readonly T[],
  query: Asked['query'],
  fits: (item: T) => boolean = () => true,
  looksThrough = 400,
) => {
  const from = Number(query.cursor ?? 0)
  const next = from + Math.min(Number(query.limit), looksThrough)
  return { items: items.slice(from, next).filter(fits), ...(next < items.length ? { cursor: String(next) } : {}) }
}

const stateOf = (world: FakeWorld, propertyId: string) => {
  const inside = world.packages.filter(({ status }) => status === 'stored' || status === 'queued')
  const open = world.incidents.filter(({ status }) => status !== 'resolved').length
  const last = world.sessions[0]
  return {
    propertyId,
    rooms: world.rooms
      .filter((room) => room.propertyId === propertyId)
      .map((room) => ({
        roomId: room.id,
        propertyId,
        name: room.name,
        door: world.door,
        lock: world.door === 'open' ? 'unlocked' : 'locked',
        devices: world.devices.map(({ thing, name, online, lastHeardAt }) => ({ thing, name, online, lastHeardAt })),
        packagesInside: inside.length,
        capacity: room.capacity,
        lastVisit: last
          ? { sessionId: last.id, who: 'UPS', at: last.grantedAt, verdict: last.verdict, reason: last.verdictReason }
          : null,
        openIncidents: open,
        updatedAt: now(),
      })),
    packages: {
      inside: inside.length,
      receivedToday: world.packages.length,
      collectedToday: world.packages.filter(({ status }) => status === 'collected').length,
    },
    openIncidents: open,
    asOf: now(),
  }
}

const pickup = (world: FakeWorld) => {
  const resident = world.residents[0]
  return {
    property: 'Maple Court',
    timeZone: 'America/New_York',
    room: 'Lobby room',
    resident: resident?.firstName ?? '',
    code: '20481937',
    codeStatus: world.grants[1]?.status === 'setting' ? 'not_yet_confirmed' : 'ready',
    codeEndsAt: new Date(Date.now() + 5 * 86_400_000).toISOString(),
    packages: world.packages
      .filter(({ residentId }) => residentId === resident?.id)
      .map(({ id, carrier, trackingNumber, zone, status, receivedAt, collectedAt }) => ({
        id,
        carrier,
        trackingTail: trackingNumber?.slice(-4) ?? null,
        zone,
        status,
        receivedAt,
        collectedAt,
        photoUrl: '/fake/label.png',
      })),
  }
}

const collect = (world: FakeWorld, packageId: string | undefined) => {
  const item = world.packages.find(({ id }) => id === packageId)
  if (!item) return notFound
  if (item.status !== 'stored') return refuse('package.not_in_room', 'The package is not in the room.')
  item.status = 'collected'
  item.collectedAt = now()
  item.custody.push({ kind: 'collected', at: now(), recordedAt: now(), principal: PRINCIPAL, note: 'at the desk' })
  return item
}

const incidentOf = (asked: Asked) => asked.world.incidents.find(({ id }) => id === asked.params.incidentId)

/** What the fake API answers, by operation. Each answer is parsed by the route's own schema before it leaves. */
export const answers: Readonly<Record<string, (asked: Asked) => unknown>> = {
  signUp: ({ body }) =>
    body.password.length < 12
      ? refuse('auth.password_weak', 'The password is too short; use at least 12 characters.')
      : { email: body.email, status: 'confirmation_sent' },
  confirmSignUp: ({ body }) =>
    body.code === '123456'
      ? { email: body.email, status: 'confirmed' }
      : refuse('auth.code_wrong', 'The confirmation code is wrong or expired.'),
  createToken: ({ body }) => {
    const tokens = { accessToken: 'access', refreshToken: 'refresh', expiresIn: 3600 }
    if ('refreshToken' in body || body.password === 'right') return tokens
    if (body.password !== 'invited') return refuse('auth.credentials_wrong', 'E-mail or password is wrong.')
    if (body.newPassword === undefined) return refuse('auth.new_password_required', 'Send `newPassword` along.')
    return body.newPassword.length < 12
      ? refuse('auth.password_weak', 'The password is too short; use at least 12 characters.')
      : tokens
  },
  createLiveTicket: () => ({ ticket: 'ticket', expiresAt: now() }),
  getMe: ({ world }) => ({
    portfolio: { id: idOf('portfolio', 1), name: 'Hudson Valley Homes', createdAt: now() },
    principal: idOf('user', 1),
    name: 'Dana Osei',
    role: world.role,
    scopes: ROLE_SCOPES[world.role],
    propertyIds: world.propertyIds,
  }),
  listUsers: ({ query }) =>
    paged(
      [
        {
          id: idOf('user', 1),
          name: 'Dana Osei',
          email: 'dana@example.com',
          role: 'owner',
          propertyIds: null,
          createdAt: now(),
        },
      ],
      query,
    ),
  listProperties: ({ world, query }) => paged(world.properties, query),
  createProperty: ({ world, body }) => {
    const property = { ...body, id: idOf('property', world.properties.length + 1), createdAt: now() }
    world.properties.push(property)
    return property
  },
  getPropertyState: ({ world, params }) => stateOf(world, params.propertyId ?? ''),
  listRooms: ({ world, params, query }) =>
    paged(
      world.rooms.filter(({ propertyId }) => propertyId === params.propertyId),
      query,
    ),
  createRoom: ({ world, params, body }) => {
    const room = { ...body, id: idOf('room', world.rooms.length + 1), propertyId: params.propertyId, createdAt: now() }
    world.rooms.push(room)
    return room
  },
  listIncidents: ({ world, query }) =>
    paged(
      world.incidents,
      query,
      ({ status }) => query.status === undefined || status === query.status,
      world.looksThrough,
    ),
  getIncident: (asked) => incidentOf(asked) ?? notFound,
  acknowledgeIncident: (asked) => {
    const incident = incidentOf(asked)
    if (!incident) return notFound
    incident.status = 'acknowledged'
    incident.nextRungAt = null
    incident.acknowledgement = { by: PRINCIPAL, at: now(), note: asked.body.note, deadlineAt: null }
    incident.timeline.push({
      kind: 'acknowledged',
      at: now(),
      recordedAt: now(),
      by: PRINCIPAL,
      text: 'Takes care of it.',
    })
    return incident
  },
  resolveIncident: (asked) => {
    const incident = incidentOf(asked)
    if (!incident) return notFound
    const { disposition, reason, packages = null, evidenceIds } = asked.body
    incident.status = 'resolved'
    incident.resolution = { kind: disposition, by: PRINCIPAL, at: now(), reason, packages, evidenceIds }
    return incident
  },
  listAccessSessions: ({ world, query }) => paged(world.sessions, query),
  listPackages: ({ world, query }) =>
    paged(
      world.packages,
      query,
      (item) =>
        (query.status === undefined || item.status === query.status) &&
        (query.unit === undefined || item.unit === query.unit) &&
        (query.trackingNumber === undefined || item.trackingNumber === query.trackingNumber),
      world.looksThrough,
    ),
  getPackage: ({ world, params }) => {
    const item = world.packages.find(({ id }) => id === params.packageId)
    return item
      ? {
          ...item,
          messages: world.messages.filter(({ packageId }) => packageId === item.id),
          photoUrl: '/fake/label.png',
        }
      : notFound
  },
  assignPackage: ({ world, params, body }) => {
    const item = world.packages.find(({ id }) => id === params.packageId)
    const resident = world.residents.find(({ id }) => id === body.residentId)
    if (!item || !resident) return notFound
    item.status = 'stored'
    item.residentId = resident.id
    item.recipient = `${resident.firstName} ${resident.lastName}`
    item.unit = resident.unit
    return item
  },
  pickUpPackage: ({ world, params }) => collect(world, params.packageId),
  getLabelReading: ({ world, params }) => world.readings.find(({ id }) => id === params.labelReadingId) ?? notFound,
  listAccessGrants: ({ world, query }) => paged(world.grants, query),
  getAccessGrant: ({ world, params }) => world.grants.find(({ id }) => id === params.accessGrantId) ?? notFound,
  createAccessGrant: ({ world, body }) => {
    const pattern = world.grants[1]
    if (!pattern) return refuse('room.no_controller', 'The room has no controller in service. Register one first.')
    const grant = { ...pattern, ...body, id: idOf('accessGrant', world.grants.length + 1), createdAt: now() }
    world.grants.unshift(grant)
    return { ...grant, code: '04719283' }
  },
  revokeAccessGrant: ({ world, params }) => {
    const grant = world.grants.find(({ id }) => id === params.accessGrantId)
    if (!grant) return notFound
    grant.status = 'removing'
    grant.revokedAt = now()
    return grant
  },
  listCarriers: ({ world, query }) => paged(world.carriers, query),
  createCarrier: ({ world, body }) => {
    const carrier = { ...body, id: idOf('carrier', world.carriers.length + 1), createdAt: now() }
    world.carriers.push(carrier)
    return carrier
  },
  listDevices: ({ world, query }) => paged(world.devices, query),
  getDevice: ({ world, params }) => {
    const device = world.devices.find(({ thing }) => thing === params.thing)
    const at = '2026-11-23T10:00:00.000Z'
    const odd = { kind: 'shadow_tampered', at, note: 'wrote the desired state of door' }
    return device ? { ...device, anomalies: device.class === 'rc' ? [odd] : [] } : notFound
  },
  registerDevice: ({ world, body }) => ({
    ...body,
    thing: `${body.class}-${String(world.devices.length + 1).padStart(26, '0')}`,
    propertyId: world.properties[0]?.id,
    status: 'registered',
    online: false,
    lastHeardAt: null,
    drainedAt: null,
    reported: {},
    createdAt: now(),
    claimedAt: null,
    claimCode: 'K7Q2-9FMX-4TRA',
    claimExpiresAt: new Date(Date.now() + 30 * 60_000).toISOString(),
  }),
  sendCommand: ({ params, body }) => ({
    ...body,
    id: idOf('command', 1),
    thing: params.thing,
    status: 'sent',
    sentAt: now(),
    answeredAt: null,
  }),
  getCommand: ({ params }) => ({
    id: params.commandId,
    thing: params.thing,
    op: 'unlock',
    reason: '',
    status: 'done',
    sentAt: now(),
    answeredAt: now(),
  }),
  listResidents: ({ world, query }) =>
    paged(
      world.residents,
      query,
      ({ firstName, lastName, unit }) =>
        (query.unit === undefined || unit === query.unit) &&
        (query.name === undefined ||
          `${firstName} ${lastName}`.toLowerCase().includes(String(query.name).toLowerCase())),
      world.looksThrough,
    ),
  getResident: ({ world, params }) => world.residents.find(({ id }) => id === params.residentId) ?? notFound,
  importResidents: ({ body }) => ({
    dryRun: body.dryRun,
    rows: 9,
    created: 4,
    updated: 1,
    unchanged: 1,
    rejected: 3,
    problems: [
      {
        line: 3,
        column: 'phone',
        value: '555-0101',
        code: 'phone',
        message: 'must be in E.164 form such as +12025550123',
      },
      { line: 7, column: 'phone', value: '12', code: 'phone', message: 'must be in E.164 form such as +12025550123' },
      {
        line: 8,
        column: 'moveIn',
        value: day().replaceAll('-', '/'),
        code: 'date',
        message: 'must be a date such as 2026-01-31',
      },
    ],
  }),
  getPickupPage: ({ world }) => pickup(world),
  confirmPickup: ({ world, body }) => {
    const done = collect(world, body.packageId)
    return 'refused' in done ? done : pickup(world)
  },
}
