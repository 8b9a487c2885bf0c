import { createHash, createPublicKey, verify } from 'node:crypto'

/** A signing request that holds: PEM as the broker takes it, the device’s public key (PEM), and a hash that names it. */
export interface SigningRequest {
  readonly pem: string
  readonly publicKeyPem: string
  readonly hash: string
}

/** One element of DER: its tag, its content, and all its bytes. */
interface Element {
  readonly tag: number
  readonly content: Buffer
  readonly whole: Buffer
}

const [INTEGER, BIT_STRING, SEQUENCE] = [0x02, 0x03, 0x30]
/** AlgorithmIdentifier of ecdsa-with-SHA256 (RFC 5758). */
const ECDSA_WITH_SHA256 = '300a06082a8648ce3d040302'
const PEM = /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]+)-----END (?:NEW )?CERTIFICATE REQUEST-----/

/** The elements that stand side by side in some bytes, which they must fill. Throws where it is not DER. */
const elementsOf = (bytes: Buffer): Element[] => {
  const found: Element[] = []
  let at = 0
  while (at < bytes.length) {
    const first = bytes[at + 1] ?? 0x80
    const lengthBytes = first < 0x80 ? 0 : first - 0x80
    if (first === 0x80 || lengthBytes > 3) throw new Error('not a length of DER')
    const from = at + 2 + lengthBytes
    const length = lengthBytes === 0 ? first : bytes.readUIntBE(at + 2, lengthBytes)
    if (from + length > bytes.length) throw new Error('cut off')
    found.push({
      tag: bytes[at] ?? 0,
      content: bytes.subarray(from, from + length),
      whole: bytes.subarray(at, from + length),
    })
    at = from + length
  }
  return found
}

const contentOf = (element: Element | undefined, tag: number): Buffer => {
  if (element?.tag !== tag) throw new Error('not the form of a request')
  return element.content
}

/**
 * Reads a PKCS #10 request (RFC 2986); null where it is none, its key is not on P-256, or it was not signed with that key
 * and SHA-256. Only the way to key and signature is walked here, and Node judges both; a library for certificates weighs a
 * quarter of the function.
 */
export const readCsr = async (pem: string): Promise<SigningRequest | null> => {
  try {
    const der = Buffer.from(PEM.exec(pem)?.[1] ?? '', 'base64')
    const [request, ...behind] = elementsOf(der)
    const [info, algorithm, signature] = elementsOf(contentOf(request, SEQUENCE))
    const [version, , key] = elementsOf(contentOf(info, SEQUENCE))
    const signed = contentOf(signature, BIT_STRING)
    const isWhole = behind.length === 0 && contentOf(version, INTEGER).equals(Buffer.from([0])) && signed[0] === 0
    if (!isWhole || algorithm?.whole.toString('hex') !== ECDSA_WITH_SHA256) return null
    const publicKey = createPublicKey({ key: key?.whole ?? Buffer.alloc(0), format: 'der', type: 'spki' })
    if (publicKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return null
    if (!verify('sha256', info?.whole ?? Buffer.alloc(0), publicKey, signed.subarray(1))) return null
    const lines = der.toString('base64').match(/.{1,64}/g) ?? []
    return {
      pem: ['-----BEGIN CERTIFICATE REQUEST-----', ...lines, '-----END CERTIFICATE REQUEST-----', ''].join('\n'),
      publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      hash: createHash('sha256').update(der).digest('base64url'),
    }
  } catch {
    return null
  }
}
