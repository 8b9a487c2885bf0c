import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { DynamoDBRecord } from 'aws-lambda'
import { DomainEvent } from '../contracts/domain-event.ts'
import { PortfolioId } from '../contracts/ids.ts'
import { eventIn } from './events.ts'

/** A change of an item of a portfolio, as the table’s stream tells it. Images are null before an insert and after a removal. */
export interface StreamRecord {
  readonly portfolioId: PortfolioId
  readonly pk: string
  readonly sk: string
  /** Rises within a partition; decimal digits, too long for a number. */
  readonly sequence: string
  /** When it was written, RFC 3339, to the second. */
  readonly at: string
  readonly before: Record<string, unknown> | null
  readonly after: Record<string, unknown> | null
}

type Image = Record<string, AttributeValue>

/** Reads a record of the stream; null for what belongs to no portfolio (the registry). */
export const readRecord = ({ dynamodb }: DynamoDBRecord): StreamRecord | null => {
  if (!dynamodb?.Keys) throw new Error('a stream record without keys')
  const { pk, sk } = unmarshall(dynamodb.Keys as Image)
  const portfolioId = PortfolioId.safeParse(/^PF#([^#]+)#/.exec(String(pk))?.[1])
  if (!portfolioId.success) return null
  return {
    portfolioId: portfolioId.data,
    pk: String(pk),
    sk: String(sk),
    sequence: dynamodb.SequenceNumber ?? '',
    at: new Date((dynamodb.ApproximateCreationDateTime ?? 0) * 1000).toISOString(),
    before: dynamodb.OldImage ? unmarshall(dynamodb.OldImage as Image) : null,
    after: dynamodb.NewImage ? unmarshall(dynamodb.NewImage as Image) : null,
  }
}

/** The event that a change brought: the one in the new image, unless the old one holds it too. Null where it brought none. */
export const newEventOf = ({ before, after }: Pick<StreamRecord, 'before' | 'after'>): DomainEvent | null => {
  const found = eventIn(after)
  if (!found) return null
  const event = DomainEvent.parse(found)
  return event.id === eventIn(before)?.id ? null : event
}
