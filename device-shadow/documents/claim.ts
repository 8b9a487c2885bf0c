import * as z from 'zod'
import { ThingName } from '../../shared/contracts/ids.ts'

/** What a claimed device keeps; every field after `endpoint` is secret, so the file is readable by its owner only. */
export const DeviceIdentity = z.strictObject({
  thing: ThingName,
  certPem: z.string(),
  caPem: z.string(),
  endpoint: z.strictObject({ host: z.string(), port: z.int() }),
  keyPem: z.string(),
  kPin: z.string().nullable(),
  kSnap: z.string(),
  apiKey: z.string().nullable(),
})
export type DeviceIdentity = z.infer<typeof DeviceIdentity>
