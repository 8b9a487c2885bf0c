import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'

const INFO = 'vestibule device key v1'
const IV_BYTES = 12
const TAG_BYTES = 16
/** DER prefix + uncompressed point of a P-256 SubjectPublicKeyInfo: always 91 bytes. */
const SPKI_BYTES = 91

const spki = (key: KeyObject) => key.export({ type: 'spki', format: 'der' })

const sharedKey = (privateKey: KeyObject, publicKey: KeyObject, ephemeral: Buffer) =>
  Buffer.from(hkdfSync('sha256', diffieHellman({ privateKey, publicKey }), ephemeral, INFO, 32))

/**
 * Wraps secret bytes so that only the device can read them: ephemeral ECDH on P-256, HKDF-SHA256, AES-256-GCM.
 * Takes the device's public key as PEM (SPKI); answers base64url of ephemeral SPKI ‖ IV ‖ tag ‖ ciphertext. Throws on a key
 * that is not P-256.
 */
export const wrapForDevice = (publicKeyPem: string, bytes: Uint8Array): string => {
  const device = createPublicKey(publicKeyPem)
  if (device.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new Error('the device key is not on P-256')
  const ephemeral = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const epk = spki(ephemeral.publicKey)
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', sharedKey(ephemeral.privateKey, device, epk), iv)
  const sealed = Buffer.concat([cipher.update(bytes), cipher.final()])
  return Buffer.concat([epk, iv, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** Opens what {@link wrapForDevice} made, with the device's private key as PEM (PKCS #8). Throws when it was altered. */
export const unwrapOnDevice = (privateKeyPem: string, wrapped: string): Buffer => {
  const bytes = Buffer.from(wrapped, 'base64url')
  const epk = bytes.subarray(0, SPKI_BYTES)
  const iv = bytes.subarray(SPKI_BYTES, SPKI_BYTES + IV_BYTES)
  const tag = bytes.subarray(SPKI_BYTES + IV_BYTES, SPKI_BYTES + IV_BYTES + TAG_BYTES)
  const ephemeral = createPublicKey({ key: epk, format: 'der', type: 'spki' })
  const key = sharedKey(createPrivateKey(privateKeyPem), ephemeral, epk)
  const decipher = createDecipheriv('aes-256-gcm', key, iv).setAuthTag(tag)
  return Buffer.concat([decipher.update(bytes.subarray(SPKI_BYTES + IV_BYTES + TAG_BYTES)), decipher.final()])
}
