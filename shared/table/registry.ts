import { BatchGetCommand, GetCommand, PutCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod'
import { ApiKeyId, DeviceClass, Instant, PortfolioId, PropertyId, RoomId, ThingName, UserId } from '../contracts/ids.ts'
import { ROLES, SCOPES } from '../contracts/routes/route.ts'
import type { Write } from './commit.ts'
import { REGISTRY, type Table } from './table.ts'

/** Where a thing belongs: what ingest needs to know before it can open the tenant’s partition. */
export const ThingEntry = z.strictObject({
  thing: ThingName,
  class: DeviceClass,
  name: z.string(),
  portfolioId: PortfolioId,
  propertyId: PropertyId,
  roomId: RoomId,
})
export type ThingEntry = z.infer<typeof ThingEntry>

/** A claim code that was given out, under the SHA-256 of the code (base64url). */
export const ClaimEntry = z.strictObject({
  codeHash: z.string(),
  thing: ThingName,
  endsAt: Instant,
})
export type ClaimEntry = z.infer<typeof ClaimEntry>

/** A key for the HTTP API: a partner’s, or a kiosk’s own (`device`). Only the hash of its secret is kept. */
export const KeyEntry = z.strictObject({
  keyId: ApiKeyId,
  hash: z.string().describe('SHA-256 of the whole key text, base64url'),
  kind: z.enum(['api_key', 'device']),
  portfolioId: PortfolioId,
  name: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  propertyIds: z.array(PropertyId).nullable(),
  subject: z.record(z.string(), z.string()).describe('device: roomId, propertyId, thing'),
  revokedAt: Instant.nullable(),
  lastUsedAt: Instant.nullable(),
})
export type KeyEntry = z.infer<typeof KeyEntry>

/** Which portfolio a signed-in person works for, and as what. */
export const MembershipEntry = z.strictObject({
  sub: z.string().describe('subject of the identity provider’s tokens'),
  portfolioId: PortfolioId,
  userId: UserId,
  name: z.string(),
  role: z.enum(ROLES),
  propertyIds: z.array(PropertyId).nullable(),
})
export type MembershipEntry = z.infer<typeof MembershipEntry>

/** A sign-up whose e-mail address is not confirmed yet, under the hash of the address. */
export const SignUpEntry = z.strictObject({
  emailHash: z.string().describe('SHA-256 of the address in lower case, base64url'),
  portfolioName: z.string(),
  name: z.string(),
  portfolioId: PortfolioId.describe('chosen at sign-up, so that confirming twice makes one portfolio'),
  userId: UserId,
  expiresAt: z.int().describe('epoch seconds'),
})
export type SignUpEntry = z.infer<typeof SignUpEntry>

const keyOf = (kind: 'THING' | 'CLAIM' | 'KEY' | 'SUB' | 'SIGNUP', name: string) => ({
  pk: `PF#${REGISTRY}#${kind}#${name}`,
  sk: kind,
})

/**
 * What must be found before a portfolio is known: things, claim codes, keys, memberships, pending sign-ups. Needs a table
 * opened with the function’s own role; a tenant’s credentials do not reach it.
 */
export const makeRegistry = (table: Table) => {
  const read = async <T>(schema: z.ZodType<T>, key: { pk: string; sk: string }): Promise<T | null> => {
    const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true }))
    if (!Item) return null
    const { pk: _, sk: __, ...entry } = Item
    return schema.parse(entry)
  }
  const add = (key: { pk: string; sk: string }, entry: object): Write => ({
    Put: {
      TableName: table.name,
      Item: { ...key, ...entry },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  })
  return {
    /** Where a thing belongs, or null. */
    thing: (thing: string) => read(ThingEntry, keyOf('THING', thing)),
    /** The write that registers a thing; fails where it is registered. */
    addThing: (entry: ThingEntry): Write => add(keyOf('THING', entry.thing), entry),

    /** The claim of a code’s hash, or null. */
    claim: (codeHash: string) => read(ClaimEntry, keyOf('CLAIM', codeHash)),
    /** The write that gives a claim code out; the table forgets it a day after it ended. */
    addClaim: (entry: ClaimEntry): Write =>
      add(keyOf('CLAIM', entry.codeHash), {
        ...entry,
        expiresAt: Math.floor(Date.parse(entry.endsAt) / 1000) + 86_400,
      }),
    /** The write that uses a claim code up; fails where it was used before or ended before `at`. */
    useClaim: (codeHash: string, at: string): Write => ({
      Delete: {
        TableName: table.name,
        Key: keyOf('CLAIM', codeHash),
        ConditionExpression: 'endsAt > :at',
        ExpressionAttributeValues: { ':at': at },
      },
    }),

    /** The key of an id, or null; the caller compares the hash. */
    key: (keyId: string) => read(KeyEntry, keyOf('KEY', keyId)),
    /** The write that adds a key; fails where the id exists. */
    addKey: (entry: KeyEntry): Write => add(keyOf('KEY', entry.keyId), entry),
    /** The write that revokes a key at once. */
    revokeKey: (portfolioId: string, keyId: string, at: string): Write => ({
      Update: {
        TableName: table.name,
        Key: keyOf('KEY', keyId),
        UpdateExpression: 'SET revokedAt = :at',
        ConditionExpression: 'portfolioId = :portfolio',
        ExpressionAttributeValues: { ':at': at, ':portfolio': portfolioId },
      },
    }),
    /** When each of up to 100 keys was last used, by key id. */
    lastUses: async (keyIds: readonly string[]): Promise<ReadonlyMap<string, string | null>> => {
      if (keyIds.length === 0) return new Map()
      const { Responses } = await table.client.send(
        new BatchGetCommand({
          RequestItems: {
            [table.name]: {
              Keys: keyIds.map((keyId) => keyOf('KEY', keyId)),
              ProjectionExpression: 'keyId, lastUsedAt',
            },
          },
        }),
      )
      return new Map((Responses?.[table.name] ?? []).map((item) => [String(item.keyId), item.lastUsedAt ?? null]))
    },
    /** Notes that a key was used. */
    noteUse: async (keyId: string, at: string): Promise<void> => {
      await table.client.send(
        new UpdateCommand({
          TableName: table.name,
          Key: keyOf('KEY', keyId),
          UpdateExpression: 'SET lastUsedAt = :at',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: { ':at': at },
        }),
      )
    },

    /** Who a subject of the identity provider is, or null. */
    membership: (sub: string) => read(MembershipEntry, keyOf('SUB', sub)),
    /** The write that adds a membership; fails where the subject has one. */
    addMembership: (entry: MembershipEntry): Write => add(keyOf('SUB', entry.sub), entry),
    /** Writes entries in one transaction. */
    write: async (writes: readonly Write[]): Promise<void> => {
      await table.client.send(new TransactWriteCommand({ TransactItems: [...writes] }))
    },

    /** The pending sign-up of an e-mail’s hash, or null. */
    signUp: (emailHash: string) => read(SignUpEntry, keyOf('SIGNUP', emailHash)),
    /** Keeps a pending sign-up; a later one of the same address takes its place. */
    putSignUp: async (entry: SignUpEntry): Promise<void> => {
      await table.client.send(
        new PutCommand({ TableName: table.name, Item: { ...keyOf('SIGNUP', entry.emailHash), ...entry } }),
      )
    },
  }
}
