import { createHash } from 'node:crypto'

const PREFIX = 'vk'
const SHAPE = /^vk_([0-7][0-9a-hjkmnp-tv-z]{25})_([A-Za-z0-9_-]{32,86})$/

/** Hash under which a key is kept: SHA-256 of its whole text, base64url. */
export const hashKey = (text: string): string => createHash('sha256').update(text).digest('base64url')

/**
 * Text of an API key, `vk_<id without its prefix>_<secret>`: the id finds the entry, the secret (at least 24 random bytes,
 * base64url) proves it. `prefix` is what lists show.
 */
export const keyText = (keyId: string, secret: string): { text: string; hash: string; prefix: string } => {
  const bare = keyId.replace(/^key_/, '')
  const text = `${PREFIX}_${bare}_${secret}`
  return { text, hash: hashKey(text), prefix: `${PREFIX}_${bare.slice(0, 14)}` }
}

/** The key id that a text names, or null where the text is no key of ours. */
export const keyIdOf = (text: string): string | null => {
  const found = SHAPE.exec(text)
  return found ? `key_${found[1]}` : null
}
