import { createHash, createPublicKey, verify } from 'node:crypto'
import { BitString, fromBER, ObjectIdentifier, Sequence } from 'asn1js'

/** A signing request that holds: PEM as the broker takes it, the device’s public key (PEM), and a hash that names it. */
export interface SigningRequest {
  readonly pem: string
  readonly publicKeyPem: string
  readonly hash: string
}

const ARMOUR =
  /^\s*-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([\s\w+/=]+)-----END (?:NEW )?CERTIFICATE REQUEST-----\s*$/
const LINE = /.{1,64}/g
/** Where the key lies in what is signed: version, subject, key, attributes. */
const KEY_AT = 2
/** ECDSA with a hash of SHA-2, by the algorithm’s object identifier (RFC 5758). */
const HASHES: Readonly<Record<string, string>> = {
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
}

/** The parts of a PKCS #10 request (RFC 2986) as they are encoded; null where it is none, or not signed with ECDSA. */
const partsOf = (der: Buffer) => {
  const { result } = fromBER(der)
  // The library forgives lengths that do not add up; what it would write itself is the one encoding that counts.
  if (!(result instanceof Sequence) || !der.equals(Buffer.from(result.toBER()))) return null
  const [signed, algorithm, signature, ...more] = result.valueBlock.value
  if (
    more.length > 0 ||
    !(signed instanceof Sequence && algorithm instanceof Sequence && signature instanceof BitString)
  )
    return null
  const [key, name] = [signed.valueBlock.value[KEY_AT], algorithm.valueBlock.value[0]]
  if (!(key instanceof Sequence && name instanceof ObjectIdentifier) || signature.valueBlock.unusedBits > 0) return null
  const hash = HASHES[name.getValue()]
  return hash
    ? {
        signed: signed.valueBeforeDecodeView,
        key: Buffer.from(key.valueBeforeDecodeView),
        signature: signature.valueBlock.valueHexView,
        hash,
      }
    : null
}

const requestIn = (pem: string): SigningRequest | null => {
  const armoured = ARMOUR.exec(pem)?.[1]
  if (armoured === undefined) return null
  const der = Buffer.from(armoured, 'base64')
  const parts = partsOf(der)
  if (!parts) return null
  const key = createPublicKey({ key: parts.key, format: 'der', type: 'spki' })
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return null
  if (!verify(parts.hash, parts.signed, key, parts.signature)) return null
  const lines = der.toString('base64').match(LINE) ?? []
  return {
    pem: ['-----BEGIN CERTIFICATE REQUEST-----', ...lines, '-----END CERTIFICATE REQUEST-----', ''].join('\n'),
    publicKeyPem: key.export({ format: 'pem', type: 'spki' }).toString(),
    hash: createHash('sha256').update(der).digest('base64url'),
  }
}

/** Reads a PKCS #10 request; null where it is none, its key is not on P-256, or it was not signed with that key. */
export const readCsr = (pem: string): SigningRequest | null => {
  try {
    return requestIn(pem)
  } catch {
    return null
  }
}
