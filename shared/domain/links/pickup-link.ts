import { ID_PREFIXES, PortfolioId, PropertyId, ResidentId } from '../../contracts/ids.ts'

/** What a resident’s pickup link says: for whom it is and until when it holds (whole seconds, as epoch milliseconds). */
export interface PickupLink {
  readonly portfolioId: PortfolioId
  readonly residentId: string
  readonly propertyId: string
  readonly endsAtMs: number
}

/**
 * How a link is written: kind and version, the ids without their prefixes, the end in base 36, a full stop, the signature of
 * all before it. Short, because it goes into a text message, which is paid for by every 153 letters.
 */
const written = /^p1([0-9a-z]{26})([0-9a-z]{26})([0-9a-z]{26})([0-9a-z]{6,8})\.([\w-]{20,100})$/
const suffixOf = (id: string) => id.slice(id.indexOf('_') + 1)

/** Signs and verifies a text; the vault’s signer of the purpose `links`. */
export interface LinkSigner {
  readonly sign: (text: string) => string
  readonly verify: (text: string, signature: string) => boolean
}

/** Token of a pickup link. `endsAtMs` is rounded down to seconds. */
export const makePickupLink = (
  signer: LinkSigner,
  {
    portfolioId,
    residentId,
    propertyId,
    endsAtMs,
  }: { portfolioId: PortfolioId; residentId: string; propertyId: string; endsAtMs: number },
): string => {
  const ends = Math.floor(endsAtMs / 1000).toString(36)
  const said = `p1${[portfolioId, residentId, propertyId].map(suffixOf).join('')}${ends}`
  return `${said}.${signer.sign(said)}`
}

/** What a token claims, not verified yet: names the portfolio whose signer must verify it. Null where it is no link. */
export const readPickupLink = (token: string): PickupLink | null => {
  const [, portfolio, resident, property, ends] = written.exec(token) ?? []
  const portfolioId = PortfolioId.safeParse(`${ID_PREFIXES.portfolio}_${portfolio}`)
  const residentId = ResidentId.safeParse(`${ID_PREFIXES.resident}_${resident}`)
  const propertyId = PropertyId.safeParse(`${ID_PREFIXES.property}_${property}`)
  if (!portfolioId.success || !residentId.success || !propertyId.success || !ends) return null
  return {
    portfolioId: portfolioId.data,
    residentId: residentId.data,
    propertyId: propertyId.data,
    endsAtMs: Number.parseInt(ends, 36) * 1000,
  }
}

/** The link of a token with whether it is one of ours and in time, by the signer of the portfolio that it names. */
export const openPickupLink = (
  signer: LinkSigner,
  token: string,
  nowMs: number,
): { readonly link: PickupLink; readonly invalid: 'signature' | 'expired' | null } | null => {
  const link = readPickupLink(token)
  if (!link) return null
  const [said = '', signature = ''] = token.split('.')
  if (!signer.verify(said, signature)) return { link, invalid: 'signature' }
  return { link, invalid: nowMs >= link.endsAtMs ? 'expired' : null }
}
