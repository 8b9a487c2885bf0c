import * as z from 'zod'
import { ThingName } from '../../shared/contracts/ids.ts'

/** Body of `POST /v1/device-claims`. */
export const ClaimRequest = z.strictObject({
  claimCode: z.string().min(6).max(64),
  csrPem: z.string().max(4096).describe('PKCS #10 over a P-256 key that never leaves the device'),
})
export type ClaimRequest = z.infer<typeof ClaimRequest>

/** Answer of `POST /v1/device-claims`. Keys are wrapped under the device's public key (wrapForDevice). */
export const ClaimResponse = z.strictObject({
  thing: ThingName,
  certificatePem: z.string(),
  caPem: z.string().describe('certificate authorities by which the device knows the broker'),
  endpoint: z.strictObject({ host: z.string(), port: z.int().min(1).max(65_535) }),
  keys: z.strictObject({
    kPin: z.string().optional().describe('absent for devices without a keypad'),
    kSnap: z.string(),
  }),
  apiKey: z.string().optional().describe('kiosks: key for the HTTP API'),
})
export type ClaimResponse = z.infer<typeof ClaimResponse>

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
