import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { PortfolioId } from '../contracts/ids.ts'
import { eventOf } from './events.ts'
import type { Table } from './table.ts'

/** The second half of every id in these tests. */
export const TAIL = '01h455vb4pex5vsknk084sn02q'
export const PORTFOLIO = PortfolioId.parse(`pf_${TAIL}`)
export const PROPERTY = `prop_${TAIL}`
/** What the key of everything in the property begins with. */
export const IN_PROPERTY = `PF#${PORTFOLIO}#PROP#${PROPERTY}`
export const AT = '2026-11-23T10:00:00.000Z'

/** A table named `T`, for tests that mock the document client. */
export const tableT = (): Table => ({ client: DynamoDBDocumentClient.from(new DynamoDBClient({})), name: 'T' })

/** Some event. */
export const EVENT = eventOf({
  type: 'property.created',
  portfolioId: PORTFOLIO,
  resource: PROPERTY,
  principal: `user:usr_${TAIL}`,
  operationId: 'createProperty',
  occurredAt: AT,
  recordedAt: AT,
})
