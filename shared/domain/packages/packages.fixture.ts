import type { Resident } from '../../contracts/resident.ts'
import type { PackageRecord } from './package-record.ts'

const suffix = (n: number) => `01jqg3v4e5f6a7b8c9d0${String(n).padStart(6, '0')}`

/** Ids of tests: `id('room', 1)`. */
export const id = (prefix: string, n: number): string => `${prefix}_${suffix(n)}`

/** 29 March 2026, 18:00 UTC. */
export const NOW = Date.UTC(2026, 2, 29, 18)

/** A resident who lives in unit 12. */
export const resident = (more: Partial<Resident> = {}): Resident => ({
  id: id('res', 1),
  propertyId: id('prop', 1),
  firstName: 'Ana',
  lastName: 'López',
  unit: '12',
  email: 'ana@example.com',
  phone: '+12025550123',
  moveIn: '2024-01-01',
  moveOut: null,
  language: 'en',
  preferredChannel: 'email',
  accessibleHeight: false,
  createdAt: '2024-01-01T00:00:00.000Z',
  updatedAt: '2024-01-01T00:00:00.000Z',
  ...more,
})

/** A package on the shelf, as a kiosk records it. */
export const stored = (more: Partial<PackageRecord> = {}): PackageRecord => ({
  id: id('pkg', 1),
  propertyId: id('prop', 1),
  roomId: id('room', 1),
  residentId: id('res', 1),
  recipient: 'Ana López',
  unit: '12',
  carrier: 'ups',
  trackingNumber: '1Z999AA10123456784',
  zone: 'A1',
  flags: [],
  status: 'stored',
  evidenceId: id('evd', 1),
  labelReadingId: id('rdg', 1),
  sessionId: null,
  kioskSessionId: 'ks-01jqg3v4e5f6a7b8c9d0e1f2g3#1#1044',
  received: { atMs: NOW, recordedAtMs: NOW, by: 'device:ks-01jqg3v4e5f6a7b8c9d0e1f2g3' },
  assigned: null,
  collected: null,
  ...more,
})
