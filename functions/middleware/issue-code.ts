import { randomBytes } from 'node:crypto'
import { credentialVerifier } from '../../device-shadow/documents/crypto.ts'
import type { GrantHolder } from '../../shared/contracts/access.ts'
import type { DomainEvent } from '../../shared/contracts/domain-event.ts'
import type { PortfolioId } from '../../shared/contracts/ids.ts'
import { credentialIdOf } from '../../shared/domain/credentials/grant-id.ts'
import { secretFrom } from '../../shared/domain/credentials/secret.ts'
import { instant } from '../../shared/runtime/clock.ts'
import { newId } from '../../shared/runtime/ids.ts'
import { type GrantRecord, makeAccessGrants } from '../../shared/table/access-grants.ts'
import type { Write } from '../../shared/table/commit.ts'
import type { CredentialSet } from '../../shared/table/credential-item.ts'
import { makeCredentials } from '../../shared/table/credentials.ts'
import { makePastSecrets } from '../../shared/table/past-secrets.ts'
import type { Table } from '../../shared/table/table.ts'
import type { OpenedKeys } from './device-keys.ts'

/** A code that shall be given out. Instants in epoch ms. */
export interface WantedCode {
  readonly portfolioId: PortfolioId
  readonly roomId: string
  readonly set: CredentialSet
  readonly keys: OpenedKeys
  readonly holder: GrantHolder
  readonly selector: string
  /** Key of the credential within the room (`slotKey`, `residentKey`). */
  readonly key: string
  readonly startsAtMs: number
  readonly endsAtMs: number
  readonly window: GrantRecord['window']
  /** Digits that must not stand in the secret. */
  readonly doorDigits: readonly string[]
  /** Closes the secret where it must be shown again later. */
  readonly keep?: (secret: string) => string
  /** Credential whose place it takes. */
  readonly replaces?: string
  readonly eventFor: (grantId: string) => DomainEvent
  readonly nowMs: number
  /** When the code was asked for: an event, a request. */
  readonly askedAtMs: number
}

/** A code made, with the writes that give it out: grant, credential, note for the controller, memory of the secret. */
export interface IssuedCode {
  readonly grant: GrantRecord
  /** Selector and secret as they are typed. */
  readonly code: string
  readonly writes: readonly [grant: Write, credential: Write, note: Write, memory: Write]
}

const RANDOM_BYTES = 64
const DRAWS = 20

const drawSecret = (rules: Parameters<typeof secretFrom>[1]): string => {
  for (let i = 0; i < DRAWS; i++) {
    const secret = secretFrom(randomBytes(RANDOM_BYTES), rules)
    if (secret !== null) return secret
  }
  throw new Error('no secret could be drawn: nearly all are taken')
}

/**
 * Makes a code and what must be written for it, all in one transaction. `writes[1]` fails where the place is taken,
 * `writes[2]` where the controller was replaced, `writes[3]` where another code was made with the selector at the same time.
 */
export const issueCode = async (table: Table, wanted: WantedCode): Promise<IssuedCode> => {
  const { portfolioId, roomId, set, keys, selector, nowMs } = wanted
  const secrets = makePastSecrets(table)
  const past = await secrets.of(portfolioId, roomId, selector, nowMs)
  const verifier = (secret: string) => credentialVerifier(keys.kPin, selector, secret)
  const secret = drawSecret({
    doorDigits: wanted.doorDigits,
    isTaken: (candidate) => verifier(candidate) in past.verifiers,
  })
  const x = verifier(secret)
  const grantId = newId('accessGrant')
  const grant: GrantRecord = {
    id: grantId,
    propertyId: set.propertyId,
    roomId,
    holder: wanted.holder,
    startsAt: instant(wanted.startsAtMs),
    endsAt: instant(wanted.endsAtMs),
    window: wanted.window,
    thing: set.thing,
    selector,
    state: 'pending',
    failure: null,
    wantedAt: instant(nowMs),
    createdAt: instant(nowMs),
    setAt: null,
    revokedAt: null,
    removedAt: null,
  }
  const [credential, note] = makeCredentials(table).place(
    portfolioId,
    roomId,
    {
      key: wanted.key,
      credentialId: credentialIdOf(grantId),
      kind: wanted.holder.kind,
      selector,
      x,
      startsAtMs: wanted.startsAtMs,
      endsAtMs: wanted.endsAtMs,
      window: wanted.window,
      thing: set.thing,
      ...(wanted.keep ? { sealed: wanted.keep(secret) } : {}),
    },
    { askedAtMs: wanted.askedAtMs, replaces: wanted.replaces },
  )
  return {
    grant,
    code: `${selector}${secret}`,
    writes: [
      makeAccessGrants(table).create(portfolioId, grant, wanted.eventFor(grantId)),
      credential,
      note,
      secrets.remember(portfolioId, roomId, selector, past, x, nowMs),
    ],
  }
}
