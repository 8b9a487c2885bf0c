import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { PortfolioId } from '../contracts/ids.ts'
import type { OpenChange } from '../domain/credentials/credential-set.ts'
import type { Write } from './commit.ts'
import {
  type CredentialSet,
  codesOf,
  type EndedCredential,
  endedOf,
  endKeys,
  residentKey,
  SET,
  type StoredCredential,
  toCredential,
  toSet,
} from './credential-item.ts'
import { getAll } from './get-all.ts'
import { REGISTRY, type Table } from './table.ts'

const iso = (ms: number) => new Date(ms).toISOString()

/** What the pickup page and messages show of a resident’s code. */
export interface ResidentCode {
  /** Selector and closed secret; open the secret with the vault’s seal for codes. */
  readonly selector: string
  readonly sealed: string
  /** `on_device` once the controller confirmed it; until then it is told as not yet confirmed. */
  readonly state: 'pending' | 'on_device'
  readonly credentialId: string
  readonly endsAt: string
}

/** Codes of a room as its controller shall hold them, and what it has confirmed. */
export const makeCredentials = (table: Table) => {
  const header = (portfolioId: string, roomId: string) => ({ pk: codesOf(portfolioId, roomId), sk: SET })

  /** The write that notes changes for the next revision; fails where the controller was replaced by another than `thing`. */
  const note = (
    portfolioId: PortfolioId,
    roomId: string,
    changes: { readonly [credentialId: string]: OpenChange },
    thing?: string,
  ): Write => {
    const entries = Object.entries(changes)
    // A code that waits to be placed goes on waiting when its end moves meanwhile.
    const value = (change: OpenChange, i: number) =>
      change.op === 'move' ? `if_not_exists(#open.#c${i}, :c${i})` : `:c${i}`
    return {
      Update: {
        TableName: table.name,
        Key: header(portfolioId, roomId),
        UpdateExpression: `SET ${entries.map(([, change], i) => `#open.#c${i} = ${value(change, i)}`).join(', ')}, v = v + :one`,
        ConditionExpression: thing === undefined ? 'attribute_exists(pk)' : 'thing = :thing',
        ExpressionAttributeNames: {
          '#open': 'open',
          ...Object.fromEntries(entries.map(([id], i) => [`#c${i}`, id])),
        },
        ExpressionAttributeValues: {
          ':one': 1,
          ...(thing === undefined ? {} : { ':thing': thing }),
          ...Object.fromEntries(entries.map(([, change], i) => [`:c${i}`, change])),
        },
      },
    }
  }

  const update = async (input: ConstructorParameters<typeof UpdateCommand>[0]): Promise<boolean> => {
    try {
      await table.client.send(new UpdateCommand(input))
      return true
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false
      throw error
    }
  }

  const withSet = async (
    portfolioId: PortfolioId,
    roomId: string,
    key: string,
    consistent: boolean,
  ): Promise<{ set: CredentialSet | null; code: StoredCredential | null }> => {
    const items = await getAll(table, [header(portfolioId, roomId), { pk: codesOf(portfolioId, roomId), sk: key }], {
      consistent,
    })
    const [set, code] = [items.find((item) => item.sk === SET), items.find((item) => item.sk === key)]
    return { set: set ? toSet(set) : null, code: code ? toCredential(code) : null }
  }

  return {
    /** The write that makes a thing the controller of a room; a replaced one leaves its revision behind, so that it rises. */
    appoint: (
      portfolioId: PortfolioId,
      roomId: string,
      set: { thing: string; propertyId: string; timeZone: string },
    ): Write => ({
      Update: {
        TableName: table.name,
        Key: header(portfolioId, roomId),
        UpdateExpression:
          'SET thing = :thing, propertyId = :property, #zone = :zone, rev = if_not_exists(rev, :none), #open = if_not_exists(#open, :empty), confirmedRev = :none, failedRev = :none, v = if_not_exists(v, :none) + :one',
        ExpressionAttributeNames: { '#open': 'open', '#zone': 'timeZone' },
        ExpressionAttributeValues: {
          ':thing': set.thing,
          ':property': set.propertyId,
          ':zone': set.timeZone,
          ':none': 0,
          ':one': 1,
          ':empty': {},
        },
      },
    }),
    /** The room’s controller and set, or null where the room has none. */
    set: async (portfolioId: PortfolioId, roomId: string): Promise<CredentialSet | null> => {
      const { Item } = await table.client.send(
        new GetCommand({ TableName: table.name, Key: header(portfolioId, roomId), ConsistentRead: true }),
      )
      return Item ? toSet(Item) : null
    },
    /** The set with every credential that is wanted, read consistently; null where the room has no controller. */
    whole: async (
      portfolioId: PortfolioId,
      roomId: string,
    ): Promise<{ set: CredentialSet; credentials: StoredCredential[] } | null> => {
      const items: Record<string, unknown>[] = []
      let from: Record<string, unknown> | undefined
      do {
        const page = await table.client.send(
          new QueryCommand({
            TableName: table.name,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': codesOf(portfolioId, roomId) },
            ConsistentRead: true,
            ExclusiveStartKey: from,
          }),
        )
        items.push(...(page.Items ?? []))
        from = page.LastEvaluatedKey
      } while (from)
      const set = items.find((item) => item.sk === SET)
      return set ? { set: toSet(set), credentials: items.filter((item) => item !== set).map(toCredential) } : null
    },
    /** Slots of a room that are in use. */
    slots: async (portfolioId: PortfolioId, roomId: string): Promise<ReadonlySet<string>> => {
      const { Items = [] } = await table.client.send(
        new QueryCommand({
          TableName: table.name,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :slot)',
          ProjectionExpression: 'sk',
          ExpressionAttributeValues: { ':pk': codesOf(portfolioId, roomId), ':slot': 'K#' },
          ConsistentRead: true,
        }),
      )
      return new Set(Items.map((item) => String(item.sk).slice(2)))
    },
    /** One credential by its key, or null. */
    get: async (portfolioId: PortfolioId, roomId: string, key: string): Promise<StoredCredential | null> => {
      const { Item } = await table.client.send(
        new GetCommand({
          TableName: table.name,
          Key: { pk: codesOf(portfolioId, roomId), sk: key },
          ConsistentRead: true,
        }),
      )
      return Item ? toCredential(Item) : null
    },
    /**
     * The two writes that want a credential on the controller: the first fails where its key is in use (by another than
     * `replaces`, a credential id), the second where the controller is not `credential.thing`.
     */
    place: (
      portfolioId: PortfolioId,
      roomId: string,
      credential: StoredCredential,
      { askedAtMs, replaces }: { readonly askedAtMs: number; readonly replaces?: string | undefined },
    ): readonly [Write, Write] => {
      const { key, window, ...rest } = credential
      return [
        {
          Put: {
            TableName: table.name,
            Item: {
              pk: codesOf(portfolioId, roomId),
              sk: key,
              ...rest,
              ...(window ? { window } : {}),
              ...endKeys(portfolioId, roomId, credential, credential.endsAtMs),
            },
            ConditionExpression: replaces === undefined ? 'attribute_not_exists(pk)' : 'credentialId = :old',
            ...(replaces === undefined ? {} : { ExpressionAttributeValues: { ':old': replaces } }),
          },
        },
        note(
          portfolioId,
          roomId,
          {
            [credential.credentialId]: { op: 'put', key, rev: null, askedAtMs },
            ...(replaces === undefined ? {} : { [replaces]: { op: 'del', to: 'expired', key, rev: null } }),
          },
          credential.thing,
        ),
      ]
    },
    /**
     * The two writes that want a credential off the controller, after which its grant is `to`; the first fails where it is not
     * there any more.
     */
    remove: (
      portfolioId: PortfolioId,
      roomId: string,
      { key, credentialId }: { key: string; credentialId: string },
      to: 'revoked' | 'expired',
    ): readonly [Write, Write] => [
      {
        Delete: {
          TableName: table.name,
          Key: { pk: codesOf(portfolioId, roomId), sk: key },
          ConditionExpression: 'credentialId = :id',
          ExpressionAttributeValues: { ':id': credentialId },
        },
      },
      note(portfolioId, roomId, { [credentialId]: { op: 'del', to, key, rev: null } }),
    ],
    /** The two writes that move a credential’s end; the first fails where it is not there any more. */
    moveEnd: (
      portfolioId: PortfolioId,
      roomId: string,
      credential: { key: string; credentialId: string },
      endsAtMs: number,
    ): readonly [Write, Write] => {
      const { gsi2pk, gsi2sk } = endKeys(portfolioId, roomId, credential, endsAtMs)
      return [
        {
          Update: {
            TableName: table.name,
            Key: { pk: codesOf(portfolioId, roomId), sk: credential.key },
            UpdateExpression: 'SET endsAtMs = :end, gsi2pk = :day, gsi2sk = :at',
            ConditionExpression: 'credentialId = :id',
            ExpressionAttributeValues: {
              ':end': endsAtMs,
              ':day': gsi2pk,
              ':at': gsi2sk,
              ':id': credential.credentialId,
            },
          },
        },
        note(portfolioId, roomId, { [credential.credentialId]: { op: 'move', key: credential.key, rev: null } }),
      ]
    },
    /**
     * Moves a credential’s end without word to the controller: it travels with the next revision. False where it is not there
     * any more.
     */
    shorten: (
      portfolioId: PortfolioId,
      roomId: string,
      credential: { key: string; credentialId: string },
      { endsAtMs, nowMs }: { readonly endsAtMs: number; readonly nowMs: number },
    ): Promise<boolean> => {
      const { gsi2pk, gsi2sk } = endKeys(portfolioId, roomId, credential, endsAtMs)
      return update({
        TableName: table.name,
        Key: { pk: codesOf(portfolioId, roomId), sk: credential.key },
        UpdateExpression: 'SET endsAtMs = :end, movedAtMs = :now, gsi2pk = :day, gsi2sk = :at',
        ConditionExpression: 'credentialId = :id',
        ExpressionAttributeValues: {
          ':end': endsAtMs,
          ':now': nowMs,
          ':day': gsi2pk,
          ':at': gsi2sk,
          ':id': credential.credentialId,
        },
      })
    },
    /** Makes `next` the revision that is sent, with the open changes that travel in it. False where `set` changed since. */
    advance: (
      portfolioId: PortfolioId,
      roomId: string,
      set: CredentialSet,
      next: { rev: number; dig: string; n: number; sentAtMs: number },
    ): Promise<boolean> => {
      const fresh = Object.entries(set.open).filter(([, change]) => change.rev === null)
      return update({
        TableName: table.name,
        Key: header(portfolioId, roomId),
        UpdateExpression: `SET rev = :rev, dig = :dig, n = :n, sentAtMs = :sent, v = v + :one${fresh.map((_, i) => `, #open.#c${i}.rev = :rev`).join('')}`,
        ConditionExpression: 'v = :v',
        ...(fresh.length > 0
          ? {
              ExpressionAttributeNames: {
                '#open': 'open',
                ...Object.fromEntries(fresh.map(([id], i) => [`#c${i}`, id])),
              },
            }
          : {}),
        ExpressionAttributeValues: {
          ':rev': next.rev,
          ':dig': next.dig,
          ':n': next.n,
          ':sent': next.sentAtMs,
          ':one': 1,
          ':v': set.v,
        },
      })
    },
    /** Notes that the controller holds (or failed to take) a revision, and that changes are no longer open. False where `set` changed since. */
    settle: (
      portfolioId: PortfolioId,
      roomId: string,
      set: CredentialSet,
      word: { confirmedRev?: number; failedRev?: number; settled: readonly string[] },
    ): Promise<boolean> =>
      update({
        TableName: table.name,
        Key: header(portfolioId, roomId),
        UpdateExpression: `SET confirmedRev = :confirmed, failedRev = :failed, v = v + :one${
          word.settled.length > 0 ? ` REMOVE ${word.settled.map((_, i) => `#open.#c${i}`).join(', ')}` : ''
        }`,
        ConditionExpression: 'v = :v',
        ...(word.settled.length > 0
          ? {
              ExpressionAttributeNames: {
                '#open': 'open',
                ...Object.fromEntries(word.settled.map((id, i) => [`#c${i}`, id])),
              },
            }
          : {}),
        ExpressionAttributeValues: {
          ':confirmed': Math.max(set.confirmedRev, word.confirmedRev ?? 0),
          ':failed': Math.max(set.failedRev, word.failedRev ?? 0),
          ':one': 1,
          ':v': set.v,
        },
      }),
    /** The room’s set and one credential of it by its key, in one call; each null where there is none. */
    withSet,
    /** A resident’s live code in a room, or null. */
    residentCode: async (
      portfolioId: PortfolioId,
      roomId: string,
      residentId: string,
      nowMs: number,
    ): Promise<ResidentCode | null> => {
      const { set, code } = await withSet(portfolioId, roomId, residentKey(residentId), true)
      if (!set || !code?.sealed || code.endsAtMs <= nowMs || code.thing !== set.thing) return null
      return {
        selector: code.selector,
        sealed: code.sealed,
        state: set.open[code.credentialId]?.op === 'put' ? 'pending' : 'on_device',
        credentialId: code.credentialId,
        endsAt: iso(code.endsAtMs),
      }
    },
    /** Credentials whose time was over at `nowMs` and ended on one day (`YYYY-MM-DD`), in every portfolio; at most 100. */
    ended: async (day: string, nowMs: number): Promise<EndedCredential[]> => {
      const { Items = [] } = await table.client.send(
        new QueryCommand({
          TableName: table.name,
          IndexName: 'gsi2',
          KeyConditionExpression: 'gsi2pk = :day AND gsi2sk < :now',
          ExpressionAttributeValues: { ':day': `PF#${REGISTRY}#ENDS#${day}`, ':now': `${iso(nowMs)}~` },
          Limit: 100,
        }),
      )
      return Items.map((item) => endedOf(String(item.gsi2sk)))
    },
  }
}
