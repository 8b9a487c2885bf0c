import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod'
import { ApiKeyId, Instant, PortfolioId, PropertyId, UserId } from '../contracts/ids.ts'
import { ROLES, SCOPES } from '../contracts/routes/route.ts'
import { transact, type Write } from './commit.ts'
import { getAll } from './get-all.ts'
import { REGISTRY, type Table } from './table.ts'

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

const keyOf = (kind: 'KEY' | 'SUB' | 'SIGNUP', name: string) => ({
  pk: `PF#${REGISTRY}#${kind}#${name}`,
  sk: kind,
})

/**
 * What the authorizer and sign-up must find before a portfolio is known: keys, memberships, pending sign-ups. Needs a table
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
      const items = await getAll(
        table,
        keyIds.map((keyId) => keyOf('KEY', keyId)),
        { attributes: 'keyId, lastUsedAt' },
      )
      return new Map(items.map((item) => [String(item.keyId), (item.lastUsedAt as string | undefined) ?? null]))
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
    write: (writes: readonly Write[]): Promise<void> => transact(table, writes),

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
