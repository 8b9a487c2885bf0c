import { readFileSync } from 'node:fs'
import type { AccessGrant } from '../../shared/contracts/access.ts'
import type { AccessSession } from '../../shared/contracts/access-session.ts'
import type { Carrier } from '../../shared/contracts/carrier.ts'
import type { Device } from '../../shared/contracts/device.ts'
import { ID_PREFIXES, type IdKind } from '../../shared/contracts/ids.ts'
import type { Incident } from '../../shared/contracts/incident.ts'
import type { Message, Package } from '../../shared/contracts/package.ts'
import type { Property, Room } from '../../shared/contracts/property.ts'
import type { Resident } from '../../shared/contracts/resident.ts'
import type { Role } from '../../shared/contracts/routes/route.ts'
import type { StoredLabelReading } from '../../shared/contracts/stored-label-reading.ts'

const LABEL = new URL('../data/labels/usps_easypost_sparrow.png', import.meta.url)

/** A made-up identifier of a kind; the same number gives the same one. */
export const idOf = (kind: IdKind, n: number): string => `${ID_PREFIXES[kind]}_${String(n).padStart(26, '0')}`
const thingOf = (kind: 'rc' | 'ks', n: number) => `${kind}-${String(n).padStart(26, '0')}`

/** Everything that the fake API holds; tests change it to reach a state. */
export interface FakeWorld {
  properties: Property[]
  rooms: Room[]
  residents: Resident[]
  carriers: Carrier[]
  devices: Device[]
  grants: AccessGrant[]
  sessions: AccessSession[]
  packages: Package[]
  messages: Message[]
  incidents: Incident[]
  readings: StoredLabelReading[]
  door: 'open' | 'closed'
  /** So many items a call of a list looks through at most, whatever its filter finds among them. */
  looksThrough: number
  /** Role of whoever signs in, and the properties that they see. */
  role: Role
  propertyIds: Property['id'][] | null
}

/** A portfolio before its first property. */
export const emptyWorld = (): FakeWorld => ({
  properties: [],
  rooms: [],
  residents: [],
  carriers: [],
  devices: [],
  grants: [],
  sessions: [],
  packages: [],
  messages: [],
  incidents: [],
  readings: [],
  door: 'closed',
  looksThrough: 400,
  role: 'owner',
  propertyIds: null,
})

const NAMES = [
  ['Jack', 'Sparrow', '20'],
  ['Ana Lucía', 'Gutiérrez-Montenegro', '4B'],
  ['Martin', 'Martin', '12'],
  ['Priya', 'Raghunathan', '7'],
] as const

