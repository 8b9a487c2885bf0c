import { timingSafeEqual } from 'node:crypto'
import type { TokenHolder } from '../../shared/adapters/access-tokens.ts'
import type { PortfolioId } from '../../shared/contracts/ids.ts'
import type { Principal } from '../../shared/contracts/principal.ts'
import { type Refusal, refuse } from '../../shared/contracts/problem.ts'
import { PICKUP_LINK_SCOPES, ROLE_SCOPES } from '../../shared/contracts/routes/route.ts'
import { hashKey, keyIdOf } from '../../shared/domain/api-keys/key-text.ts'
import { type LinkSigner, openPickupLink, readPickupLink } from '../../shared/domain/links/pickup-link.ts'
import { instant } from '../../shared/runtime/clock.ts'
import type { KeyEntry, MembershipEntry } from '../../shared/table/registry.ts'

/** The last use of a key is noted at most this often. */
const NOTE_USE_EVERY_MS = 3_600_000

/** What the look-up of a principal needs. */
export interface FindPrincipalDeps {
  readonly tokens: { readonly holder: (token: string) => Promise<TokenHolder> }
  readonly registry: {
    readonly membership: (sub: string) => Promise<MembershipEntry | null>
    readonly key: (keyId: string) => Promise<KeyEntry | null>
    readonly noteUse: (keyId: string, at: string) => Promise<void>
  }
  readonly linkSigner: (portfolioId: PortfolioId) => Promise<LinkSigner>
  readonly now: () => number
}

const unauthenticated = (detail: string) => refuse('auth.unauthenticated', detail)

/** Finds out who asks from the value of the Authorization header: a principal of one portfolio, or a refusal. */
export const makeFindPrincipal = ({ tokens, registry, linkSigner, now }: FindPrincipalDeps) => {
  const ofToken = async (token: string): Promise<Principal | Refusal> => {
    const held = await tokens.holder(token)
    if ('invalid' in held)
      return held.invalid === 'expired'
        ? unauthenticated('The access token has expired. Get a new one from /v1/tokens with the refresh token.')
        : unauthenticated('The access token is none of this installation. Get one from /v1/tokens.')
    const member = await registry.membership(held.sub)
    if (!member)
      return unauthenticated('The account belongs to no portfolio. Confirm the sign-up, or ask to be invited again.')
    return {
      portfolioId: member.portfolioId,
      kind: 'user',
      id: member.userId,
      name: member.name,
      role: member.role,
      scopes: [...ROLE_SCOPES[member.role]],
      propertyIds: member.propertyIds,
      subject: {},
    }
  }

  const ofKey = async (text: string, keyId: string): Promise<Principal | Refusal> => {
    const entry = await registry.key(keyId)
    if (!entry || !equal(entry.hash, hashKey(text))) return unauthenticated('There is no such API key. Make a new one.')
    if (entry.revokedAt) return unauthenticated(`The API key was revoked at ${entry.revokedAt}. Make a new one.`)
    if (!entry.lastUsedAt || now() - Date.parse(entry.lastUsedAt) >= NOTE_USE_EVERY_MS)
      await registry.noteUse(keyId, instant(now()))
    return {
      portfolioId: entry.portfolioId,
      kind: entry.kind,
      id: entry.kind === 'device' ? (entry.subject.thing ?? keyId) : keyId,
      name: entry.name,
      role: null,
      scopes: entry.scopes,
      propertyIds: entry.propertyIds,
      subject: entry.subject,
    }
  }

  const ofLink = async (token: string): Promise<Principal | Refusal> => {
    const claimed = readPickupLink(token)
    const opened = claimed && openPickupLink(await linkSigner(claimed.portfolioId), token, now())
    if (!opened || opened.invalid === 'signature')
      return unauthenticated('The link is not one of ours or was changed. Open the newest message again.')
    const { portfolioId, residentId, propertyId, endsAtMs } = opened.link
    const endsAt = instant(endsAtMs)
    if (opened.invalid === 'expired')
      return refuse('link.expired', `The link ended at ${endsAt}. Ask the property for a new message.`)
    return {
      portfolioId,
      kind: 'link',
      id: residentId,
      name: 'Resident link',
      role: null,
      scopes: [...PICKUP_LINK_SCOPES],
      propertyIds: [propertyId],
      // The answer is cached, so the API looks at the end again.
      subject: { residentId, propertyId, endsAt },
    }
  }

  return async (authorization: string): Promise<Principal | Refusal> => {
    const [scheme = '', token = '', ...rest] = authorization.trim().split(/\s+/)
    if (rest.length === 0 && token !== '') {
      if (scheme.toLowerCase() === 'link') return ofLink(token)
      const keyId = keyIdOf(token)
      if (scheme.toLowerCase() === 'bearer') return keyId ? ofKey(token, keyId) : ofToken(token)
    }
    return unauthenticated('Send `Authorization: Bearer <access token or API key>`, or `Link <token>` on a link page.')
  }
}

const equal = (a: string, b: string): boolean => {
  const [x, y] = [Buffer.from(a), Buffer.from(b)]
  return x.length === y.length && timingSafeEqual(x, y)
}
