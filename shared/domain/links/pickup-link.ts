import * as z from 'zod'
import { PortfolioId, PropertyId, ResidentId } from '../../contracts/ids.ts'

/** What a resident’s pickup link says: for whom it is and until when it holds (epoch seconds). */
export const PickupLink = z.strictObject({
  v: z.literal(1),
  p: PortfolioId,
  k: z.literal('pickup'),
  r: ResidentId,
  pr: PropertyId,
  x: z.int(),
})
export type PickupLink = z.infer<typeof PickupLink>

/** Signs and verifies a text; the vault’s signer of the purpose `links`. */
export interface LinkSigner {
  readonly sign: (text: string) => string
  readonly verify: (text: string, signature: string) => boolean
}

/** Token of a pickup link: `base64url(JSON) . signature`. `endsAtMs` is rounded down to seconds. */
export const makePickupLink = (
  signer: LinkSigner,
  {
    portfolioId,
    residentId,
    propertyId,
    endsAtMs,
  }: { portfolioId: PortfolioId; residentId: string; propertyId: string; endsAtMs: number },
): string => {
  const link: PickupLink = {
    v: 1,
    p: portfolioId,
    k: 'pickup',
    r: residentId,
    pr: propertyId,
    x: Math.floor(endsAtMs / 1000),
  }
  const said = Buffer.from(JSON.stringify(link)).toString('base64url')
  return `${said}.${signer.sign(said)}`
}

/** What a token claims, not verified yet: names the portfolio whose signer must verify it. Null where it is no link. */
export const readPickupLink = (token: string): { link: PickupLink; said: string; signature: string } | null => {
  const [said, signature, ...rest] = token.split('.')
  if (!said || !signature || rest.length > 0 || token.length > 1024) return null
  try {
    const link = PickupLink.safeParse(JSON.parse(Buffer.from(said, 'base64url').toString('utf8')))
    return link.success ? { link: link.data, said, signature } : null
  } catch {
    return null
  }
}

/** The link of a token, verified and in time; or why not. */
export const openPickupLink = (
  signer: LinkSigner,
  token: string,
  nowMs: number,
): { readonly link: PickupLink } | { readonly invalid: 'shape' | 'signature' | 'expired' } => {
  const read = readPickupLink(token)
  if (!read) return { invalid: 'shape' }
  if (!signer.verify(read.said, read.signature)) return { invalid: 'signature' }
  if (nowMs >= read.link.x * 1000) return { invalid: 'expired' }
  return { link: read.link }
}