/** One property on an ordinary day, with one incident that needs somebody and one that is over. */
export const demoWorld = (nowMs: number): FakeWorld => {
  const ago = (minutes: number) => new Date(nowMs - minutes * 60_000).toISOString()
  const created = ago(60 * 24 * 30)
  const propertyId = idOf('property', 1)
  const roomId = idOf('room', 1)
  const carriers = (['UPS', 'USPS', 'FedEx'] as const).map((name, n) => ({
    id: idOf('carrier', n + 1),
    name,
    code: name.toLowerCase(),
    createdAt: created,
  }))
  const residents = NAMES.map(([firstName, lastName, unit], n): Resident => {
    const sms = n % 2 === 1
    return {
      id: idOf('resident', n + 1),
      propertyId,
      firstName,
      lastName,
      unit,
      email: sms ? null : `${lastName.toLowerCase().replace(/[^a-z]/g, '')}@example.com`,
      phone: sms ? `+1202555010${n}` : null,
      moveIn: '2025-01-15',
      moveOut: null,
      language: 'en',
      preferredChannel: sms ? 'sms' : 'email',
      accessibleHeight: false,
      createdAt: created,
      updatedAt: created,
    }
  })
  const packages = Array.from({ length: 9 }, (_, n): Package => {
    const resident = n === 2 ? undefined : residents[n % residents.length]
    const status = n === 2 ? 'queued' : n % 4 === 3 ? 'collected' : 'stored'
    const receivedAt = ago(12 + n * 9)
    return {
      id: idOf('package', n + 1),
      propertyId,
      roomId,
      residentId: resident?.id ?? null,
      recipient: resident ? `${resident.firstName} ${resident.lastName}` : null,
      unit: resident?.unit ?? null,
      carrier: carriers[n % 3]?.code ?? null,
      trackingNumber: `9405511899${String(223197428490 + n * 17)}`,
      zone: n % 2 === 0 ? 'A' : 'B',
      flags: n === 4 ? ['oversized'] : [],
      status,
      evidenceId: idOf('evidence', n + 1),
      labelReadingId: idOf('labelReading', 1),
      sessionId: null,
      kioskSessionId: null,
      receivedAt,
      collectedAt: status === 'collected' ? ago(5) : null,
      custody: [
        { kind: 'received', at: receivedAt, recordedAt: receivedAt, principal: 'Kiosk', note: 'Scanned at the kiosk' },
        ...(resident
          ? [
              {
                kind: 'notified' as const,
                at: receivedAt,
                recordedAt: receivedAt,
                principal: 'Vestibule',
                note: 'by text',
              },
            ]
          : []),
      ],
    }
  })
  const session = (n: number, minutes: number, more: Partial<AccessSession>): AccessSession => ({
    id: `${thingOf('rc', 1)}#1#${n}`,
    propertyId,
    roomId,
    role: 'carrier',
    credentialId: idOf('credential', n),
    grantId: idOf('accessGrant', 1),
    carrierId: carriers[0]?.id ?? null,
    state: 'closed',
    grantedAt: ago(minutes),
    entryAt: ago(minutes),
    exitAt: ago(minutes - 4),
    regrants: 0,
    intakes: 0,
    attestations: 0,
    pickups: 0,
    verdict: 'no_intake',
    verdictReason: 'UPS was inside for 4 min and logged nothing; the kiosk was online the whole time.',
    verdictAt: ago(minutes - 19),
    confidence: 'normal',
    rev: 1,
    revisions: [],
    anomalies: [],
    dueAt: null,
    visitId: null,
    ...more,
  })
  const incident = (n: number, more: Partial<Incident>): Incident => ({
    id: idOf('incident', n),
    key: `session:${thingOf('rc', 1)}#1#${n}:no_intake`,
    kind: 'no_intake',
    severity: 'high',
    status: 'open',
    propertyId,
    roomId,
    subject: { type: 'session', id: `${thingOf('rc', 1)}#1#${n}` },
    sessionId: `${thingOf('rc', 1)}#1#${n}`,
    carrierId: carriers[0]?.id ?? null,
    title: 'UPS entered and logged nothing',
    openedAt: ago(25),
    detectedAt: ago(25),
    updatedAt: ago(10),
    rung: { index: 1, to: 'carrier_contact:driver', reachedAt: ago(20), ackBy: null },
    nextRungAt: new Date(nowMs + 5 * 60_000).toISOString(),
    acknowledgement: null,
    resolution: null,
    evidenceIds: [idOf('evidence', 1)],
    timeline: [
      {
        kind: 'opened',
        at: ago(25),
        recordedAt: ago(25),
        by: null,
        text: 'Entered at the door, left after 4 min, nothing was logged.',
      },
      {
        kind: 'rung',
        at: ago(25),
        recordedAt: ago(25),
        by: null,
        text: 'The screen in the room asks the driver to log.',
      },
      { kind: 'rung', at: ago(20), recordedAt: ago(20), by: null, text: 'The driver was told by text.' },
    ],
    rev: 3,
    ...more,
  })
  const device = (n: number, kind: 'rc' | 'ks', name: string, online: boolean): Device => ({
    thing: thingOf(kind, n),
    class: kind,
    name,
    propertyId,
    roomId,
    points: kind === 'rc' ? ['door', 'motion'] : [],
    status: 'in_service',
    online,
    lastHeardAt: ago(online ? 0.2 : 44),
    drainedAt: ago(1),
    reported: {},
    createdAt: created,
    claimedAt: created,
  })
  const grant = (n: number, more: Partial<AccessGrant>): AccessGrant => ({
    id: idOf('accessGrant', n),
    propertyId,
    roomId,
    holder: { kind: 'carrier', carrierId: idOf('carrier', n) },
    startsAt: created,
    endsAt: new Date(nowMs + 60 * 86_400_000).toISOString(),
    window: { days: [1, 2, 3, 4, 5, 6], fromMinute: 480, toMinute: 1200 },
    credentialId: idOf('credential', n),
    thing: thingOf('rc', 1),
    selector: `0${n}`,
    status: 'set',
    credentialState: 'active',
    errors: [],
    warnings: [],
    pendingMutations: [],
    createdAt: created,
    setAt: created,
    revokedAt: null,
    removedAt: null,
    ...more,
  })
  return {
    properties: [
      {
        id: propertyId,
        name: 'Maple Court',
        address: { street: '12 Maple Street', city: 'Albany', region: 'NY', postalCode: '12207', country: 'US' },
        timeZone: 'America/New_York',
        models: ['smart_room'],
        createdAt: created,
      },
    ],
    rooms: [
      {
        id: roomId,
        propertyId,
        name: 'Lobby room',
        zones: [
          { id: 'A', name: 'Small parcels', cold: false },
          { id: 'B', name: 'Large parcels', cold: false },
        ],
        capacity: 60,
        interiorSensors: true,
        createdAt: created,
      },
    ],
    residents,
    carriers,
    devices: [device(1, 'rc', 'Door controller', true), device(2, 'ks', 'Kiosk', false)],
    grants: [
      grant(1, {}),
      grant(2, { status: 'setting', credentialState: 'pending', setAt: null }),
      grant(3, {
        holder: { kind: 'staff', name: 'Sam, front desk' },
        window: null,
        status: 'removing',
        revokedAt: ago(1),
      }),
    ],
    sessions: [
      session(3, 44, {}),
      session(2, 130, {
        carrierId: carriers[1]?.id ?? null,
        verdict: 'logged',
        verdictReason: '3 packages logged.',
        intakes: 3,
        rev: 2,
        revisions: [
          { rev: 1, verdict: 'unverified', reason: 'The kiosk was offline.', decidedAt: ago(115) },
          { rev: 2, verdict: 'logged', reason: '3 packages logged.', decidedAt: ago(90) },
        ],
      }),
    ],
    packages,
    messages: [
      {
        id: idOf('message', 1),
        packageId: idOf('package', 1),
        reason: 'package.received',
        channel: 'email',
        to: 's***@example.com',
        status: 'delivered',
        at: ago(11),
        error: null,
      },
    ],
    incidents: [
      incident(1, {}),
      incident(2, {
        kind: 'held_open',
        severity: 'medium',
        status: 'resolved',
        title: 'The door was held open for 3 min',
        nextRungAt: null,
        openedAt: ago(300),
        resolution: {
          kind: 'door_closed',
          by: null,
          at: ago(290),
          reason: 'The door was closed.',
          packages: null,
          evidenceIds: [],
        },
      }),
    ],
    readings: [
      {
        id: idOf('labelReading', 1),
        roomId,
        evidenceId: idOf('evidence', 1),
        pictureUrl: '/fake/label.png',
        createdAt: ago(12),
        reading: {
          sha256: 'a'.repeat(64),
          picture: pictureSize(),
          barcodes: [
            {
              format: 'Code128',
              text: '420122079405511899223197428490',
              gs1: true,
              engine: 'zxing',
              quad: [
                { x: 173, y: 1296 },
                { x: 1080, y: 1296 },
                { x: 1080, y: 1526 },
                { x: 173, y: 1526 },
              ],
            },
          ],
          carrier: 'usps',
          carrierWhy: 'GS1-128 with the routing of USPS',
          trackingNumber: '9405511899223197428490',
          trackingSource: 'barcode',
          checkDigitValid: true,
          otherNumbers: [],
          text: ['JACK SPARROW', '388 TOWNSEND ST APT 20'],
          lines: ['JACK SPARROW', '388 TOWNSEND ST APT 20'].map((text, n) => ({
            text,
            confidence: 0.97 - n * 0.04,
            quad: [
              { x: 200, y: 782 + n * 48 },
              { x: 550 + n * 210, y: 782 + n * 48 },
              { x: 550 + n * 210, y: 828 + n * 48 },
              { x: 200, y: 828 + n * 48 },
            ],
          })),
          recipient: 'JACK SPARROW',
          unit: '20',
          address: '388 TOWNSEND ST',
          match: {
            residentId: idOf('resident', 1),
            confidence: 0.98,
            reason: 'name_and_unit',
            why: 'Name and unit on the label are those of Jack Sparrow in 20.',
            candidates: [],
          },
          hint: null,
          warnings: [
            { code: 'label.text_skipped', message: 'The barcode decided; the rest of the text was not read.' },
          ],
          ms: { barcode: 31, text: 240, match: 1, total: 272, stages: {} },
        },
      },
    ],
    door: 'closed',
    looksThrough: 400,
    role: 'owner',
    propertyIds: null,
  }
}

/** The picture that the fake API shows for every label and photo. */
export const labelPicture = (): Buffer => readFileSync(LABEL)

/** Width and height, from the header of the PNG file. */
function pictureSize(): { width: number; height: number } {
  const header = labelPicture()
  return { width: header.readUInt32BE(16), height: header.readUInt32BE(20) }
}
