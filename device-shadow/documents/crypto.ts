import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Command } from './commands.ts'
import type { CredentialDocument, CredentialEntry } from './credentials.ts'

/** JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }

/**
 * Canonical JSON: keys sorted by code unit, no white space, absent keys left out. Numbers are integers or short decimals on
 * both sides, so JavaScript's own form is the canonical one.
 */
export const canonical = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const members = Object.entries(value as { readonly [key: string]: Json | undefined })
    .filter(([, v]) => v !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v as Json)}`).join(',')}}`
}

const hmac = (key: string, text: string) => createHmac('sha256', Buffer.from(key, 'base64url')).update(text).digest()

const sameText = (a: string, b: string) => {
  const [x, y] = [Buffer.from(a), Buffer.from(b)]
  return x.length === y.length && timingSafeEqual(x, y)
}

/** Digest of a credential set, whatever its order: base64url SHA-256 of the canonical entries sorted by credential id. */
export const credentialDigest = (entries: readonly CredentialEntry[]): string => {
  const sorted = [...entries].sort((a, b) => (a.c < b.c ? -1 : 1))
  return createHash('sha256').update(canonical(sorted)).digest('base64url')
}

/**
 * Verifier of one typed code: HMAC-SHA256(kPin, "v1|selector|secret"), first 128 bits, base64url. `kPin` is the device's own
 * key (base64url), so a stolen set says nothing about the PINs.
 */
export const credentialVerifier = (kPin: string, selector: string, secret: string): string =>
  hmac(kPin, `v1|${selector}|${secret}`).subarray(0, 16).toString('base64url')

/** True when two verifiers are the same; constant time. */
export const sameVerifier = sameText

// The prefix keeps the two uses of K_snap apart: a command's mac can never serve as a set's.
const mac = (kSnap: string, use: 'cred' | 'cmd', body: object) => {
  const { mac: _, ...rest } = body as { mac?: string }
  return hmac(kSnap, `${use}|v1|${canonical(rest as Json)}`).toString('base64url')
}

/** A document without its mac, for {@link signCredentials} and {@link signCommand}. */
export type Unsigned<T> = T extends { mac: string } ? Omit<T, 'mac'> : never

/** Signs a snapshot, patch or lease renewal with the device's K_snap (base64url). */
export const signCredentials = <T extends Unsigned<CredentialDocument>>(kSnap: string, document: T) => ({
  ...document,
  mac: mac(kSnap, 'cred', document),
})

/** True when the document's mac is right. */
export const verifyCredentials = (kSnap: string, document: CredentialDocument): boolean =>
  sameText(document.mac, mac(kSnap, 'cred', document))

/** Signs a command with the device's K_snap (base64url). */
export const signCommand = <T extends Unsigned<Command>>(kSnap: string, command: T) => ({
  ...command,
  mac: mac(kSnap, 'cmd', command),
})

/** True when the command's mac is right. */
export const verifyCommand = (kSnap: string, command: Command): boolean =>
  sameText(command.mac, mac(kSnap, 'cmd', command))
