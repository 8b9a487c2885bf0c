import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'

/** What a derived key is used for; each purpose and portfolio has its own key. */
export type Purpose = 'answers' | 'codes' | 'device-keys' | 'evidence' | 'links'

/** Closes and opens texts under one key (AES-256-GCM, base64url of nonce, tag and ciphertext). */
export interface Seal {
  readonly close: (text: string) => string
  /** Throws where the text was not closed under this key. */
  readonly open: (sealed: string) => string
}

/** Signs texts under one key. */
export interface Signer {
  readonly sign: (text: string) => string
  readonly verify: (text: string, signature: string) => boolean
}

const derive = (secret: string, purpose: Purpose, portfolioId: string) =>
  Buffer.from(hkdfSync('sha256', secret, portfolioId, `vestibule/${purpose}/v1`, 32))

/** A seal for one purpose of one portfolio, from the installation’s secret. */
export const sealOf = (secret: string, purpose: Purpose, portfolioId: string): Seal => {
  const key = derive(secret, purpose, portfolioId)
  return {
    close: (text) => {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
    },
    open: (sealed) => {
      const bytes = Buffer.from(sealed, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
      decipher.setAuthTag(bytes.subarray(12, 28))
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
    },
  }
}

/** A signer (HMAC-SHA256) for one purpose of one portfolio, from the installation’s secret. */
export const signerOf = (secret: string, purpose: Purpose, portfolioId: string): Signer => {
  const key = derive(secret, purpose, portfolioId)
  const sign = (text: string) => createHmac('sha256', key).update(text).digest('base64url')
  return {
    sign,
    verify: (text, signature) => {
      const [a, b] = [Buffer.from(sign(text)), Buffer.from(signature)]
      return a.length === b.length && timingSafeEqual(a, b)
    },
  }
}

/** Seals and signers from the installation’s one secret in Secrets Manager, which is read once per process. */
export const makeVault = ({ secretArn }: { secretArn: string }) => {
  const client = new SecretsManagerClient({})
  let read: Promise<string> | undefined
  const secret = () => {
    read ??= client.send(new GetSecretValueCommand({ SecretId: secretArn })).then(({ SecretString }) => {
      if (!SecretString) throw new Error('the installation’s secret is empty')
      return SecretString
    })
    read.catch(() => {
      read = undefined
    })
    return read
  }
  return {
    /** See {@link sealOf}. */
    seal: async (purpose: Purpose, portfolioId: string): Promise<Seal> => sealOf(await secret(), purpose, portfolioId),
    /** See {@link signerOf}. */
    signer: async (purpose: Purpose, portfolioId: string): Promise<Signer> =>
      signerOf(await secret(), purpose, portfolioId),
  }
}
