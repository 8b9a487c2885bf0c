import * as z from 'zod'

/** Prefix of every identifier that Vestibule makes: `<prefix>_<26 characters of a UUIDv7 in base 32>` (TypeID). */
export const ID_PREFIXES = {
  portfolio: 'pf',
  user: 'usr',
  property: 'prop',
  unit: 'unit',
  resident: 'res',
  room: 'room',
  carrier: 'car',
  carrierContact: 'cc',
  accessGrant: 'grant',
  credential: 'cred',
  evidence: 'evd',
  labelReading: 'rdg',
  package: 'pkg',
  message: 'msg',
  incident: 'inc',
  apiKey: 'key',
  command: 'cmd',
  auditEntry: 'aud',
} as const

/** The kinds of things that carry a TypeID. */
export type IdKind = keyof typeof ID_PREFIXES

const typeId = (kind: IdKind) =>
  z
    .string()
    .regex(
      new RegExp(`^${ID_PREFIXES[kind]}_[0-7][0-9a-hjkmnp-tv-z]{25}$`),
      `must be a ${kind} id (${ID_PREFIXES[kind]}_…)`,
    )

/** Tenant id. Branded: only the authorizer (from a verified token, key or link) and sign-up make one. */
export const PortfolioId = typeId('portfolio').brand<'PortfolioId'>()
/** See {@link PortfolioId}. */
export type PortfolioId = z.infer<typeof PortfolioId>

export const UserId = typeId('user')
export const PropertyId = typeId('property')
export const UnitId = typeId('unit')
export const ResidentId = typeId('resident')
export const RoomId = typeId('room')
export const CarrierId = typeId('carrier')
export const CarrierContactId = typeId('carrierContact')
export const AccessGrantId = typeId('accessGrant')
export const CredentialId = typeId('credential')
export const EvidenceId = typeId('evidence')
export const LabelReadingId = typeId('labelReading')
export const PackageId = typeId('package')
export const IncidentId = typeId('incident')
export const ApiKeyId = typeId('apiKey')
export const CommandId = typeId('command')

/** Classes of room hardware: room controller, kiosk, locker bank, cold controller, camera agent, sensor. */
export const DeviceClass = z.enum(['rc', 'ks', 'lb', 'cd', 'cm', 'sn'])
export type DeviceClass = z.infer<typeof DeviceClass>

/** Thing name = MQTT client id = certificate CN: `<class>-<26 lowercase base-32 characters>`; opaque, no tenant in it. */
export const ThingName = z
  .string()
  .regex(/^(rc|ks|lb|cd|cm|sn)-[0-9a-hjkmnp-tv-z]{26}$/, 'must be a thing name (<class>-<ulid>)')
export type ThingName = z.infer<typeof ThingName>

/** RFC 3339 instant in UTC. */
export const Instant = z.iso.datetime()
/** ISO 8601 duration such as `PT15M`; no years or months. */
export const IsoDuration = z
  .string()
  .regex(
    /^P(?=\d|T\d)(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/,
    'must be an ISO 8601 duration such as PT15M',
  )

/** Length of an ISO 8601 duration (weeks, days, hours, minutes, seconds) in milliseconds; throws on anything else. */
export const durationMs = (iso: string): number => {
  const m = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(iso)
  if (!m) throw new Error(`not an ISO 8601 duration: ${iso}`)
  const [w, d, h, min, s] = m.slice(1).map((v) => Number(v ?? 0)) as [number, number, number, number, number]
  return ((((w * 7 + d) * 24 + h) * 60 + min) * 60 + s) * 1000
}
