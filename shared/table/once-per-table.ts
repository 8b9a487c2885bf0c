import type { Table } from './table.ts'

/**
 * A repository that is made once for each table instead of for each request: checking an entity’s schema takes some
 * milliseconds, which a function with a third of a processor feels.
 */
export const oncePerTable = <R>(make: (table: Table) => R): ((table: Table) => R) => {
  const made = new WeakMap<Table, { readonly repository: R }>()
  return (table) => {
    const found = made.get(table)
    if (found) return found.repository
    const repository = make(table)
    made.set(table, { repository })
    return repository
  }
}
