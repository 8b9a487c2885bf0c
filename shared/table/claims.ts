import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { DeviceClass, PortfolioId } from '../contracts/ids.ts'
import { REGISTRY, type Table } from './table.ts'

/** A claim code that was given out for one device, under its hash. */
export interface Claim {
  readonly codeHash: string
  readonly portfolioId: PortfolioId
  readonly propertyId: string
  readonly roomId: string
  readonly thing: string
  readonly class: DeviceClass
  /** RFC 3339. */
  readonly endsAt: string
  /** Hash of the signing request that used it, and when (RFC 3339), once it was used. */
  readonly csrHash?: string
  readonly usedAt?: string
  readonly certificateArn?: string
  readonly certificatePem?: string
}

/** A used or ended claim is kept this long, so that a device can finish what was cut off. */
const KEPT_SECONDS = 86_400

const keyOf = (codeHash: string) => ({ pk: `PF#${REGISTRY}#CLAIM#${codeHash}`, sk: 'CLAIM' })

/** Claim codes. In the registry: needs a table opened with the function’s own role. */
export const makeClaims = (table: Table) => ({
  /** Gives a code out. Throws where the hash exists. */
  give: async (claim: Claim): Promise<void> => {
    await table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: {
          ...keyOf(claim.codeHash),
          ...claim,
          expiresAt: Math.floor(Date.parse(claim.endsAt) / 1000) + KEPT_SECONDS,
        },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    )
  },
  /** The claim of a code’s hash, or null. */
  find: async (codeHash: string): Promise<Claim | null> => {
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: keyOf(codeHash), ConsistentRead: true }),
    )
    if (!Item) return null
    const { pk: _, sk: __, expiresAt: ___, ...claim } = Item
    return claim as Claim
  },
  /**
   * Uses a code up for one signing request: answers the instant of its first use. Null where it was used for another
   * request, or had ended at `at`.
   */
  use: async (codeHash: string, csrHash: string, at: string): Promise<string | null> => {
    try {
      const { Attributes } = await table.client.send(
        new UpdateCommand({
          TableName: table.name,
          Key: keyOf(codeHash),
          UpdateExpression: 'SET csrHash = :csr, usedAt = if_not_exists(usedAt, :at)',
          ConditionExpression: '(attribute_not_exists(csrHash) AND endsAt > :at) OR csrHash = :csr',
          ExpressionAttributeValues: { ':csr': csrHash, ':at': at },
          ReturnValues: 'ALL_NEW',
        }),
      )
      return Attributes?.usedAt ?? at
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return null
      throw error
    }
  },
  /** Keeps the certificate that was made for a claim, so that a repeated claim answers with the same one. */
  keepCertificate: async (codeHash: string, certificate: { arn: string; pem: string }): Promise<void> => {
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keyOf(codeHash),
        UpdateExpression: 'SET certificateArn = :arn, certificatePem = :pem',
        ConditionExpression: 'attribute_exists(csrHash)',
        ExpressionAttributeValues: { ':arn': certificate.arn, ':pem': certificate.pem },
      }),
    )
  },
})
