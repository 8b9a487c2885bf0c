import type { PortfolioId } from '../contracts/ids.ts'
import type { OpenChange, WantedCredential } from '../domain/credentials/credential-set.ts'
import { REGISTRY } from './table.ts'

/**
 * The controller of a room and what it was last sent. `open` holds every change that it has not confirmed. Instants in
 * epoch ms.
 */
export interface CredentialSet {
  readonly thing: string
  readonly propertyId: string
  readonly timeZone: string
  /** Newest revision sent; 0: none. */
  readonly rev: number
  readonly dig: string | null
  /** Entries of that revision. */
  readonly n: number
  readonly open: { readonly [credentialId: string]: OpenChange }
  /** Newest revision that the controller said it holds. */
  readonly confirmedRev: number
  /** When that revision was made, epoch ms; absent before the first. */
  readonly sentAtMs?: number
  /** Revision that the controller could not take, so that one fault starts one repair. */
  readonly failedRev: number
  /** Rises with every write. */
  readonly v: number
}

/** A credential that is to be on a controller. It exists exactly as long as that is wanted. */
export interface StoredCredential extends WantedCredential {
  /** Key within the room: a slot (`K#07`) or a resident (`R#res_…`), so that each has one. */
  readonly key: string
  /** The controller whose key the verifier is made with. */
  readonly thing: string
  /** When its end was last moved without word to the controller, epoch ms. */
  readonly movedAtMs?: number
  /** Secret half of the code, closed with the vault’s seal for codes; only where it must still be shown. */
  readonly sealed?: string
}

/** Key of a carrier’s or staff’s slot. */
export const slotKey = (selector: string): string => `K#${selector}`
/** Key of a resident’s code. */
export const residentKey = (residentId: string): string => `R#${residentId}`

/** A credential whose time is over, as the schedule finds it. */
export interface EndedCredential {
  readonly portfolioId: PortfolioId
  readonly roomId: string
  readonly key: string
  readonly credentialId: string
}

/** Sort key of a room’s set. */
export const SET = '!SET'
/** Partition of a room’s codes and their set. */
export const codesOf = (portfolioId: string, roomId: string) => `PF#${portfolioId}#ROOM#${roomId}#CODES`
const iso = (ms: number) => new Date(ms).toISOString()

/** Keys under which a credential is found when its time is over, whatever its portfolio. */
export const endKeys = (
  portfolioId: string,
  roomId: string,
  credential: { key: string; credentialId: string },
  endsAtMs: number,
) => ({
  gsi2pk: `PF#${REGISTRY}#ENDS#${iso(endsAtMs).slice(0, 10)}`,
  gsi2sk: [iso(endsAtMs), portfolioId, roomId, credential.credentialId, credential.key].join('|'),
})

/** A set as its item holds it. */
export const toSet = ({ pk: _, sk: __, ...set }: Record<string, unknown>): CredentialSet =>
  ({ dig: null, n: 0, ...set }) as CredentialSet

/** A credential as its item holds it. */
export const toCredential = ({
  pk: _,
  sk,
  gsi2pk: __,
  gsi2sk: ___,
  ...credential
}: Record<string, unknown>): StoredCredential =>
  ({ window: null, ...credential, key: sk }) as unknown as StoredCredential

/** What an index key of {@link endKeys} names. */
export const endedOf = (gsi2sk: string): EndedCredential => {
  const [, portfolioId, roomId, credentialId, key] = gsi2sk.split('|')
  return { portfolioId, roomId, credentialId, key } as EndedCredential
}
