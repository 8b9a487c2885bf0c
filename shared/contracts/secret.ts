import * as z from 'zod'

/** Registry of schemas that hold a secret (PIN, phone, token, e-mail); the logger redacts fields by this mark. */
export const secretFields = z.registry<{ secret: true }>()

/** Marks a schema as secret; the value never goes to logs, events or shadows. */
export const secret = <T extends z.ZodType>(schema: T): T => {
  secretFields.add(schema, { secret: true })
  return schema
}
