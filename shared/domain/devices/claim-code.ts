import { createHash } from 'node:crypto'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const HALF = 5
/** Random bytes that a claim code is made of. */
export const CLAIM_CODE_BYTES = 2 * HALF

/** A claim code, `XXXXX-XXXXX` in Crockford’s base 32 (50 bits), from ten random bytes. */
export const claimCodeFrom = (random: Uint8Array): string => {
  const text = [...random.subarray(0, CLAIM_CODE_BYTES)].map((byte) => ALPHABET[byte & 31]).join('')
  return `${text.slice(0, HALF)}-${text.slice(HALF)}`
}

/** Hash under which a claim code is kept, whatever the case, dashes and look-alike letters it was typed with. */
export const claimCodeHash = (typed: string): string => {
  const code = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  return createHash('sha256').update(code).digest('base64url')
}
