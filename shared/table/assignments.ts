import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { DeviceClass, PortfolioId } from '../contracts/ids.ts'
import type { Assignment } from '../domain/devices/assignment.ts'
import type { Write } from './commit.ts'
import { REGISTRY, type Table } from './table.ts'

/** A thing’s place from an instant on: what ingest needs before it can open the portfolio’s partitions. */
export interface ThingAssignment extends Assignment {
  readonly portfolioId: PortfolioId
  readonly class: DeviceClass
}

/** Digits of an instant in a key, so that keys sort by time. */
const INSTANT_DIGITS = 14
const pkOf = (thing: string) => `PF#${REGISTRY}#THING#${thing}`

/** Which room a thing serves, by time. In the registry: needs a table opened with the function’s own role. */
export const makeAssignments = (table: Table) => ({
  /** The write that lets a thing serve a room from `fromMs` on; the same one twice changes nothing. */
  begin: (thing: string, assignment: ThingAssignment): Write => ({
    Put: {
      TableName: table.name,
      Item: { pk: pkOf(thing), sk: `FROM#${String(assignment.fromMs).padStart(INSTANT_DIGITS, '0')}`, ...assignment },
    },
  }),
  /** Every assignment of a thing by rising `fromMs`; empty where nobody claimed it. */
  of: async (thing: string): Promise<ThingAssignment[]> => {
    const { Items = [] } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :from)',
        ExpressionAttributeValues: { ':pk': pkOf(thing), ':from': 'FROM#' },
      }),
    )
    return Items.map(({ pk: _, sk: __, ...assignment }) => assignment as ThingAssignment)
  },
})
