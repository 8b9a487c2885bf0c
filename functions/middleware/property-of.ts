import { mayAccessProperty, type Principal } from '../../shared/contracts/principal.ts'
import { type Refusal, refuse } from '../../shared/contracts/problem.ts'
import type { Property } from '../../shared/contracts/property.ts'
import { makeProperties } from '../../shared/table/properties.ts'
import type { Table } from '../../shared/table/table.ts'

/** A property that the principal may see; one it may not see looks as if it were not there. */
export const propertyOf = async (table: Table, principal: Principal, id: string): Promise<Property | Refusal> => {
  const property = mayAccessProperty(principal, id) ? await makeProperties(table).get(principal.portfolioId, id) : null
  return property ?? refuse('resource.not_found', `There is no property ${id}.`)
}
