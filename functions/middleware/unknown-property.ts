import type { PortfolioId } from '../../shared/contracts/ids.ts'
import { type Refusal, refuse } from '../../shared/contracts/problem.ts'
import { makeProperties } from '../../shared/table/properties.ts'
import type { Table } from '../../shared/table/table.ts'

/** Refuses the first id that names no property of the portfolio; null where each does, or where all properties are meant. */
export const unknownProperty = async (
  table: Table,
  portfolioId: PortfolioId,
  ids: readonly string[] | null,
): Promise<Refusal | null> => {
  if (ids === null) return null
  const known = new Set((await makeProperties(table).many(portfolioId, ids)).map((property) => String(property.id)))
  const unknown = ids.find((id) => !known.has(id))
  return unknown === undefined ? null : refuse('resource.not_found', `There is no property ${unknown}.`)
}
