import { mayAccessProperty, type Principal } from '../../../shared/contracts/principal.ts'
import { type Refusal, refuse } from '../../../shared/contracts/problem.ts'
import { type GrantRecord, makeAccessGrants } from '../../../shared/table/access-grants.ts'
import type { Table } from '../../../shared/table/table.ts'

/** A grant that the principal may see; one it may not see looks as if it were not there. */
export const findGrant = async (table: Table, principal: Principal, id: string): Promise<GrantRecord | Refusal> => {
  const grant = await makeAccessGrants(table).get(principal.portfolioId, id)
  return grant && mayAccessProperty(principal, grant.propertyId)
    ? grant
    : refuse('resource.not_found', `There is no access grant ${id}.`)
}
