import { createHash } from 'node:crypto'

/** Name under which a pending sign-up is kept: SHA-256 of the address in lower case, base64url. */
export const hashEmail = (email: string): string =>
  createHash('sha256').update(email.trim().toLowerCase()).digest('base64url')
