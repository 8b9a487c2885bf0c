import { createHash } from 'node:crypto'
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { type Refusal, refuse } from '../contracts/problem.ts'

/** The one table: a document client (system role, or a tenant’s own credentials) and the table’s name. */
export interface Table {
  readonly client: DynamoDBDocumentClient
  readonly name: string
}

/** Opens the table; `config` takes credentials of a tenant role. Absent attributes are left out, never stored as null by accident. */
export const openTable = (name: string, config: DynamoDBClientConfig = {}): Table => ({
  client: DynamoDBDocumentClient.from(new DynamoDBClient(config), { marshallOptions: { removeUndefinedValues: true } }),
  name,
})

/** Portfolio that holds what has no tenant yet: thing → assignment, claim codes, API key hashes, memberships. Tenant roles cannot read it. */
export const REGISTRY = 'registry'

const keyOf = <const C extends readonly string[]>(field: string, template: string, composite: C) => ({
  field,
  composite,
  template,
  casing: 'none' as const,
})

/** Primary index of an ElectroDB entity; templates name attributes as `${attribute}`, which stand in `…Of` too. */
export const primary = <const P extends readonly string[], const S extends readonly string[]>(
  pk: string,
  pkOf: P,
  sk: string,
  skOf: S,
) => ({ pk: keyOf('pk', pk, pkOf), sk: keyOf('sk', sk, skOf) })

/** Secondary index of an ElectroDB entity: `gsi1` holds all attributes, `gsi2` keys only. */
export const secondary = <const P extends readonly string[], const S extends readonly string[]>(
  index: 'gsi1' | 'gsi2',
  pk: string,
  pkOf: P,
  sk: string,
  skOf: S,
) => ({ index, pk: keyOf(`${index}pk`, pk, pkOf), sk: keyOf(`${index}sk`, sk, skOf) })

/** Hash of a value’s canonical JSON; equal for equal bodies whatever the order of keys. */
export const bodyHash = (body: unknown): string => {
  const canonical = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(canonical)
      : value && typeof value === 'object'
        ? Object.fromEntries(
            Object.entries(value)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([k, v]) => [k, canonical(v)]),
          )
        : value
  return createHash('sha256')
    .update(JSON.stringify(canonical(body ?? null)))
    .digest('base64url')
}

/** A page of a query. */
export interface Page<T> {
  readonly items: T[]
  readonly cursor?: string
}

/** Runs a query that may be given a cursor of ours; a cursor that the table does not take is a refusal. */
export const withCursor = async <T>(
  cursor: string | undefined,
  query: () => Promise<Page<T>>,
): Promise<Page<T> | Refusal> => {
  try {
    return await query()
  } catch (error) {
    const name = error instanceof Error ? error.name : ''
    const bad =
      name === 'ValidationException' ||
      name === 'ElectroError' ||
      name === 'ZodError' ||
      (error instanceof Error && /cursor|exclusive/i.test(error.message))
    if (cursor && bad)
      return refuse(
        'request.cursor_invalid',
        `The cursor "${cursor.slice(0, 24)}…" is not one of this list. Start again without a cursor.`,
      )
    throw error
  }
}
