import type { PackageRecord } from './package-record.ts'

const known = (data: Record<string, string | null>): Record<string, string> =>
  Object.fromEntries(Object.entries(data).filter((entry): entry is [string, string] => entry[1] !== null))

/** Data of `package.received`: what followers need, nothing that the package’s own item says (it stays under 1 KB). */
export const receivedData = ({ roomId, residentId, carrier, kioskSessionId }: PackageRecord): Record<string, string> =>
  known({ roomId, residentId, carrier, kioskSessionId })

/** Data of `package.assigned`. */
export const assignedData = ({ roomId, residentId }: PackageRecord): Record<string, string> =>
  known({ roomId, residentId })

/** Data of `package.collected`. */
export const collectedData = ({ roomId, residentId }: PackageRecord): Record<string, string> =>
  known({ roomId, residentId })
