import type { Write } from './commit.ts'
import type { Table } from './table.ts'

/**
 * The write that takes a name of which there is only one (a property’s name, a unit’s selector, a carrier’s code); fails
 * where it is taken. `pk` begins with the portfolio like every key, `name` is in the form in which names are compared.
 */
export const take = (table: Table, pk: string, name: string, by: string): Write => ({
  Put: {
    TableName: table.name,
    Item: { pk, sk: name, takenBy: by },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
})
